#include "brush.hpp"

#include <array>
#include <atelier/cpp/core.hpp>

#include "geometry/turn.hpp"

namespace atelier::labelstudio {
namespace {

constexpr uint64_t kChannels = 4;
constexpr unsigned kValueBits = 8;
constexpr int kTransposed = 5;  // as an EXIF orientation

class BitReader {
 public:
  explicit BitReader(const std::vector<uint8_t>& bytes) : bytes_(bytes) {}
  // False when there are not so many bits left; at most 32.
  bool read(unsigned bits, uint32_t& out) {
    if (at_ + bits > bytes_.size() * 8) return false;
    out = 0;
    for (; bits > 0; --bits, ++at_) out = out << 1 | (bytes_[at_ / 8] >> (7 - at_ % 8) & 1u);
    return true;
  }

 private:
  const std::vector<uint8_t>& bytes_;
  uint64_t at_ = 0;
};

// Runs in row-major order out of values that come one stretch after the other.
class AlphaRuns {
 public:
  explicit AlphaRuns(geometry::Runs& out) : out_(out) { out_.assign(1, 0); }
  // Values first…last-1 of all are `value`.
  void add(uint64_t first, uint64_t last, uint32_t value) {
    const uint64_t pixels = last / kChannels - first / kChannels;  // whose alpha, the last of four, is among them
    if (pixels == 0) return;
    if ((value != 0) != (out_.size() % 2 == 0)) out_.push_back(0);
    out_.back() += static_cast<uint32_t>(pixels);
  }

 private:
  geometry::Runs& out_;
};

std::string too_short(uint64_t values, uint64_t all) {
  return text("has brush data that end after ", values, " of ", all, " values");
}

}  // namespace

std::string decode_brush(const std::vector<uint8_t>& bytes, uint32_t height, uint32_t width, geometry::Runs& out) {
  const uint64_t all = kChannels * height * width;
  BitReader in(bytes);
  uint32_t count = 0, value_bits = 0;
  std::array<uint32_t, 4> length_bits{};
  bool there = in.read(32, count) && in.read(5, value_bits);
  for (uint32_t& bits : length_bits) there = there && in.read(4, bits);
  if (!there) return "has brush data without a head";
  if (count != all)
    return text("has brush data of ", count, " values; its picture of ", width, " x ", height, " pixels takes ", all);
  if (value_bits + 1 != kValueBits) return text("has brush data of ", value_bits + 1, " bits a value, not of 8");

  AlphaRuns runs(out);
  for (uint64_t at = 0; at < all;) {
    uint32_t repeated = 0, choice = 0, length = 0, value = 0;
    if (!in.read(1, repeated) || !in.read(2, choice) || !in.read(length_bits[choice] + 1, length))
      return too_short(at, all);
    const uint64_t end = at + length + 1;
    if (end > all) return text("has brush data that go on beyond ", all, " values");
    for (; at < end; at = repeated ? end : at + 1) {
      if (!in.read(kValueBits, value)) return too_short(at, all);
      runs.add(at, repeated ? end : at + 1, value);
    }
  }
  geometry::turn_runs(out, width, height, kTransposed);  // row by row is column by column of the transposed picture
  return "";
}

}  // namespace atelier::labelstudio
