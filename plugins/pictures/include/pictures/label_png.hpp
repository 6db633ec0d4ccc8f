// Label maps straight into PNG files, from the places where their rows change the label.
//
// Label maps are long stretches of one label, and a row is mostly what the row above it is. Both are known here before
// there are any pixels, so that neither pixels nor bytes are ever looked through: the cost goes by the number of
// changes. Rows are filtered by PNG's filter "up", which leaves zeros wherever a row is like the one above.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pictures {

// A label map [height, width], sides up to 65535, row by row.
struct LabelRows {
  // From column x on the row has this label.
  struct Change {
    uint16_t x;
    uint16_t label;
    bool operator==(const Change&) const = default;
  };
  uint32_t height = 0;
  uint32_t width = 0;
  std::vector<Change> changes;  // each row begins with one at x = 0; x rises within a row
  std::vector<uint32_t> first;  // [height+1], into changes
};

// Keeps its buffers between pictures: one for each thread.
class LabelPngEncoder {
 public:
  LabelPngEncoder();
  ~LabelPngEncoder();
  LabelPngEncoder(LabelPngEncoder&&) noexcept;

  // A PNG file with one channel of 8 or 16 bits. palette: the bytes of a PLTE chunk for 8 bits, which makes the file a
  // palette picture with the labels as indices; or empty. The bytes depend on the label map alone.
  std::string encode(const LabelRows& rows, unsigned bits, std::string_view palette = {});

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pictures
