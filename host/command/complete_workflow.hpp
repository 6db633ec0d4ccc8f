// Candidates from what a workflow says, and from what is known of the plugins.
#pragma once

#include "completion.hpp"

namespace atelier::host {

std::vector<Candidate> complete_stage(const TypedLine& line);  // that are enabled
std::vector<Candidate> complete_profile(const TypedLine& line);
std::vector<Candidate> complete_job(const TypedLine& line);
std::vector<Candidate> complete_id(const TypedLine& line);  // components and plugins
// path=value of --set, one step at a time: "train.", "train.optimizer.", "train.optimizer.lr=", and then values.
std::vector<Candidate> complete_set(const TypedLine& line, const std::string& word);
// The same paths for `config`, which has no values.
std::vector<Candidate> complete_path(const TypedLine& line, const std::string& word);

}  // namespace atelier::host
