#include <algorithm>

#include "pictures/label_png.hpp"
#include "png_chunks.hpp"
#include "run_deflate.hpp"

namespace pictures {
namespace {

constexpr uint8_t kUp = 2;  // the filter: each byte less the byte above it

using Change = LabelRows::Change;

// What is written of a row: its differences to the row above, as runs.
class RowWriter {
 public:
  RowWriter(RunDeflater& out, bool wide) : out_(out), wide_(wide) {}

  void write(const Change* row, const Change* row_end, const Change* above, const Change* above_end, uint32_t width) {
    out_.add(kUp, 1);
    if (std::equal(row, row_end, above, above_end)) {
      out_.add(0, uint64_t{width} * (wide_ ? 2 : 1));
      return;
    }
    for (uint32_t x = 0; x < width;) {
      const uint32_t row_until = row + 1 == row_end ? width : row[1].x;
      const uint32_t above_until = above + 1 == above_end ? width : above[1].x;
      const uint32_t until = std::min(row_until, above_until);
      add(row->label, above->label, until - x);
      x = until;
      if (x == row_until) ++row;
      if (x == above_until) ++above;
    }
    flush();
  }

 private:
  void add(unsigned label, unsigned above, uint32_t count) {
    const auto low = static_cast<uint8_t>(label - above);
    const auto high = wide_ ? static_cast<uint8_t>((label >> 8) - (above >> 8)) : low;
    if (low != low_ || high != high_) flush();
    low_ = low;
    high_ = high;
    count_ += count;
  }
  void flush() {
    if (wide_)
      out_.add_pairs(high_, low_, count_);
    else
      out_.add(low_, count_);
    count_ = 0;
  }

  RunDeflater& out_;
  bool wide_;
  uint8_t low_ = 0;
  uint8_t high_ = 0;
  uint64_t count_ = 0;  // of the differences that are not written yet
};

}  // namespace

class LabelPngEncoder::Impl {
 public:
  std::string encode(const LabelRows& rows, unsigned bits, std::string_view palette) {
    deflater_.begin();
    RowWriter writer(deflater_, bits == 16);
    const Change zeros = {0, 0};  // above the first row
    const Change *above = &zeros, *above_end = above + 1;
    for (uint32_t y = 0; y < rows.height; ++y) {
      const Change* row = rows.changes.data() + rows.first[y];
      const Change* row_end = rows.changes.data() + rows.first[y + 1];
      writer.write(row, row_end, above, above_end, rows.width);
      above = row;
      above_end = row_end;
    }
    packed_.clear();
    deflater_.finish(packed_);
    return assemble({rows.height, rows.width, static_cast<uint8_t>(bits), palette.empty() ? kGrey : kPalette}, palette,
                    packed_);
  }

 private:
  RunDeflater deflater_;
  std::string packed_;
};

LabelPngEncoder::LabelPngEncoder() : impl_(std::make_unique<Impl>()) {}
LabelPngEncoder::~LabelPngEncoder() = default;
LabelPngEncoder::LabelPngEncoder(LabelPngEncoder&&) noexcept = default;

std::string LabelPngEncoder::encode(const LabelRows& rows, unsigned bits, std::string_view palette) {
  return impl_->encode(rows, bits, palette);
}

}  // namespace pictures
