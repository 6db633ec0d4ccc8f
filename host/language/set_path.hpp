// The parts of one `--set path=value`.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "report.hpp"
#include "written.hpp"

namespace atelier::host {

struct SetStep {
  std::string key;
  std::optional<std::string> item;  // what stood in brackets
  Position at;
};

struct SetOption {
  std::vector<SetStep> path;
  std::string value;    // as written
  uint32_t column = 0;  // of the value
  std::shared_ptr<const Source> source;
};

// Nothing when it is malformed, which is reported (E108). `directory`: what a relative path in the value starts from.
std::optional<SetOption> parse_set(const std::string& text, const std::filesystem::path& directory, Report& report);

// The value behind the `=`: TOML, or a text that does without its quotes; nothing when it is neither, which is
// reported. `wants_text`: a bare number or word is taken as a text.
std::optional<Written> read_value(const SetOption& option, bool wants_text, Report& report);

}  // namespace atelier::host
