// Checks a list of plain numbers, as the rings of polygons are, 64 characters at a time.
#pragma once

namespace annotation_json {

// At what follows the opening bracket: gives what follows the closing one. Null when the list is empty, broken, or
// holds anything but numbers without exponents, commas, spaces and line feeds; also on a machine without the
// instructions. Reads up to 63 bytes beyond the list. [any]
const char* skip_number_list(const char* at);

}  // namespace annotation_json
