// Numbers and texts as little-endian bytes, and back.
#pragma once

#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <string_view>
#include <vector>

namespace atelier::metrics {

class ByteWriter {
 public:
  void text(std::string_view s) { bytes_.insert(bytes_.end(), s.begin(), s.end()); }
  void number(uint64_t value, size_t size) {
    for (size_t i = 0; i < size; ++i) bytes_.push_back(static_cast<uint8_t>(value >> (8 * i)));
  }
  std::vector<uint8_t> take() { return std::move(bytes_); }

 private:
  std::vector<uint8_t> bytes_;
};

// Throws ATELIER_E_DATA where there are fewer bytes than asked for.
class ByteReader {
 public:
  explicit ByteReader(span<const uint8_t> bytes) : bytes_(bytes) {}
  size_t left() const { return bytes_.size() - at_; }
  std::string_view text(size_t size) {
    if (size > left()) throw Error(ATELIER_E_DATA, "the sums are cut short");
    at_ += size;
    return {reinterpret_cast<const char*>(bytes_.data()) + at_ - size, size};
  }
  uint64_t number(size_t size) {
    uint64_t value = 0;
    const std::string_view raw = text(size);
    for (size_t i = size; i-- > 0;) value = value << 8 | static_cast<uint8_t>(raw[i]);
    return value;
  }

 private:
  span<const uint8_t> bytes_;
  size_t at_ = 0;
};

}  // namespace atelier::metrics
