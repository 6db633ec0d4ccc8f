#include "page_words.hpp"

#include <spdlog/fmt/fmt.h>

#include <atelier/cpp/words.hpp>

#include "run/run_words.hpp"
#include "run/status.hpp"
#include "words/size.hpp"

namespace atelier::host {
using nlohmann::json;

std::string time_words(const std::string& utc) {
  constexpr size_t kSeconds = 19;  // "2026-11-23T01:45:07"
  if (utc.size() < kSeconds || utc[10] != 'T' || utc.back() != 'Z') return utc;
  return utc.substr(0, 10) + " " + utc.substr(11, kSeconds - 11) + " UTC";
}

std::string state_html(const std::string& word) {
  const char* style = "state faint";
  if (word == "done" || word == "ran" || word == "reused" || word == "passed") style = "state good";
  if (word == "failed" || word == "crashed" || word == "gate failed") style = "state bad";
  if (word == "interrupted" || word == "running") style = "state warn";
  return fmt::format("<span class=\"{}\">{}</span>", style, html_text(word));
}

std::string stage_state(const StageFacts& stage, const PastRun& run) {
  const std::string status = text_in(stage.record, "status");
  if (status == word_of(Status::kDone)) return stage.record.value("reused", json()) == true ? "reused" : "ran";
  if (status == word_of(Status::kSkipped)) return "not run";
  const bool at_work = run.status == word_of(Status::kRunning);
  if (status == word_of(Status::kWaiting)) return at_work ? "waiting" : "not run";
  return status == word_of(Status::kRunning) && !at_work ? run.status : status;
}

std::string title_of(const PastRun& run) {
  const std::string name = text_in(object_in(run.record, "workflow"), "name");
  return name.empty() ? run.id : name;
}

std::string short_id(const PastRun& run) { return run.id.substr(run.id.rfind('-') + 1); }

std::string left_words(const StageFacts& stage) {
  if (text_in(stage.record, "status") != word_of(Status::kDone)) return "";
  if (!stage.left) return "removed since";
  return fmt::format("{} in {}", size_text(stage.left->bytes), counted(stage.left->files, "file", "files"));
}

Cell number_value(const json& value) {
  if (value.is_null()) return {"<span title=\"not a number\">–</span>", "number faint"};
  return number_cell(html_text(number_words(value)));
}

std::string written_words(const std::string& time) {
  return fmt::format("Written by atelier {} on {}.", ATELIER_VERSION, html_text(time_words(time)));
}

}  // namespace atelier::host
