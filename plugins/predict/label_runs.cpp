#include "label_runs.hpp"

#include <algorithm>

namespace atelier::predict {

namespace {

// Calls run(pointer) with the labels of their type.
template <class Run>
auto with_labels(const atelier_tensor& labels, Run run) {
  if (labels.dtype.bits == 16) return run(data_of<const uint16_t>(labels));
  return run(data_of<const uint8_t>(labels));
}

template <class T>
std::vector<uint64_t> count(const T* labels, size_t pixels, uint32_t classes) {
  std::vector<uint64_t> counts(std::max<size_t>(classes, size_t{1} << (8 * sizeof(T))), 0);
  for (size_t i = 0; i < pixels; ++i) ++counts[labels[i]];
  for (size_t label = classes; label < counts.size(); ++label)
    if (counts[label] != 0)
      throw Error(ATELIER_E_DATA, text("the model predicts the label ", label, ", but has ", classes, " classes"));
  counts.resize(classes);
  return counts;
}

// The labels column by column, by tiles: one side of a tile is a cache line.
template <class T>
std::vector<T> transposed(const T* labels, size_t height, size_t width) {
  constexpr size_t kTile = 64;
  std::vector<T> out(height * width);
  for (size_t y = 0; y < height; y += kTile)
    for (size_t x = 0; x < width; x += kTile)
      for (size_t column = x; column < std::min(x + kTile, width); ++column)
        for (size_t row = y; row < std::min(y + kTile, height); ++row)
          out[column * height + row] = labels[row * width + column];
  return out;
}

// `at`: by label, the index into `found`.
template <class T>
void add_runs(const std::vector<T>& labels, const std::vector<size_t>& at, std::vector<ClassPixels>& found) {
  std::vector<size_t> ends(found.size(), 0);  // of each class's last stretch
  for (size_t begin = 0; begin < labels.size();) {
    const T label = labels[begin];
    size_t end = begin + 1;
    while (end < labels.size() && labels[end] == label) ++end;
    const size_t which = at[label];
    found[which].runs.push_back(static_cast<uint32_t>(begin - ends[which]));
    found[which].runs.push_back(static_cast<uint32_t>(end - begin));
    ends[which] = end;
    begin = end;
  }
  for (size_t which = 0; which < found.size(); ++which)
    if (ends[which] != labels.size()) found[which].runs.push_back(static_cast<uint32_t>(labels.size() - ends[which]));
}

}  // namespace

std::vector<ClassPixels> take_apart(const atelier_tensor& labels, uint32_t classes, bool want_runs) {
  const auto height = static_cast<size_t>(labels.shape[0]), width = static_cast<size_t>(labels.shape[1]);
  return with_labels(labels, [&](const auto* data) {
    const std::vector<uint64_t> counts = count(data, height * width, classes);
    std::vector<ClassPixels> found;
    std::vector<size_t> at(counts.size(), 0);
    for (uint32_t label = 0; label < counts.size(); ++label) {
      if (counts[label] == 0) continue;
      at[label] = found.size();
      found.push_back({label, counts[label], {}, 0});
    }
    if (want_runs) add_runs(transposed(data, height, width), at, found);
    return found;
  });
}

void add_scores(std::vector<ClassPixels>& found, const atelier_tensor& labels, const float* scores) {
  const auto pixels = static_cast<size_t>(element_count(labels));
  with_labels(labels, [&](const auto* data) {
    for (ClassPixels& each : found) {
      const float* of_class = scores + each.label * pixels;
      double sum = 0;
      for (size_t i = 0; i < pixels; ++i)
        if (data[i] == each.label) sum += static_cast<double>(of_class[i]);
      each.score = sum / static_cast<double>(each.pixels);
    }
  });
}

}  // namespace atelier::predict
