// Past runs in words, for the verbs that show them.
#pragma once

#include <optional>
#include <string>

#include "past_runs.hpp"

namespace atelier::host {

// The name of the run's workflow.
std::string workflow_of(const PastRun& run);

// "2 done, 1 reused", of 3: "3/5 (1 reused)".
std::string stages_words(const PastRun& run);
// "12 min ago", "3 days ago"; "" of a run that does not say when it was begun.
std::string age_words(const PastRun& run, int64_t now);
// How long it took; "" when it has not ended.
std::string took_words(const PastRun& run);
// Up to three numbers of the last stage that has some, "evaluate.mean_iou 0.412": whole ones before those of classes.
std::string main_numbers(const PastRun& run);
// "0.4123", "12"; "not a number" of null.
std::string number_words(const nlohmann::json& number);
// As number_words, with its sign.
std::string difference_words(double difference);

// As it was given to the shell: with quotes where they are needed. "" when it is not known.
std::string command_line(const PastRun& run);

// A failure when there is no record of the run to be shown.
Result<PastRun> find_recorded(const Disk& disk, const std::filesystem::path& workspace, const std::string& word);
Result<PastRun> find_recorded(const std::filesystem::path& workspace, const std::string& word);

}  // namespace atelier::host
