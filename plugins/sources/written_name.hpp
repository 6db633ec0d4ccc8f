// What a name of a file says that another tool wrote, or another machine: its folders and its base name, and what is
// odd about how they are written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sources {

struct WrittenName {
  // One after the other to be looked for: as written, and with %-escapes decoded. Folders first, the base name last;
  // none when the name holds no base name.
  std::vector<std::vector<std::string>> readings;
  std::vector<std::string> oddities;  // "is an address (URL)"
  bool is_foreign = false;            // its first folders are of another machine and tell nothing of the files here
};

WrittenName read_name(std::string_view name);  // [any]

}  // namespace sources
