// A job of a sweep at work: its process, and what its lines of `--progress json` say. [main]
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "sweep_line.hpp"
#include "system/disk.hpp"
#include "system/running_child.hpp"

namespace atelier::host {

struct SweepChild {
  JobAtWork at_work;
  size_t job = 0;  // its index
  double start = 0;
  std::unique_ptr<RunningChild> process = {};
  std::unique_ptr<LineFile> log = {};  // gets what people are to read
  std::string error = {};              // the first that it told
};

// Takes a line of the child's stderr. Gives the stage that it says is done, if any.
std::optional<std::string> hear(SweepChild& child, const std::string& line);

}  // namespace atelier::host
