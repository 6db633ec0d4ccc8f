// How often each label occurs in label maps: pixels of each class, and on how many maps it occurs. Sums that merge, so
// the order does not matter.
#pragma once

#include <atelier/cpp/samples.hpp>
#include <cstdint>
#include <vector>

namespace atelier::supervised {

struct LabelCounts {
  explicit LabelCounts(size_t classes = 0) : pixels(classes), maps(classes) {}

  std::vector<uint64_t> pixels;  // [class]
  std::vector<uint64_t> maps;    // [class]: on how many it occurs
  uint64_t void_pixels = 0;
  uint64_t void_maps = 0;  // on how many void occurs
  uint64_t map_count = 0;
  uint64_t digest = 0;  // a sum over the maps: another one when any of them, or their order, is

  void merge(const LabelCounts& other);
  uint64_t labelled_pixels() const;  // all but void
  size_t classes_with_pixels() const;
};

// A value that is neither a class nor void, the first in the order of rows.
struct UnknownLabel {
  uint32_t value;
  uint64_t row, column;
};

// Counts map after map; one for each thread.
class LabelCounter {
 public:
  LabelCounter(uint64_t classes, uint32_t void_label);
  // labels: uint8 or uint16 [H,W], of the map of that index. Throws UnknownLabel, with nothing of the map counted.
  void add(const Tensor& labels, uint64_t index = 0);
  const LabelCounts& counts() const { return counts_; }

 private:
  template <class T>
  void count(const T* labels, size_t size, size_t width);

  uint32_t void_label_;
  LabelCounts counts_;
  std::vector<uint64_t> of_map_;   // [class], and void behind them; all 0 between two maps
  std::vector<size_t> occurring_;  // which of these are not 0
};

}  // namespace atelier::supervised
