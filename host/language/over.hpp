// `--over path=[value, …]`: an axis of a sweep from the command line; and axes in general.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "report.hpp"
#include "set_option.hpp"

namespace atelier::host {

// One value of an axis, or several settings that go together.
struct AxisValue {
  std::string label;  // its `as`, or ""
  std::vector<SetOption> settings;
  Position at;
};

struct Axis {
  std::string path;  // as it is written, or the name of an axis of tables
  Position at;
  std::vector<AxisValue> values;
};

// Nothing when it is malformed, which is reported (E611). Where the shell has taken the quotes, bare words will do.
// `parameters`: the names of those that there are.
std::optional<Axis> parse_over(const std::string& text, const std::filesystem::path& directory,
                               const std::vector<std::string>& parameters, Report& report);

}  // namespace atelier::host
