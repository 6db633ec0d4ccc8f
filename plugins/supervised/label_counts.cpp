#include "label_counts.hpp"

#include <algorithm>
#include <atelier/cpp/random.hpp>
#include <cstring>
#include <numeric>

#include "durable_files.hpp"

namespace atelier::supervised {

namespace {

uint64_t digest_of_map(const Tensor& labels, uint64_t index) {
  const auto height = static_cast<uint64_t>(labels.dim(0)), width = static_cast<uint64_t>(labels.dim(1));
  return digest_of({static_cast<const char*>(labels.get().data), labels.bytes()},
                   mix_seed(mix_seed(index, height), width));
}

// Where the run of labels of one value that begins at `at` ends. Label maps are mostly long runs.
template <class T>
size_t run_end(const T* labels, size_t at, size_t size) {
  constexpr size_t kPerWord = sizeof(uint64_t) / sizeof(T);
  const T value = labels[at];
  T same[kPerWord];
  std::fill_n(same, kPerWord, value);
  while (at + kPerWord <= size && std::memcmp(labels + at, same, sizeof same) == 0) at += kPerWord;
  while (at < size && labels[at] == value) ++at;
  return at;
}

}  // namespace

void LabelCounts::merge(const LabelCounts& other) {
  for (size_t c = 0; c < pixels.size(); ++c) {
    pixels[c] += other.pixels[c];
    maps[c] += other.maps[c];
  }
  void_pixels += other.void_pixels;
  void_maps += other.void_maps;
  map_count += other.map_count;
  digest += other.digest;
}

uint64_t LabelCounts::labelled_pixels() const { return std::accumulate(pixels.begin(), pixels.end(), uint64_t{0}); }

size_t LabelCounts::classes_with_pixels() const {
  return static_cast<size_t>(std::count_if(pixels.begin(), pixels.end(), [](uint64_t n) { return n != 0; }));
}

LabelCounter::LabelCounter(uint64_t classes, uint32_t void_label)
    : void_label_(void_label), counts_(classes), of_map_(classes + 1) {}

void LabelCounter::add(const Tensor& labels, uint64_t index) {
  const auto size = static_cast<size_t>(element_count(labels)), width = static_cast<size_t>(labels.dim(1));
  const auto forget = [&] {
    for (const size_t c : occurring_) of_map_[c] = 0;
    occurring_.clear();
  };
  try {
    if (same_dtype(labels.get().dtype, dtype_of<uint16_t>()))
      count(labels.data<uint16_t>(), size, width);
    else
      count(labels.data<uint8_t>(), size, width);
  } catch (const UnknownLabel&) {
    forget();
    throw;
  }
  const size_t classes = counts_.pixels.size();
  for (const size_t c : occurring_) {
    (c == classes ? counts_.void_pixels : counts_.pixels[c]) += of_map_[c];
    ++(c == classes ? counts_.void_maps : counts_.maps[c]);
  }
  ++counts_.map_count;
  counts_.digest += digest_of_map(labels, index);
  forget();
}

template <class T>
void LabelCounter::count(const T* labels, size_t size, size_t width) {
  const size_t classes = counts_.pixels.size();
  for (size_t at = 0; at < size;) {
    const uint32_t value = labels[at];
    if (value >= classes && value != void_label_) throw UnknownLabel{value, at / width, at % width};
    uint64_t& pixels = of_map_[value < classes ? value : classes];
    if (pixels == 0) occurring_.push_back(value < classes ? value : classes);
    const size_t end = run_end(labels, at, size);
    pixels += end - at;
    at = end;
  }
}

}  // namespace atelier::supervised
