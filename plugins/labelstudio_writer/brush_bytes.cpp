#include "brush_bytes.hpp"

#include <algorithm>
#include <array>

#include "geometry/turn.hpp"

namespace atelier::labelstudio_writer {
namespace {

constexpr unsigned kValueBits = 8;
constexpr std::array<unsigned, 4> kLengthBits = {3, 4, 8, 16};
constexpr uint64_t kLongest = uint64_t{1} << 16;
constexpr uint32_t kInside = 255;
constexpr int kTransposed = 5;  // as an EXIF orientation

class BitWriter {
 public:
  void write(uint32_t value, unsigned bits) {
    while (bits-- > 0) {
      if (count_ % 8 == 0) bytes_.push_back(0);
      bytes_.back() = static_cast<uint8_t>(bytes_.back() | (value >> bits & 1) << (7 - count_ % 8));
      ++count_;
    }
  }
  // The rest of the last byte is zeros; where there is none, the converter adds a byte of them.
  std::vector<uint8_t> finish() {
    if (count_ % 8 == 0) bytes_.push_back(0);
    return std::move(bytes_);
  }

 private:
  std::vector<uint8_t> bytes_;
  uint64_t count_ = 0;
};

// A value so many times.
void write_repeated(BitWriter& out, uint64_t length, uint32_t value) {
  while (length > 0) {
    const uint64_t part = std::min(length, kLongest);
    uint32_t choice = 0;
    while (part > uint64_t{1} << kLengthBits[choice]) ++choice;
    out.write(1, 1);
    out.write(choice, 2);
    out.write(static_cast<uint32_t>(part - 1), kLengthBits[choice]);
    out.write(value, kValueBits);
    length -= part;
  }
}

}  // namespace

std::vector<uint8_t> brush_bytes(geometry::Runs runs, uint32_t height, uint32_t width) {
  geometry::turn_runs(runs, height, width, kTransposed);  // row by row, as the tool has it
  BitWriter out;
  out.write(4 * height * width, 32);
  out.write(kValueBits - 1, 5);
  for (const unsigned bits : kLengthBits) out.write(bits - 1, 4);
  for (size_t i = 0; i < runs.size(); ++i) write_repeated(out, uint64_t{4} * runs[i], i % 2 == 1 ? kInside : 0);
  return out.finish();
}

}  // namespace atelier::labelstudio_writer
