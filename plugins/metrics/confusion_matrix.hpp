// How often true class t was predicted as class p: the counts behind every metric of this plugin.
//
// Label maps are uint8 or uint16 (they may differ), of one shape, contiguous, on the CPU. Pixels whose true label is
// void do not count. Counts are sums of pixels, so matrices of parts add up to the matrix of the whole, exactly.
// Errors: a label that is no class is ATELIER_E_DATA and names its value; the counts are then as before the update.
// Not synchronised: one thread at a time.
#pragma once

#include <atelier/cpp/metric.hpp>
#include <cstdint>
#include <vector>

namespace atelier::metrics {

class ConfusionMatrix {
 public:
  // Starts from nothing.
  void begin(const atelier_metric_setup& setup);
  void update(const atelier_tensor& predicted, const atelier_tensor& truth);

  // The counts as bytes, all numbers little-endian: "atelier.sums/1", uint32 size of `what`, `what`, uint32 classes,
  // uint32 void label, then uint64 [classes][classes].
  std::vector<uint8_t> to_bytes(std::string_view what) const;
  // Adds counts from such bytes. Those of another `what`, other classes or another void label, and bytes that are none
  // of this, are ATELIER_E_DATA and change nothing.
  void add_bytes(std::string_view what, span<const uint8_t> bytes);

  size_t classes() const { return classes_; }
  // [classes][classes], rows true, columns predicted.
  const std::vector<uint64_t>& counts() const { return counts_; }
  uint64_t total() const;
  uint64_t correct() const;
  uint64_t correct(size_t label) const { return counts_[label * classes_ + label]; }
  uint64_t in_truth(size_t label) const;
  uint64_t predicted(size_t label) const;
  // Pixels that are of the class in either map.
  uint64_t in_union(size_t label) const { return in_truth(label) + predicted(label) - correct(label); }

  // correct / union, NaN for a class that is in neither map.
  std::vector<double> iou() const;

 private:
  void require_begun() const;
  template <class Predicted, class Truth>
  void count(const atelier_tensor& predicted, const atelier_tensor& truth);

  size_t classes_ = 0;
  uint32_t void_label_ = 0;
  std::vector<uint64_t> counts_;
};

// NaN for n/0.
double ratio(uint64_t numerator, uint64_t denominator);

// The mean of the values that are not NaN; NaN when there is none.
double mean_of_defined(const std::vector<double>& values);

}  // namespace atelier::metrics
