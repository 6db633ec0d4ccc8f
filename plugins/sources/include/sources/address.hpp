// Addresses of files, as tools write them in place of names. [any]
#pragma once

#include <string>
#include <string_view>

namespace sources {

// "https://a/b/c.jpg?x=1#y" -> "c.jpg": the last part of the path, as it is written.
std::string_view last_part(std::string_view address);

// "%20" and the like as the bytes that they stand for; "%00", and what is no escape, stays.
std::string without_escapes(std::string_view text);

}  // namespace sources
