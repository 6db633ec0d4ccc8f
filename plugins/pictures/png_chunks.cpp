#include "png_chunks.hpp"

#include <libdeflate.h>

#include "atelier/cpp/core.hpp"

namespace pictures {
namespace {

void append_word(std::string& out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 255));
}

void append_chunk(std::string& out, const char (&type)[5], std::string_view data) {
  if (data.size() > 0x7fffffff) throw atelier::Error(ATELIER_E_UNSUPPORTED, "a picture that packs to more than 2 GiB");
  append_word(out, static_cast<uint32_t>(data.size()));
  const size_t start = out.size();
  out.append(type, 4).append(data);
  append_word(out, libdeflate_crc32(0, out.data() + start, data.size() + 4));
}

}  // namespace

std::string assemble(const PngHeader& header, std::string_view palette, std::string_view packed) {
  std::string fields;
  append_word(fields, header.width);
  append_word(fields, header.height);
  for (const uint8_t byte : {header.bits, header.colour_type, uint8_t{0}, uint8_t{0}, uint8_t{0}})
    fields.push_back(static_cast<char>(byte));
  std::string out("\x89PNG\r\n\x1a\n", 8);
  out.reserve(palette.size() + packed.size() + 128);
  append_chunk(out, "IHDR", fields);
  if (!palette.empty()) append_chunk(out, "PLTE", palette);
  append_chunk(out, "IDAT", packed);
  append_chunk(out, "IEND", "");
  return out;
}

}  // namespace pictures
