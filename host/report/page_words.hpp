// Facts of a run in the words and cells of a page. [any]
#pragma once

#include <string>

#include "html.hpp"
#include "run_facts.hpp"

namespace atelier::host {

// "2026-11-23 01:45:07 UTC" of what records have; what is no such time, as it is.
std::string time_words(const std::string& utc);
// How a run or a stage ended, in its colour: "ran", "failed", "not run".
std::string state_html(const std::string& word);
// Of a stage: "ran" and "reused" for those that are done, "not run" for those that were not begun in a run that ended.
std::string stage_state(const StageFacts& stage, const PastRun& run);
// Of a run: the workflow's name; the run's id where it has none.
std::string title_of(const PastRun& run);
// The last four letters of the run's id, by which it can be called.
std::string short_id(const PastRun& run);
// "4.2 MB in 12 files", "removed since", "" of what left nothing.
std::string left_words(const StageFacts& stage);
// "412 MB" of bytes that a record says; "" of what is no size.
std::string size_in(const nlohmann::json& record, const char* field);
bool flag_in(const nlohmann::json& record, const char* field);
Cell number_value(const nlohmann::json& value);
// Figures beside one another: the first of them, and the others where they can be opened.
std::string charts_html(const std::vector<std::string>& figures);
// What stands at the foot of a page.
std::string written_words(const std::string& time);

}  // namespace atelier::host
