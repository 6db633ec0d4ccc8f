// Did you mean: the legal name nearest to what was written.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::host {

// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), in bytes.
size_t edit_distance(std::string_view a, std::string_view b);

// The nearest of `names`, or "" when none is near: at most a third of the letters may differ. Case does not count, and
// a name whose last word was written alone (`first` for `overlap.first`) is near.
std::string nearest(std::string_view written, const std::vector<std::string>& names);

// "did you mean `crowd`?", or "".
std::string did_you_mean(std::string_view written, const std::vector<std::string>& names);

// "a, b, c, …": at most `limit` of the names, in their order.
std::string list_names(const std::vector<std::string>& names, size_t limit = 12);

}  // namespace atelier::host
