#include "parameter_factors.hpp"

#include <algorithm>

#include "atelier/cpp/core.hpp"

namespace atelier::torch_models {
namespace {

// A few names from all over the list: the patterns of a network are seen in them.
std::string some_of(const std::vector<std::string>& names) {
  constexpr size_t kShown = 6;
  const size_t shown = std::min(kShown, names.size());
  std::string out;
  for (size_t i = 0; i < shown; ++i)
    out += text(i ? ", " : "", names[shown < 2 ? 0 : i * (names.size() - 1) / (shown - 1)]);
  return out;
}

}  // namespace

bool matches(std::string_view pattern, std::string_view name) {
  // On a mismatch the last * takes one character more; earlier ones need not be tried again.
  size_t p = 0, n = 0, star = std::string_view::npos, taken = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::vector<double> factors_of(std::string_view option, const FactorTable& table,
                               const std::vector<std::string>& names) {
  std::vector<double> out(names.size(), 1);
  for (const auto& [pattern, factor] : table) {
    bool used = false;
    for (size_t i = 0; i < names.size(); ++i) {
      if (!matches(pattern, names[i])) continue;
      out[i] = factor;
      used = true;
    }
    if (!used)
      throw Error(ATELIER_E_INVALID, text("`", option, "`: no parameter matches `", pattern, "`; there are ",
                                          names.size(), ", such as ", some_of(names)));
  }
  return out;
}

}  // namespace atelier::torch_models
