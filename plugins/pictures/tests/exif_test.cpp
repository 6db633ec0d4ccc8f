// Orientations out of hand-made files; damage of every length gives none.
#include <sys/stat.h>

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
  const auto part = [](const std::string& type, const std::string& data) {
    return bytes(static_cast<uint32_t>(data.size()), 4, true) + type + data + "CRC!";
  };
  return "\x89PNG\r\n\x1a\n" + part("IHDR", std::string(13, '\1')) + part("IDAT", "pixels") + part("eXIf", tiff) +
         part("IEND", "");
}

std::string chunk(const std::string& name, const std::string& data) {
  return name + bytes(static_cast<uint32_t>(data.size()), 4, false) + data + std::string(data.size() % 2, '\0');
}

// flags: of the first chunk; 8 says that there is EXIF.
std::string webp(const std::string& exif, char flags = 8) {
  const std::string chunks = chunk("VP8X", flags + std::string(9, '\0')) + chunk("ICCP", "odd") +
                             chunk("VP8 ", "pixels") + chunk("EXIF", exif);
  return "RIFF" + bytes(static_cast<uint32_t>(chunks.size() + 4), 4, false) + "WEBP" + chunks;
}

// The directory lies behind the pixels, as many programs write it.
std::string tiff(int orientation, bool big, bool is_big_tiff, uint32_t type = 3, uint32_t count = 1) {
  const unsigned wide = is_big_tiff ? 8 : 4;
  const auto number = [&](uint32_t value) {
    return is_big_tiff && big ? bytes(0, 4, big) + bytes(value, 4, big)
                              : bytes(value, 4, big) + std::string(wide - 4, '\0');
  };
  const std::string pixels(9, 'p');
  std::string out = (big ? "MM" : "II") + bytes(is_big_tiff ? 43 : 42, 2, big);
  if (is_big_tiff) out += bytes(8, 2, big) + bytes(0, 2, big);
  out += number(static_cast<uint32_t>(4 + wide + (is_big_tiff ? 4 : 0) + pixels.size())) + pixels;
  out += is_big_tiff ? number(2) : bytes(2, 2, big);
  out += bytes(0x100, 2, big) + bytes(4, 2, big) + number(1) + number(640);
  return out + bytes(0x112, 2, big) + bytes(type, 2, big) + number(count) +
         bytes(static_cast<uint32_t>(orientation), 2, big) + std::string(wide - 2, '\0') + number(0);
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
      EXPECT_EQ(of_file(webp(block(orientation, big))), orientation);
      EXPECT_EQ(of_file(webp(std::string("Exif\0\0", 6) + block(orientation, big))), orientation);
      for (const bool is_big_tiff : {false, true}) EXPECT_EQ(of_file(tiff(orientation, big, is_big_tiff)), orientation);
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

TEST(Exif, NothingOutOfDamagedWebp) {
  const std::string whole = webp(block(6, true));
  for (size_t size = 0; size + 6 < whole.size(); ++size)
    EXPECT_EQ(of_file(whole.substr(0, size)), std::nullopt) << size;
  EXPECT_EQ(of_file(webp(block(6, true), 4)), std::nullopt) << "the first chunk does not tell of it";
  const std::string chunks = chunk("VP8 ", "pixels") + chunk("EXIF", block(6, true));
  EXPECT_EQ(of_file("RIFF" + bytes(static_cast<uint32_t>(chunks.size() + 4), 4, false) + "WEBP" + chunks),
            std::nullopt);
  std::string beyond = whole;  // of what the file is said to hold
  beyond[4] = 60, beyond[5] = 0;
  EXPECT_EQ(of_file(beyond), std::nullopt);
  std::string endless = whole;
  endless.replace(endless.find("ICCP") + 4, 4, "\xff\xff\xff\xff");
  EXPECT_EQ(of_file(endless), std::nullopt);
  std::string empty("RIFF\xff\xff\xff\x7fWEBP", 12);
  empty += chunk("VP8X", '\x08' + std::string(9, '\0'));
  for (int i = 0; i < 70000; ++i) empty += chunk("ANMF", "");
  EXPECT_EQ(of_file(empty + chunk("EXIF", block(6, true))), std::nullopt) << "more chunks than are gone through";
}

TEST(Exif, NothingOutOfDamagedTiff) {
  for (const bool is_big_tiff : {false, true}) {
    const std::string whole = tiff(6, false, is_big_tiff);
    const size_t needed = whole.size() - (is_big_tiff ? 14 : 6);  // up to the value
    for (size_t size = 0; size < whole.size(); ++size)
      EXPECT_EQ(of_file(whole.substr(0, size)).has_value(), size >= needed) << size;
    for (const int orientation : {0, 9, 255}) EXPECT_EQ(of_file(tiff(orientation, true, is_big_tiff)), std::nullopt);
    EXPECT_EQ(of_file(tiff(6, false, is_big_tiff, 4)), std::nullopt);
    EXPECT_EQ(of_file(tiff(6, false, is_big_tiff, 3, 2)), std::nullopt);
    std::string elsewhere = whole;  // a directory beyond the end
    elsewhere.replace(is_big_tiff ? 8 : 4, is_big_tiff ? 8 : 4, is_big_tiff ? 8 : 4, '\xff');
    EXPECT_EQ(of_file(elsewhere), std::nullopt);
  }
  // More entries than there can be.
  std::string many("II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 24);
  EXPECT_EQ(of_file(many + std::string(100, 'x')), std::nullopt);
}

TEST(Exif, APipeIsNotWaitedFor) {
  const test::TemporaryFolder folder;
  const std::string pipe = folder / "a.jpg";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THROW(exif_orientation(pipe), atelier::Error);
  EXPECT_THROW(pictures::read_size(pipe), atelier::Error);
  EXPECT_THROW(pictures::read_picture(pipe), atelier::Error);
  EXPECT_THROW(pictures::read_form(pipe, pictures::Pixels::kAsStored), atelier::Error);
}

TEST(Exif, AFileThatIsNotThere) { EXPECT_THROW(exif_orientation("/nowhere/a.jpg"), atelier::Error); }

}  // namespace
