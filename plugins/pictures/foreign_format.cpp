#include "foreign_format.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string>

namespace pictures {

namespace {

struct Magic {
  size_t at;
  std::string_view bytes;
  ForeignFormat format;
};

constexpr Magic kMagics[] = {
    {0, "GIF8", {"a GIF"}},
    {0, "8BPS", {"a Photoshop file (PSD)"}},
    {0, {"\0\0\0\x0cjP  ", 8}, {"a JPEG 2000"}},
    {0, {"\xff\x4f\xff\x51", 4}, {"a JPEG 2000"}},
    {0, {"\0\0\0\x0cJXL ", 8}, {"a JPEG XL"}},
    {0, {"\xff\x0a", 2}, {"a JPEG XL"}},
    {0, {"\x76\x2f\x31\x01", 4}, {"an OpenEXR"}},
    {128, "DICM", {"a DICOM file"}},
    {0, "%PDF", {"a PDF"}},
    {0, "version https://git-lfs", {"what Git LFS leaves in a file's place (`git lfs pull` fetches the file)", false}},
    {0, {"PK\x03\x04", 4}, {"a ZIP archive", false}},
};

// Of the ISO base media format: HEIC and AVIF differ by their brands alone.
ForeignFormat by_brand(std::string_view start) {
  if (start.substr(4, 4) != "ftyp") return {};
  const std::string_view brand = start.substr(8, 4);
  if (brand == "avif" || brand == "avis") return {"an AVIF"};
  for (const std::string_view each : {"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"})
    if (brand == each) return {start.substr(0, 64).find("avif") == std::string_view::npos ? "a HEIC" : "an AVIF"};
  return {"a video (MP4 or the like)"};
}

ForeignFormat by_text(std::string_view start) {
  start = start.substr(std::min(start.find_first_not_of("\xef\xbb\xbf \t\r\n"), start.size()), 512);
  std::string low;
  std::transform(start.begin(), start.end(), std::back_inserter(low),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto begins = [&](std::string_view with) { return low.compare(0, with.size(), with) == 0; };
  if (begins("<svg") || (begins("<?xml") && low.find("<svg") != std::string::npos)) return {"an SVG"};
  if (begins("<!doctype html") || begins("<html"))
    return {"a web page (HTML), as a server sends in a picture's place", false};
  return {};
}

bool is_netpbm(std::string_view start) {
  return start.size() > 2 && start[0] == 'P' && start[1] >= '1' && start[1] <= '7' &&
         (start[2] == '\n' || start[2] == '\r' || start[2] == ' ');
}

}  // namespace

ForeignFormat foreign_format(std::string_view start) {
  for (const Magic& each : kMagics)
    if (start.size() > each.at && start.substr(each.at, each.bytes.size()) == each.bytes) return each.format;
  if (is_netpbm(start)) return {"a PPM, PGM or PBM"};
  if (start.size() >= 12)
    if (const ForeignFormat found = by_brand(start); !found.name.empty()) return found;
  return by_text(start);
}

}  // namespace pictures
