// A file "CVAT for images": what it is about, found in one pass, and the shapes of a picture, read again when asked
// for.
#pragma once

#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "drawn_shape.hpp"

namespace atelier::cvat {

// An <image> element.
struct ImageElement {
  std::string name;
  std::string subset;   // of exports of projects, else ""
  uint32_t height = 0;  // 0: not given
  uint32_t width = 0;
  Position place;
  uint64_t end = 0;  // byte behind it
};

struct AnnotationFile {
  std::filesystem::path path;
  std::string encoding;
  uint64_t size = 0;  // bytes, to see whether the file has changed since
  std::filesystem::file_time_type written;
  std::vector<std::string> labels;  // those that <meta> lists, in its order, or, where it has none, as they appear
  std::vector<ImageElement> images;
  std::map<std::string, uint64_t, std::less<>> shapes;  // how many of each element: "polygon", "box"
  uint64_t tracks = 0;                                  // of "CVAT for video"
  Position first_track;
};

// Errors: ATELIER_E_IO; ATELIER_E_DATA when the file is no well-formed XML (with line and column), not CVAT's, or only
// "CVAT for video". What is wrong with a shape is no error. [any]
AnnotationFile scan(const Call& call, const std::filesystem::path& path);

// The shapes of one of the file's images, in the order of the file. Throws ATELIER_E_DATA as well when the file has
// changed since scan. [any]
std::vector<DrawnShape> read_shapes(const AnnotationFile& file, const ImageElement& image);

}  // namespace atelier::cvat
