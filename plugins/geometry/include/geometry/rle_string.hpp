// The COCO form of runs as text: 5 bits in each character, lowest first. 0x20 says that more follow, 0x10 of the last
// is the sign, 48 is added to make it printable. From the fourth count on, the difference to the count two before is
// written. [any]
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace geometry {

// The runs; `out` is replaced. False when the text ends within a count, holds a character of no meaning, or gives a
// count that is negative or does not fit.
bool decode_runs(std::string_view text, std::vector<uint32_t>& out);

std::string encode_runs(const std::vector<uint32_t>& runs);

}  // namespace geometry
