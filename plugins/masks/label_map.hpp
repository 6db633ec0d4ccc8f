// From the canvas that policies paint to the label map that is stored.
#pragma once

#include <atelier/kinds/overlap_policy.h>

#include <atelier/cpp/tensor.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pictures/label_png.hpp"

namespace atelier::masks {

// The canvas row by row: uint8 [H,W] when its void label is 255, else uint16 [H,W]. [any]
Tensor to_label_map(const atelier_canvas& canvas);

// Makes PNG files of canvases: 8 bits when the void label is 255, else 16. Keeps its buffers between pictures: one for
// each thread.
class LabelMapWriter {
 public:
  // The file's bytes; they depend on the labels alone. Adds the number of pixels of each label to counts[label].
  // palette: the bytes of a PLTE chunk, or empty. Throws ATELIER_E_INTERNAL for a label that is neither below `classes`
  // nor void.
  std::string png(const atelier_canvas& canvas, uint32_t classes, std::vector<uint64_t>& counts,
                  std::string_view palette = {});

 private:
  // A place where a row changes its label.
  struct Event {
    uint16_t y;
    uint16_t x;
    uint16_t label;
  };
  bool find_events(const atelier_canvas& canvas);
  void sort_into_rows(const atelier_canvas& canvas);
  void count_rows();

  std::vector<Event> events_;     // by column, then by row
  std::vector<uint32_t> next_;    // of each row, into the changes
  std::vector<uint64_t> counts_;  // pixels of each label
  pictures::LabelRows rows_;
  pictures::LabelPngEncoder encoder_;
};

}  // namespace atelier::masks
