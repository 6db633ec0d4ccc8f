#include "label_map.hpp"

#include <algorithm>

namespace atelier::masks {
namespace {

// In square tiles, so that neither side strides through memory.
template <class To>
void transpose(const uint16_t* from, int64_t height, int64_t width, To* to) {
  constexpr int64_t kTile = 32;
  for (int64_t x0 = 0; x0 < width; x0 += kTile)
    for (int64_t y0 = 0; y0 < height; y0 += kTile) {
      const int64_t x1 = std::min(x0 + kTile, width), y1 = std::min(y0 + kTile, height);
      for (int64_t y = y0; y < y1; ++y)
        for (int64_t x = x0; x < x1; ++x) to[y * width + x] = static_cast<To>(from[x * height + y]);
    }
}

// Label maps are long stretches of one label.
void count(const uint16_t* labels, uint64_t size, std::vector<uint64_t>& counts) {
  for (uint64_t at = 0; at < size;) {
    const uint16_t label = labels[at];
    const uint64_t first = at;
    while (at < size && labels[at] == label) ++at;
    if (label >= counts.size()) counts.resize(label + size_t{1});
    counts[label] += at - first;
  }
}

}  // namespace

Tensor to_label_map(const atelier_canvas& canvas, uint32_t classes, std::vector<uint64_t>& counts) {
  const int64_t height = canvas.height, width = canvas.width;
  count(canvas.labels, static_cast<uint64_t>(height * width), counts);
  for (size_t label = classes; label < counts.size(); ++label)
    if (counts[label] != 0 && label != canvas.void_label)
      throw Error(ATELIER_E_INTERNAL, text("the overlap policy painted the label ", label, ", but there are only ",
                                           classes, " classes (0 to ", classes - 1, ")"));
  if (canvas.void_label > 255) {
    Tensor out = Tensor::make<uint16_t>({height, width});
    transpose(canvas.labels, height, width, out.data<uint16_t>());
    return out;
  }
  Tensor out = Tensor::make<uint8_t>({height, width});
  transpose(canvas.labels, height, width, out.data<uint8_t>());
  return out;
}

}  // namespace atelier::masks
