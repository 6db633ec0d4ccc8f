// From the canvas that policies paint to the label map that is stored.
#pragma once

#include <atelier/kinds/overlap_policy.h>

#include <atelier/cpp/tensor.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pictures/label_png.hpp"

namespace atelier::masks {

// The canvas row by row: uint8 [H,W] when its void label is 255, else uint16 [H,W]. [any]
Tensor to_label_map(const atelier_canvas& canvas);

// Throws ATELIER_E_INTERNAL, naming the policy, for a label that is neither below `classes` nor void.
void check_label(uint32_t label, uint32_t classes, uint32_t void_label, std::string_view policy);

// Makes PNG files of canvases: 8 bits when the void label is 255, else 16. Keeps its buffers between pictures: one for
// each thread.
class LabelMapWriter {
 public:
  LabelMapWriter() = default;
  // policy: the component that paints the canvases, for messages.
  explicit LabelMapWriter(std::string policy) : policy_(std::move(policy)) {}

  // The file's bytes; they depend on the labels alone. Adds the number of pixels of each label to counts[label].
  // palette: the bytes of a PLTE chunk, or empty. Every label is checked.
  std::string png(const atelier_canvas& canvas, uint32_t classes, std::vector<uint64_t>& counts,
                  std::string_view palette = {});

 private:
  // A place where a row changes its label.
  struct Change {
    uint16_t y;
    uint16_t x;
    uint16_t label;
  };
  bool find_changes(const atelier_canvas& canvas);
  void sort_into_rows(const atelier_canvas& canvas);
  void count_rows();
  void check_counts(uint32_t classes, uint32_t void_label) const;

  std::string policy_;
  std::vector<Change> changes_;   // by column, then by row
  std::vector<uint32_t> next_;    // of each row, into the changes
  std::vector<uint64_t> counts_;  // pixels of each label
  pictures::LabelRows rows_;
  pictures::LabelPngEncoder encoder_;
};

}  // namespace atelier::masks
