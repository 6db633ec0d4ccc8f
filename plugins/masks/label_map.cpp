#include "label_map.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <bit>

#include "pictures/picture_file.hpp"

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

// Calls found(i) for each i below `size` where a and b differ.
template <class Found>
void differences(const uint16_t* a, const uint16_t* b, uint32_t size, Found found) {
  uint32_t i = 0;
#if defined(__SSE2__)
  const auto equal = [&](uint32_t at) {
    return _mm_cmpeq_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(a + at)),
                           _mm_loadu_si128(reinterpret_cast<const __m128i*>(b + at)));
  };
  constexpr int kAll = 0xffff;
  for (; i + 16 <= size; i += 16) {
    const __m128i low = equal(i), high = equal(i + 8);
    if (_mm_movemask_epi8(_mm_and_si128(low, high)) == kAll) continue;
    // One bit for each label.
    for (unsigned bits = kAll ^ static_cast<unsigned>(_mm_movemask_epi8(_mm_packs_epi16(low, high))); bits;
         bits &= bits - 1)
      found(i + static_cast<uint32_t>(std::countr_zero(bits)));
  }
#endif
  for (; i < size; ++i)
    if (a[i] != b[i]) found(i);
}

void add_count(std::vector<uint64_t>& counts, uint16_t label, uint64_t pixels) {
  if (label >= counts.size()) counts.resize(label + size_t{1});
  counts[label] += pixels;
}

}  // namespace

void check_label(uint32_t label, uint32_t classes, uint32_t void_label, std::string_view policy) {
  if (label < classes || label == void_label) return;
  throw Error(ATELIER_E_INTERNAL, text("the overlap policy ", policy, policy.empty() ? "" : " ", "painted the label ",
                                       label, ", but there are only ", classes, " classes (0 to ", classes - 1, ")"));
}

Tensor to_label_map(const atelier_canvas& canvas) {
  const int64_t height = canvas.height, width = canvas.width;
  if (canvas.void_label > 255) {
    Tensor out = Tensor::make<uint16_t>({height, width});
    transpose(canvas.labels, height, width, out.data<uint16_t>());
    return out;
  }
  Tensor out = Tensor::make<uint8_t>({height, width});
  transpose(canvas.labels, height, width, out.data<uint8_t>());
  return out;
}

// False when there are so many that the general way costs less memory and packs better.
bool LabelMapWriter::find_changes(const atelier_canvas& canvas) {
  constexpr uint64_t kPixelsPerEvent = 8;
  const uint32_t height = canvas.height, width = canvas.width;
  const uint64_t most = height + uint64_t{height} * width / kPixelsPerEvent;
  changes_.clear();
  for (uint32_t y = 0; y < height; ++y) changes_.push_back({static_cast<uint16_t>(y), 0, canvas.labels[y]});
  const uint16_t* column = canvas.labels;
  for (uint32_t x = 1; x < width; ++x) {
    const uint16_t* next = column + height;
    differences(column, next, height, [&](uint32_t y) {
      changes_.push_back({static_cast<uint16_t>(y), static_cast<uint16_t>(x), next[y]});
    });
    if (changes_.size() > most) return false;
    column = next;
  }
  return true;
}

void LabelMapWriter::sort_into_rows(const atelier_canvas& canvas) {
  rows_.height = canvas.height;
  rows_.width = canvas.width;
  rows_.first.assign(canvas.height + size_t{1}, 0);
  for (const Change& change : changes_) ++rows_.first[change.y + size_t{1}];
  for (size_t y = 0; y < canvas.height; ++y) rows_.first[y + 1] += rows_.first[y];
  next_.assign(rows_.first.begin(), rows_.first.end() - 1);
  rows_.changes.resize(changes_.size());
  for (const Change& change : changes_) rows_.changes[next_[change.y]++] = {change.x, change.label};
}

std::string LabelMapWriter::png(const atelier_canvas& canvas, uint32_t classes, std::vector<uint64_t>& counts,
                                std::string_view palette) {
  counts_.clear();
  const bool few = find_changes(canvas);
  if (few) {
    sort_into_rows(canvas);
    count_rows();
  } else {
    const uint16_t* end = canvas.labels + uint64_t{canvas.height} * canvas.width;
    for (const uint16_t* label = canvas.labels; label != end; ++label) add_count(counts_, *label, 1);
  }
  check_counts(classes, canvas.void_label);
  for (size_t label = 0; label < counts_.size(); ++label)
    if (counts_[label]) add_count(counts, static_cast<uint16_t>(label), counts_[label]);
  if (!few) return pictures::encode_png(to_label_map(canvas), palette);
  return encoder_.encode(rows_, canvas.void_label > 255 ? 16 : 8, palette);
}

void LabelMapWriter::check_counts(uint32_t classes, uint32_t void_label) const {
  for (size_t label = classes; label < counts_.size(); ++label)
    if (counts_[label] != 0) check_label(static_cast<uint32_t>(label), classes, void_label, policy_);
}

void LabelMapWriter::count_rows() {
  for (size_t y = 0; y < rows_.height; ++y)
    for (uint32_t i = rows_.first[y], end = rows_.first[y + 1]; i < end; ++i) {
      const uint32_t until = i + 1 == end ? rows_.width : rows_.changes[i + 1].x;
      add_count(counts_, rows_.changes[i].label, until - rows_.changes[i].x);
    }
}

}  // namespace atelier::masks
