#include "written_forms.hpp"

#include <zlib.h>

namespace mutations {

std::string base64(const std::string& bytes) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t three = 0;
    for (size_t k = 0; k < 3; ++k)
      three = three << 8 | (i + k < bytes.size() ? static_cast<uint8_t>(bytes[i + k]) : 0u);
    for (size_t k = 0; k < 4; ++k) out += i + k > bytes.size() ? '=' : kDigits[three >> (18 - 6 * k) & 63];
  }
  return out;
}

std::string zipped(const std::string& bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  out.resize(size);
  return out;
}

std::string python_bytes(const std::string& text) {
  std::string out = "b'";
  for (const char c : text) out += c == '\\' ? std::string("\\\\") : std::string(1, c);
  return out + "'";
}

std::string png_header(uint32_t width, uint32_t height) {
  const auto put = [](std::string& to, uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) to += static_cast<char>(value >> shift);
  };
  std::string chunk = "IHDR";
  put(chunk, width);
  put(chunk, height);
  chunk += std::string("\x08\x02\0\0\0", 5);
  std::string out = "\x89PNG\r\n\x1a\n";
  put(out, 13);
  out += chunk;
  put(out,
      static_cast<uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(chunk.data()), static_cast<uInt>(chunk.size()))));
  return out;
}

std::string as_utf16(const std::string& utf8, bool big, bool mark) {
  std::string out;
  const auto put = [&](uint32_t unit) {
    const char low = static_cast<char>(unit & 0xff), high = static_cast<char>(unit >> 8);
    out += big ? high : low;
    out += big ? low : high;
  };
  if (mark) put(0xfeff);
  for (size_t at = 0; at < utf8.size();) {
    const auto c = static_cast<uint8_t>(utf8[at]);
    if (c < 0x80) {
      put(c);
      ++at;
    } else {  // two bytes are all that is used here
      put((c & 0x1fu) << 6 | (static_cast<uint8_t>(utf8[at + 1]) & 0x3fu));
      at += 2;
    }
  }
  return out;
}

}  // namespace mutations
