#include "pictures/palette.hpp"

#include <libdeflate.h>

#include "atelier/cpp/core.hpp"

namespace pictures {
namespace {

// Signature; length, type, 13 bytes and checksum of IHDR. W3C Portable Network Graphics.
constexpr size_t kSignature = 8, kHeader = 25, kBits = 24, kColourType = 25;
constexpr char kGrey = 0, kPalette = 3;

void append_word(std::string& out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 255));
}

}  // namespace

std::array<uint8_t, 768> voc_palette() {
  std::array<uint8_t, 768> colours{};
  for (size_t label = 0; label < 256; ++label)
    for (size_t bit = 0, rest = label; rest != 0; ++bit, rest >>= 3)
      for (size_t channel = 0; channel < 3; ++channel)
        colours[label * 3 + channel] |= static_cast<uint8_t>((rest >> channel & 1) << (7 - bit));
  return colours;
}

std::string with_palette(std::string_view png, const std::array<uint8_t, 768>& colours) {
  if (png.size() < kSignature + kHeader || png.substr(12, 4) != "IHDR" || png[kBits] != 8 || png[kColourType] != kGrey)
    throw atelier::Error(ATELIER_E_UNSUPPORTED, "only grey PNGs of 8 bits can get a palette");
  std::string out(png.substr(0, kSignature + kHeader - 4));
  out[kColourType] = kPalette;
  append_word(out, libdeflate_crc32(0, out.data() + kSignature + 4, out.size() - kSignature - 4));
  append_word(out, static_cast<uint32_t>(colours.size()));
  const size_t chunk = out.size();
  out.append("PLTE").append(reinterpret_cast<const char*>(colours.data()), colours.size());
  append_word(out, libdeflate_crc32(0, out.data() + chunk, out.size() - chunk));
  return out.append(png.substr(kSignature + kHeader));
}

}  // namespace pictures
