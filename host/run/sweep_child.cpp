#include "sweep_child.hpp"

#include <spdlog/fmt/fmt.h>

#include <nlohmann/json.hpp>

#include "past_runs.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;

uint64_t count_in(const json& event, const char* key) {
  const auto found = event.find(key);
  return found != event.end() && found->is_number_unsigned() ? found->get<uint64_t>() : 0;
}

void hear_words(SweepChild& child, const std::string& stage, const std::string& text, const std::string& level) {
  child.log->write((stage.empty() ? "" : stage + ": ") + text);
  if (level == "error" && child.error.empty()) child.error = text;
}

// Of a workflow that cannot be run.
void hear_diagnostic(SweepChild& child, const json& told) {
  const json& range = object_in(told, "range");
  const std::string severity = text_in(told, "severity");
  hear_words(child, "",
             fmt::format("{}[{}]: {} ({}:{}:{})", severity, text_in(told, "code"), text_in(told, "message"),
                         text_in(range, "file"), count_in(range, "line"), count_in(range, "column")),
             severity);
}

}  // namespace

std::optional<std::string> hear(SweepChild& child, const std::string& line) {
  const json event = json::parse(line, nullptr, false);
  const std::string sort = text_in(event, "event"), stage = text_in(event, "stage");
  if (sort == "log") {
    hear_words(child, stage, text_in(event, "text"), text_in(event, "level"));
  } else if (sort == "diagnostic") {
    hear_diagnostic(child, object_in(event, "diagnostic"));
  } else if (sort == "progress") {
    child.at_work = {child.at_work.name, 0, stage, count_in(event, "done"), count_in(event, "total")};
  } else if (sort == "stage") {
    const std::string status = text_in(event, "status");
    if (status == "done" || status == "reused") return stage;
    child.at_work = {child.at_work.name, 0, stage};
  } else if (sort.empty()) {  // what a library writes to stderr by itself
    child.log->write(line);
  }
  return std::nullopt;
}

}  // namespace atelier::host
