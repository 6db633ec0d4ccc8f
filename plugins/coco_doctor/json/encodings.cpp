#include "json/encodings.hpp"

#include <array>
#include <atelier/cpp/files.hpp>
#include <cstdint>
#include <fstream>
#include <vector>

#include "sources/text_file.hpp"

namespace atelier::coco_doctor {
namespace {

constexpr size_t kWindow = size_t{1} << 18;
constexpr char32_t kReplacement = 0xfffd;

void append(char32_t c, std::string& out) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  const auto put_rest = [&](char32_t bits) { put(0x80 | (bits & 0x3f)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xc0 | c >> 6);
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12);
    put_rest(c >> 6);
  } else {
    put(0xf0 | c >> 18);
    put_rest(c >> 12);
    put_rest(c >> 6);
  }
  put_rest(c);
}

// Gathers units of two or four bytes into characters.
class WideReader {
 public:
  WideReader(size_t size, bool big_endian) : size_(size), big_(big_endian) {}

  void take(std::string_view bytes, std::string& out) {
    for (const char byte : bytes) {
      const auto value = static_cast<unsigned char>(byte);
      unit_ = big_ ? unit_ << 8 | value : unit_ | char32_t{value} << 8 * have_;
      if (++have_ < size_) continue;
      put(unit_, out);
      unit_ = 0;
      have_ = 0;
    }
  }
  void finish(std::string& out) {
    if (high_ || have_) append(kReplacement, out);
  }

 private:
  void put(char32_t unit, std::string& out) {
    const bool low = unit >= 0xdc00 && unit < 0xe000, high = unit >= 0xd800 && unit < 0xdc00;
    const char32_t before = std::exchange(high_, 0);
    if (size_ == 2 && before && low) return append(0x10000 + ((before - 0xd800) << 10) + (unit - 0xdc00), out);
    if (before) append(kReplacement, out);
    if (size_ == 2 && high) {
      high_ = unit;
      return;
    }
    const bool first = std::exchange(first_, false);
    if (first && unit == 0xfeff) return;
    append(low || high || unit > 0x10ffff ? kReplacement : unit, out);
  }

  size_t size_;
  bool big_;
  char32_t unit_ = 0, high_ = 0;
  size_t have_ = 0;
  bool first_ = true;
};

std::string start_of(const std::filesystem::path& file) {
  std::string bytes(4, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(in.gcount()));
  return bytes;
}

}  // namespace

std::optional<sources::WideEncoding> wide_encoding_of(const std::filesystem::path& file) {
  return sources::wide_encoding(start_of(file));
}

void write_as_utf8(const std::filesystem::path& source, const sources::WideEncoding& encoding,
                   const std::filesystem::path& target) {
  WideReader reader(encoding.unit, encoding.is_big_endian);
  std::ifstream in(source, std::ios::binary);
  NewFile out(target);
  std::vector<char> window(kWindow);
  std::string utf8;
  while (in) {
    in.read(window.data(), static_cast<std::streamsize>(window.size()));
    reader.take({window.data(), static_cast<size_t>(in.gcount())}, utf8);
    if (in.bad()) throw Error(ATELIER_E_IO, text("cannot read ", source.string()));
    if (!in) reader.finish(utf8);
    out.write(utf8);
    utf8.clear();
  }
  out.commit();
}

}  // namespace atelier::coco_doctor
