// The file name in what a task says of its picture.
#pragma once

#include <string>
#include <string_view>

namespace atelier::labelstudio {

// "https://host/a/b%20c.jpg?x=1", "/data/upload/1/b c.jpg" -> "b c.jpg"; "/data/local-files/?d=a/b.jpg" -> "a/b.jpg";
// "" where there is none. [any]
std::string file_name_of(std::string_view picture);

// Whether the picture itself stands there ("data:image/png;base64,…") and in no file. [any]
bool is_inside_json(std::string_view picture);

// The file in which such a picture may be saved: of "task 7" "task-7.png". [any]
std::string name_for_inside(std::string_view picture, std::string_view task);

}  // namespace atelier::labelstudio
