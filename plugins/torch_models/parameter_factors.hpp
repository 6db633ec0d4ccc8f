// Factors for groups of parameters, by patterns over their names.
//
// In a pattern * stands for any characters, dots too, and ? for one. Of the patterns that match a name the last one
// counts, in the order in which they are written; where none does, the factor is 1.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atelier::torch_models {

using FactorTable = std::vector<std::pair<std::string, double>>;

bool matches(std::string_view pattern, std::string_view name);

// A factor for each name. A pattern that matches none is ATELIER_E_INVALID, with `option`, where it stands, and some of
// the names.
std::vector<double> factors_of(std::string_view option, const FactorTable& table,
                               const std::vector<std::string>& names);

}  // namespace atelier::torch_models
