// The per-class results as a table for people: classes that occur, at most kMostRows of them. Where there are more, the
// best and the worst by the first column are shown.
#pragma once

#include <string>
#include <vector>

#include "results.hpp"

namespace atelier::supervised {

constexpr size_t kMostRows = 25;

// One line each, headline first; empty when no class has a defined value. `more` says where the rest can be read.
std::vector<std::string> class_table(const Results& results, const std::vector<std::string>& class_names,
                                     const std::string& more);

}  // namespace atelier::supervised
