// The lines on screen that say what a stage has written: what follows the numbers of a writer's own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "conversion/outcomes.hpp"

namespace conversion {

// ", 3 crowd regions left out"; "" for none.
std::string also_counted(uint64_t number, std::string_view one, std::string_view many);
// Behind what is in the result: ", 1 of them without some of its parts (ring_odd 1)", or "".
std::string without_parts(const Outcomes& outcomes);
// ", 3 skipped (ring_odd 2, no_pixels 1)", or "".
std::string skipped_words(const Outcomes& outcomes);
// ", 2 belong to no picture", or "".
std::string orphans_words(const Outcomes& outcomes);

}  // namespace conversion
