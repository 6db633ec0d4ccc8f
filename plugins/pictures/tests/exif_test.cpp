// Orientations out of hand-made files; damage of every length gives none.
#include <atelier/cpp/files.hpp>

#include "pictures/exif.hpp"
#include "test_data.hpp"

namespace {

using pictures::exif_orientation;
using pictures::exif_orientation_of;

std::string bytes(uint32_t value, unsigned size, bool big) {
  std::string out;
  for (unsigned i = 0; i < size; ++i) out += static_cast<char>(value >> 8 * (big ? size - 1 - i : i));
  return out;
}

// A TIFF block whose directory holds the image width and then the orientation.
std::string block(int orientation, bool big, uint32_t type = 3, uint32_t count = 1) {
  std::string out = big ? std::string("MM\0*", 4) : std::string("II*\0", 4);
  out += bytes(8, 4, big) + bytes(2, 2, big);
  out += bytes(0x100, 2, big) + bytes(4, 2, big) + bytes(1, 4, big) + bytes(640, 4, big);
  out += bytes(0x112, 2, big) + bytes(type, 2, big) + bytes(count, 4, big) +
         bytes(static_cast<uint32_t>(orientation), 2, big) + bytes(0, 2, big);
  return out + bytes(0, 4, big);
}

std::string jpeg(const std::string& tiff) {
  const std::string other(10, 'x');
  const std::string exif = std::string("Exif\0\0", 6) + tiff;
  return "\xff\xd8\xff\xe0" + bytes(12, 2, true) + other + "\xff\xe1" + bytes(7, 2, true) + "http:" + "\xff\xff\xe1" +
         bytes(static_cast<uint32_t>(exif.size() + 2), 2, true) + exif + "\xff\xda";
}

std::string png(const std::string& tiff) {
  const auto chunk = [](const std::string& type, const std::string& data) {
    return bytes(static_cast<uint32_t>(data.size()), 4, true) + type + data + "CRC!";
  };
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", std::string(13, '\1')) + chunk("IDAT", "pixels") + chunk("eXIf", tiff) +
         chunk("IEND", "");
}

std::optional<int> of_file(const std::string& content) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "a", content, false);
  return exif_orientation(folder / "a");
}

TEST(Exif, EachOrientationInEitherByteOrder) {
  for (const bool big : {false, true})
    for (int orientation = 1; orientation <= 8; ++orientation) {
      EXPECT_EQ(exif_orientation_of(block(orientation, big)), orientation);
      EXPECT_EQ(of_file(jpeg(block(orientation, big))), orientation);
      EXPECT_EQ(of_file(png(block(orientation, big))), orientation);
      EXPECT_EQ(pictures::swaps_sides(orientation), orientation > 4);
    }
}

TEST(Exif, NothingOutOfDamage) {
  for (const int orientation : {0, 9, 255}) EXPECT_EQ(exif_orientation_of(block(orientation, false)), std::nullopt);
  EXPECT_EQ(exif_orientation_of(block(6, false, 4)), std::nullopt);
  EXPECT_EQ(exif_orientation_of(block(6, false, 3, 2)), std::nullopt);
  EXPECT_EQ(exif_orientation_of(std::string_view("II*\0\xff\xff\xff\xff", 8)), std::nullopt);
  EXPECT_EQ(of_file(""), std::nullopt);
  EXPECT_EQ(of_file("BM rest"), std::nullopt);
  EXPECT_EQ(of_file("\xff\xd8\xff\xe1\x00\x01"), std::nullopt);
  const std::string whole = block(6, true), in_jpeg = jpeg(whole), in_png = png(whole);
  const size_t needed = whole.size() - 6;  // up to the value
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(exif_orientation_of(whole.substr(0, size)).has_value(), size >= needed) << size;
  for (size_t size = 0; size < in_jpeg.size(); ++size) of_file(in_jpeg.substr(0, size));
  for (size_t size = 0; size < in_png.size(); ++size) of_file(in_png.substr(0, size));
}

TEST(Exif, AFileThatIsNotThere) { EXPECT_THROW(exif_orientation("/nowhere/a.jpg"), atelier::Error); }

}  // namespace
