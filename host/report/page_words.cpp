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
  if (status == word_of(Status::kDone)) return flag_in(stage.record, "reused") ? "reused" : "ran";
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

std::string size_in(const json& record, const char* field) {
  const std::optional<double> bytes = number_in(record, field);
  return bytes && *bytes >= 0 && *bytes < 1e18 ? size_text(static_cast<uint64_t>(*bytes)) : "";
}

bool flag_in(const json& record, const char* field) {
  if (!record.is_object()) return false;
  const auto it = record.find(field);
  return it != record.end() && *it == true;
}

Cell number_value(const json& value) {
  if (value.is_null()) return {"<span title=\"not a number\">–</span>", "number faint"};
  return number_cell(html_text(number_words(value)));
}

std::string charts_html(const std::vector<std::string>& figures) {
  constexpr size_t kShown = 12;
  std::string first, others;
  for (size_t i = 0; i < figures.size(); ++i) (i < kShown ? first : others) += figures[i];
  const auto grid = [](const std::string& all) { return "<div class=\"charts\">\n" + all + "</div>\n"; };
  if (first.empty()) return "";
  if (others.empty()) return grid(first);
  const size_t more = figures.size() - kShown;
  return grid(first) + html_details(fmt::format("{} more", counted(more, "drawing", "drawings")), grid(others), false);
}

std::string written_words(const std::string& time) {
  return fmt::format("Written by atelier {} on {}.", ATELIER_VERSION, html_text(time_words(time)));
}

}  // namespace atelier::host
