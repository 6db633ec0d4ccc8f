// The segments of a JPEG file, up to its pixels: the one place that walks them. Source: ITU-T T.81, annex B. [any]
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>

#include "pictures/picture_file.hpp"

namespace pictures {

// Reads no more than markers, lengths and what is asked for. All throw ATELIER_E_DATA, with file and byte, for damage.
class JpegSegments {
 public:
  // A file that begins as a JPEG does. Both must outlive this.
  JpegSegments(std::istream& file, const std::string& name) : file_(file), name_(name) { file_.seekg(2); }

  // The marker of the next segment, its second byte: 0xe1 is APP1. The last one is that behind which pixels begin, or
  // the end of the picture, for which is_last gives true.
  int next();
  static bool is_last(int marker) { return marker == 0xd9 || marker == 0xda; }
  // Of the segment that next() came to.
  std::string content();
  // Of a number within the segment that next() came to, from where the last one ended.
  int byte();
  int word();
  [[noreturn]] void fail(const char* what);

 private:
  std::istream& file_;
  const std::string& name_;
  std::streamoff end_ = 2;  // of the segment at hand
};

struct JpegFrame {
  Size size;
  int channels = 0;
};
// What the frame header says.
JpegFrame find_jpeg_frame(std::istream& file, const std::string& name);

// The first APP1 segment with an EXIF block, without its head; nothing: there is none before the pixels.
std::optional<std::string> find_jpeg_exif(std::istream& file, const std::string& name);

}  // namespace pictures
