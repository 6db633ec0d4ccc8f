// The list of numbers that somebody means who writes none: 64x64, (64, 64), 1..3.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atelier::host {

// "64, 64" for "64x64" and "(64,64)", "1, 2, 3" for "1..3" and "1-3"; a single number as often as `least` says, the
// least number of items. "" where no numbers are meant.
std::string meant_numbers(std::string_view text, size_t least = 1);

}  // namespace atelier::host
