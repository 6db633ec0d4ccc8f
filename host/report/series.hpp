// The scalars that a stage told while it worked (run/event_lines.md), as series over its steps.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "system/disk.hpp"

namespace atelier::host {

struct Point {
  double step = 0;
  double value = 0;
  bool after_gap = false;  // there were values before it that are no numbers: no line leads here
};

struct Series {
  std::string name;
  std::vector<Point> points = {};  // by step, each once; all values are finite
  size_t told = 0;                 // how many values there were
  size_t no_numbers = 0;           // how many of them are no numbers

  // Whether it is more than a number.
  bool is_curve() const { return points.size() > 1; }
};

// Of a metrics.jsonl, in the order in which the names first stand there. A value told again for a step takes the place
// of the one before. Lines that are none are passed over; nothing of a file that is not there. [main]
std::vector<Series> read_series(const Disk& disk, const std::filesystem::path& file);

// So many points, at least 4, that a drawing of them looks the same: of each stretch of steps the lowest and the
// highest; the first and the last. [any]
std::vector<Point> thinned(const std::vector<Point>& points, size_t most);

}  // namespace atelier::host
