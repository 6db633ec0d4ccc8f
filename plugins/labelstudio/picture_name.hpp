// The file name in what a task says of its picture.
#pragma once

#include <string>
#include <string_view>

namespace atelier::labelstudio {

// "https://host/a/b%20c.jpg?x=1", "/data/upload/1/b c.jpg" -> "b c.jpg"; "/data/local-files/?d=a/b.jpg" -> "a/b.jpg";
// "" where there is none. [any]
std::string file_name_of(std::string_view picture);

}  // namespace atelier::labelstudio
