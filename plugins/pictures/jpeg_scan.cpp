#include "jpeg_scan.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "zigzag.hpp"

namespace pictures {

namespace {

constexpr size_t kZerosBehind = 16;    // what a refill may read beyond the end of an interval
constexpr size_t kMostOfABlock = 512;  // bytes: 64 codes and values of at most 32 bits are 256
constexpr uint32_t kMostMcus = 1 << 26;

// A value of `size` bits: those that begin with 0 are negative.
int32_t extend(uint32_t bits, unsigned size) {
  const auto value = static_cast<int32_t>(bits);
  return value < (1 << (size - 1)) ? value - (1 << size) + 1 : value;
}

// As the compiler's own way for so many bytes takes its time to start.
void clear(int32_t* block) {
  using Four = int32_t __attribute__((vector_size(16)));
  const Four zeros{};
#pragma GCC unroll 16
  for (size_t i = 0; i < JpegScan::kBlock; i += 4) std::memcpy(block + i, &zeros, sizeof zeros);
}

uint32_t word_at(std::string_view text, size_t at) {
  return static_cast<uint32_t>(static_cast<uint8_t>(text[at])) << 8 | static_cast<uint8_t>(text[at + 1]);
}
uint8_t byte_at(std::string_view text, size_t at) { return static_cast<uint8_t>(text[at]); }

}  // namespace

bool HuffmanTable::build(bool is_dc, const uint8_t* counts, const uint8_t* symbols, size_t symbol_count) {
  std::copy_n(symbols, symbol_count, symbols_.begin());
  fast_.fill(0);
  uint32_t code = 0;
  int32_t index = 0;
  for (unsigned size = 1; size <= 16; ++size) {
    offset_[size] = index - static_cast<int32_t>(code);
    for (int i = 0; i < counts[size - 1]; ++i, ++code, ++index) {
      const uint8_t symbol = symbols[index];
      const unsigned run = is_dc ? 0 : symbol >> 4, extra = is_dc ? symbol : symbol & 15;
      if (extra > (is_dc ? 11 : 10) || code >= (1u << size)) return false;
      if (size > kFast) continue;
      const uint32_t spare = kFast - size, first = code << spare;
      for (uint32_t rest = 0; rest < (1u << spare); ++rest) {
        uint32_t& entry = fast_[first + rest];
        entry = uint32_t{symbol} << 8 | size;
        if (extra > 0 && extra <= spare) {
          const int32_t value = extend(rest >> (spare - extra), extra);
          entry = static_cast<uint32_t>(value) << 16 | run << 8 | (size + extra);
        }
      }
    }
    limit_[size] = code << (16 - size);
    if (code > (1u << size)) return false;
    code <<= 1;
  }
  return is_there_ = true;
}

uint32_t HuffmanTable::find_long(uint64_t bits) const {
  const auto first = static_cast<uint32_t>(bits >> 48);
  for (unsigned size = kFast + 1; size <= 16; ++size)
    if (first < limit_[size]) {
      const int32_t index = offset_[size] + static_cast<int32_t>(first >> (16 - size));
      return static_cast<uint32_t>(symbols_[static_cast<size_t>(index) & 255]) << 8 | size;
    }
  return 0;
}

std::optional<JpegScan> JpegScan::open(std::string_view file) {
  std::optional<JpegScan> scan(std::in_place);
  if (!scan->read_segments(file)) scan.reset();
  return scan;
}

bool JpegScan::read_segments(std::string_view file) {
  if (file.substr(0, 2) != "\xff\xd8") return false;
  for (size_t at = 2;;) {
    if (file.size() - at < 4 || byte_at(file, at) != 0xff) return false;
    const uint8_t marker = byte_at(file, at + 1);
    const size_t length = word_at(file, at + 2);
    if (length < 2 || length > file.size() - at - 2) return false;
    const std::string_view segment = file.substr(at + 4, length - 2);
    at += 2 + length;
    const bool is_tolerated = (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe;
    if (marker == 0xe0 && segment.size() >= 14 && segment.substr(0, 5) == std::string_view("JFIF\0", 5))
      is_jfif_ = true;
    else if (marker == 0xee && segment.size() >= 12 && segment.substr(0, 5) == "Adobe")
      adobe_transform_ = byte_at(segment, 11);
    else if (marker == 0xda)
      return read_scan_header(segment) && unstuff(file, at) && start_interval();
    else if (marker == 0xdd && segment.size() == 2)
      restart_interval_ = word_at(segment, 0);
    else if (!(marker == 0xdb                     ? read_quantisations(segment)
               : marker == 0xc4                   ? read_tables(segment)
               : marker <= 0xc1 && marker >= 0xc0 ? read_frame(segment)
                                                  : is_tolerated))
      return false;
  }
}

bool JpegScan::read_quantisations(std::string_view segment) {
  while (!segment.empty()) {
    const unsigned wide = byte_at(segment, 0) >> 4, number = byte_at(segment, 0) & 15;
    const size_t size = 1 + kBlock * (wide + 1);
    if (wide > 1 || number > 3 || segment.size() < size) return false;
    for (size_t i = 0; i < kBlock; ++i) {
      const uint32_t value = wide ? word_at(segment, 1 + 2 * i) : byte_at(segment, 1 + i);
      if (value == 0) return false;
      quantisations_[number][i] = static_cast<uint16_t>(value);
    }
    has_quantisation_[number] = true;
    segment.remove_prefix(size);
  }
  return true;
}

bool JpegScan::read_tables(std::string_view segment) {
  while (!segment.empty()) {
    if (segment.size() < 17) return false;
    const unsigned type = byte_at(segment, 0) >> 4, number = byte_at(segment, 0) & 15;
    if (type > 1 || number > 3) return false;
    const auto* counts = reinterpret_cast<const uint8_t*>(segment.data()) + 1;
    size_t symbols = 0;
    for (int i = 0; i < 16; ++i) symbols += counts[i];
    if (symbols > 256 || segment.size() < 17 + symbols) return false;
    if (!(type ? ac_ : dc_)[number].build(type == 0, counts, counts + 16, symbols)) return false;
    segment.remove_prefix(17 + symbols);
  }
  return true;
}

bool JpegScan::read_frame(std::string_view segment) {
  if (!components_.empty() || segment.size() < 6 || byte_at(segment, 0) != 8) return false;
  height_ = word_at(segment, 1);
  width_ = word_at(segment, 3);
  const size_t count = byte_at(segment, 5);
  if (height_ == 0 || width_ == 0 || (count != 1 && count != 3) || segment.size() != 6 + 3 * count) return false;
  int blocks = 0;
  for (size_t i = 0; i < count; ++i) {
    Component c;
    c.id = byte_at(segment, 6 + 3 * i);
    c.across = byte_at(segment, 7 + 3 * i) >> 4;
    c.down = byte_at(segment, 7 + 3 * i) & 15;
    c.quantisation = byte_at(segment, 8 + 3 * i);
    if (c.across < 1 || c.across > 4 || c.down < 1 || c.down > 4 || c.quantisation > 3) return false;
    if (count == 1) c.across = c.down = 1;  // a scan of one component has MCUs of one block
    blocks += c.across * c.down;
    most_across_ = std::max(most_across_, c.across);
    most_down_ = std::max(most_down_, c.down);
    components_.push_back(c);
  }
  const auto up = [](uint32_t size, int most) {
    const auto unit = static_cast<uint32_t>(8 * most);
    return (size + unit - 1) / unit;
  };
  mcu_rows_ = up(height_, most_down_);
  mcu_columns_ = up(width_, most_across_);
  return blocks <= 10 && uint64_t{mcu_rows_} * mcu_columns_ <= kMostMcus;
}

bool JpegScan::read_scan_header(std::string_view segment) {
  const size_t count = components_.size();
  if (count == 0 || segment.size() != 4 + 2 * count || byte_at(segment, 0) != count) return false;
  for (size_t i = 0; i < count; ++i) {
    Component& c = components_[i];
    if (byte_at(segment, 1 + 2 * i) != c.id) return false;
    c.dc = byte_at(segment, 2 + 2 * i) >> 4;
    c.ac = byte_at(segment, 2 + 2 * i) & 15;
    if (c.dc > 3 || c.ac > 3 || !dc_[static_cast<size_t>(c.dc)].is_there() ||
        !ac_[static_cast<size_t>(c.ac)].is_there() || !has_quantisation_[static_cast<size_t>(c.quantisation)])
      return false;
  }
  if (segment.substr(1 + 2 * count) != std::string_view("\0\x3f\0", 3)) return false;
  if (count == 1 || is_jfif_) return true;
  if (adobe_transform_ >= 0) return adobe_transform_ == 1;
  return components_[0].id == 1 && components_[1].id == 2 && components_[2].id == 3;
}

// Copies the entropy-coded bytes from `at` on without the zeros stuffed behind each 0xff, and splits them at the
// restart markers. They must end with the end of the picture.
bool JpegScan::unstuff(std::string_view file, size_t at) {
  entropy_.reserve(file.size() - at + kZerosBehind + kMostOfABlock);
  size_t begin = 0;
  for (;;) {
    const size_t next = file.find('\xff', at);
    if (next == std::string_view::npos || next + 1 >= file.size()) return false;
    const uint8_t marker = byte_at(file, next + 1);
    entropy_.append(file, at, next - at + (marker == 0));
    at = next + 2;
    if (marker == 0) continue;
    intervals_.push_back({begin, entropy_.size()});
    entropy_.append(kZerosBehind, '\0');
    begin = entropy_.size();
    if (marker == 0xd9) break;
    if (restart_interval_ == 0 || marker != 0xd0 + (intervals_.size() - 1) % 8) return false;
  }
  entropy_.append(kMostOfABlock, '\0');
  const uint64_t mcus = uint64_t{mcu_rows_} * mcu_columns_;
  const uint64_t wanted = restart_interval_ ? (mcus + restart_interval_ - 1) / restart_interval_ : 1;
  return intervals_.size() == wanted;
}

bool JpegScan::start_interval() {
  reader_ = {entropy_.data(), intervals_[interval_].begin, 0, 0};
  last_dc_.fill(0);
  mcus_left_ = restart_interval_ ? restart_interval_ : mcu_rows_ * mcu_columns_;
  return true;
}

bool JpegScan::is_interval_used_up() const {
  const size_t used = reader_.at - reader_.count / 8;  // bytes of which at least a bit was used
  return used == intervals_[interval_].end;
}

bool JpegScan::begin_mcu() {
  if (mcus_left_ == 0) {
    if (interval_ + 1 >= intervals_.size() || !is_interval_used_up()) return false;
    ++interval_;
    start_interval();
  }
  --mcus_left_;
  return true;
}

// Afterwards there are at least 56 bits. Reads at most 8 bytes beyond the interval: next_block looks to that.
inline void JpegScan::Reader::refill() {
  uint64_t next;
  std::memcpy(&next, data + at, sizeof next);
  if constexpr (std::endian::native == std::endian::little) next = __builtin_bswap64(next);
  bits |= next >> count;
  at += (63 - count) >> 3;
  count |= 56;
}

inline void JpegScan::Reader::drop(unsigned n) {
  bits <<= n;
  count -= n;
}

inline int32_t JpegScan::Reader::take_value(unsigned size) {
  const auto value = static_cast<uint32_t>(bits >> 32) >> (32 - size);
  drop(size);
  return extend(value, size);
}

bool JpegScan::next_block(size_t component, int32_t* out, unsigned& last) {
  // A block is at most 256 bytes and zeros are behind the last interval, so the end need be looked at but once a block.
  if (reader_.at > intervals_[interval_].end + kZerosBehind) return false;
  const HuffmanTable& dc = dc_[static_cast<size_t>(components_[component].dc)];
  const HuffmanTable& ac = ac_[static_cast<size_t>(components_[component].ac)];
  Reader reader = reader_;
  clear(out);
  reader.refill();
  uint32_t found = dc.find(reader.bits);
  if (!found) return false;
  reader.drop(found & 255);
  int32_t difference = static_cast<int32_t>(found) >> 16;
  if (difference == 0 && found >> 8) difference = reader.take_value(found >> 8);
  last_dc_[component] += difference;
  if (last_dc_[component] > 32767 || last_dc_[component] < -32768) return false;
  out[0] = last_dc_[component];

  last = 0;
  bool is_filled = true;  // a code and its value are at most 26 bits: a refill is enough for two
  for (unsigned k = 1; k < kBlock; ++k) {
    if (!is_filled) reader.refill();
    is_filled = !is_filled;
    found = ac.find(reader.bits);
    reader.drop(found & 255);
    int32_t value = static_cast<int32_t>(found) >> 16;
    if (value != 0) {
      k += found >> 8 & 255;
    } else {
      const unsigned symbol = found >> 8, size = symbol & 15;
      if (symbol == 0) {
        if (found == 0) return false;
        break;
      }
      k += symbol >> 4;
      if (size == 0) {
        if (symbol != 0xf0) return false;
        continue;
      }
      value = reader.take_value(size);
    }
    if (k >= kBlock) return false;
    last = k;
    out[kNatural[k]] = value;
  }
  reader_ = reader;
  return true;
}

}  // namespace pictures
