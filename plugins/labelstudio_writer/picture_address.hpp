// Where Label Studio finds a picture.
#pragma once

#include <string>
#include <string_view>

namespace atelier::labelstudio_writer {

// The prefix and the file name, all but letters, digits, "-._~/" of it as %-escapes. [any]
std::string picture_address(std::string_view prefix, std::string_view file_name);

}  // namespace atelier::labelstudio_writer
