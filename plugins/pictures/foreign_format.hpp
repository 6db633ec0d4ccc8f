// Files that are no picture of a format that is read here, told by their first bytes.
#pragma once

#include <string_view>

namespace pictures {

struct ForeignFormat {
  std::string_view name;   // "a GIF"; "" where nothing is known
  bool is_picture = true;  // sound, perhaps; else something else lies in the picture's place
};

// [any]
ForeignFormat foreign_format(std::string_view start);

}  // namespace pictures
