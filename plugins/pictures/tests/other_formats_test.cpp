// BMP, TIFF and WebP files, written by OpenCV and by libtiff.
#include <gtest/gtest.h>
#include <tiffio.h>

#include <atelier/cpp/files.hpp>
#include <cstring>
#include <opencv2/imgcodecs.hpp>

#include "pictures/exif.hpp"
#include "pictures/picture_file.hpp"
#include "test_data.hpp"

namespace {

using atelier::Error;
using atelier::Tensor;
using pictures::read_labels;
using pictures::read_picture;
using pictures::read_size;
using pictures::Size;

std::string encoded(const char* type, const cv::Mat& pixels) {
  std::vector<uint8_t> bytes;
  EXPECT_TRUE(cv::imencode(type, pixels, bytes)) << type;
  return {bytes.begin(), bytes.end()};
}

template <class Read>
std::string refusal(int32_t code, Read read) {
  try {
    read();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), code) << e.what();
    return e.what();
  }
  ADD_FAILURE() << "was accepted";
  return "";
}

TEST(OtherFormats, PicturesAreToldByTheirBytes) {
  const test::TemporaryFolder folder;
  cv::Mat bgr(9, 7, CV_8UC3);
  cv::randu(bgr, 0, 256);
  for (const char* type : {".bmp", ".tiff", ".webp"}) {
    const std::string bytes = encoded(type, bgr);
    atelier::write_file(folder / "misnamed.jpg", bytes);
    const Tensor pixels = read_picture(folder / "misnamed.jpg");
    ASSERT_EQ(pixels.dim(0), 9);
    ASSERT_EQ(pixels.dim(1), 7);
    for (int y = 0; y < 9 && std::string(type) != ".webp"; ++y)
      for (int x = 0; x < 7; ++x)
        for (int c = 0; c < 3; ++c)
          ASSERT_EQ(pixels.data<uint8_t>()[(y * 7 + x) * 3 + c], bgr.at<cv::Vec3b>(y, x)[2 - c]) << type;
    EXPECT_EQ(read_size(folder / "misnamed.jpg"), (Size{9, 7}));
    for (size_t size = 1; size < bytes.size(); size += 7) {
      atelier::write_file(folder / "cut.jpg", std::string_view(bytes).substr(0, size), false);
      try {
        read_picture(folder / "cut.jpg");
        EXPECT_GT(size, bytes.size() - 200) << type;  // TIFF keeps its pixels in front
      } catch (const Error& e) {
        EXPECT_EQ(e.code(), ATELIER_E_DATA) << e.what();
      }
    }
  }
}

TEST(OtherFormats, LabelsAreTheStoredValues) {
  const test::TemporaryFolder folder;
  cv::Mat labels(5, 6, CV_8UC1), wide(5, 6, CV_16UC1);
  cv::randu(labels, 0, 256);
  cv::randu(wide, 0, 65536);
  for (const char* type : {".bmp", ".tiff"}) {
    atelier::write_file(folder / "a.png", encoded(type, labels));
    const Tensor read = read_labels(folder / "a.png");
    ASSERT_EQ(read.bytes(), 30u) << type;
    EXPECT_EQ(std::memcmp(read.get().data, labels.data, 30), 0) << type;
  }
  atelier::write_file(folder / "a.png", encoded(".tiff", wide));
  const Tensor read = read_labels(folder / "a.png");
  ASSERT_EQ(read.bytes(), 60u);
  EXPECT_EQ(std::memcmp(read.get().data, wide.data, 60), 0);
}

TEST(OtherFormats, ColoursAreNoLabels) {
  const test::TemporaryFolder folder;
  const cv::Mat bgr(5, 6, CV_8UC3, cv::Scalar(1, 2, 3));
  for (const char* type : {".bmp", ".tiff", ".webp"}) {
    atelier::write_file(folder / "a.png", encoded(type, bgr));
    const std::string why = refusal(ATELIER_E_DATA, [&] { read_labels(folder / "a.png"); });
    EXPECT_NE(why.find("PNG with one channel"), std::string::npos) << why;
  }
}

TEST(OtherFormats, TiledTiff) {
  const test::TemporaryFolder folder;
  const std::string name = folder / "tiled.tif";
  TIFF* tiff = TIFFOpen(name.c_str(), "w");
  const uint32_t width = 40, height = 24, side = 16;
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
  TIFFSetField(tiff, TIFFTAG_TILEWIDTH, side);
  TIFFSetField(tiff, TIFFTAG_TILELENGTH, side);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_LZW);
  for (uint32_t y = 0; y < height; y += side)
    for (uint32_t x = 0; x < width; x += side) {
      std::vector<uint8_t> tile(side * side);
      for (uint32_t i = 0; i < tile.size(); ++i) tile[i] = static_cast<uint8_t>((x + i % side) * 5 + y + i / side);
      TIFFWriteTile(tiff, tile.data(), x, y, 0, 0);
    }
  TIFFClose(tiff);
  const Tensor labels = read_labels(name), picture = read_picture(name);
  ASSERT_EQ(labels.bytes(), size_t{width} * height);
  for (uint32_t y = 0; y < height; ++y)
    for (uint32_t x = 0; x < width; ++x) {
      ASSERT_EQ(labels.data<uint8_t>()[y * width + x], static_cast<uint8_t>(x * 5 + y));
      ASSERT_EQ(picture.data<uint8_t>()[3 * (y * width + x)], static_cast<uint8_t>(x * 5 + y));
    }
}

// What EXIF asks of viewers is asked for by exif.hpp; the pixels are those that the file holds, in its order.
TEST(OtherFormats, TheOrientationOfATiffIsNotApplied) {
  const test::TemporaryFolder folder;
  const std::string name = folder / "a.tif";
  constexpr uint32_t kWidth = 20, kHeight = 18, kSide = 16;
  const auto value = [](uint32_t y, uint32_t x) { return static_cast<uint8_t>(y * kWidth + x); };
  for (const bool is_big : {false, true})
    for (const bool tiled : {false, true})
      for (uint16_t orientation = 1; orientation <= 8; ++orientation) {
        TIFF* tiff = TIFFOpen(name.c_str(), is_big ? "w8" : "w");
        TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, kWidth);
        TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, kHeight);
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
        TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
        TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_LZW);
        TIFFSetField(tiff, TIFFTAG_ORIENTATION, orientation);
        std::vector<uint8_t> part(tiled ? kSide * kSide : kWidth);
        if (tiled) {
          TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kSide);
          TIFFSetField(tiff, TIFFTAG_TILELENGTH, kSide);
          for (uint32_t top = 0; top < kHeight; top += kSide)
            for (uint32_t left = 0; left < kWidth; left += kSide) {
              for (uint32_t i = 0; i < part.size(); ++i) part[i] = value(top + i / kSide, left + i % kSide);
              TIFFWriteTile(tiff, part.data(), left, top, 0, 0);
            }
        } else {
          for (uint32_t y = 0; y < kHeight; ++y) {
            for (uint32_t x = 0; x < kWidth; ++x) part[x] = value(y, x);
            TIFFWriteScanline(tiff, part.data(), y, 0);
          }
        }
        TIFFClose(tiff);
        EXPECT_EQ(pictures::exif_orientation(name), orientation);
        EXPECT_EQ(read_size(name), (Size{kHeight, kWidth}));
        const Tensor rgb = read_picture(name), stored = read_picture(name, pictures::Pixels::kAsStored);
        const Tensor labels = read_labels(name);
        for (uint32_t y = 0; y < kHeight; ++y)
          for (uint32_t x = 0; x < kWidth; ++x) {
            const uint32_t i = y * kWidth + x;
            ASSERT_EQ(rgb.data<uint8_t>()[3 * i], value(y, x)) << orientation << " at " << y << ", " << x;
            ASSERT_EQ(stored.data<uint8_t>()[i], value(y, x)) << orientation << " at " << y << ", " << x;
            ASSERT_EQ(labels.data<uint8_t>()[i], value(y, x)) << orientation << " at " << y << ", " << x;
          }
      }
}

TEST(OtherFormats, AreNamedWhereTheyAreNotRead) {
  const test::TemporaryFolder folder;
  using namespace std::string_literals;
  const struct {
    std::string start, words;
    int32_t code;
  } files[] = {
      {"GIF89a\1\0\1\0", ": a GIF, which is not read; convert it to PNG", ATELIER_E_UNSUPPORTED},
      {"\0\0\0\x18"
       "ftypheic\0\0\0\0mif1heic"s,
       ": a HEIC, ", ATELIER_E_UNSUPPORTED},
      {"\0\0\0\x1c"
       "ftypmif1\0\0\0\0mif1avif"s,
       ": an AVIF, ", ATELIER_E_UNSUPPORTED},
      {"\0\0\0\x1c"
       "ftypavif\0\0\0\0"s,
       ": an AVIF, ", ATELIER_E_UNSUPPORTED},
      {"\0\0\0\x1c"
       "ftypisom\0\0\0\0"s,
       ": a video ", ATELIER_E_UNSUPPORTED},
      {"\0\0\0\x0cjP  \r\n\x87\n"s, ": a JPEG 2000, ", ATELIER_E_UNSUPPORTED},
      {"\0\0\0\x0cJXL \r\n\x87\n"s, ": a JPEG XL, ", ATELIER_E_UNSUPPORTED},
      {"8BPS\0\1"s, ": a Photoshop file", ATELIER_E_UNSUPPORTED},
      {"\x76\x2f\x31\x01\2\0\0\0"s, ": an OpenEXR, ", ATELIER_E_UNSUPPORTED},
      {std::string(128, '\0') + "DICM", ": a DICOM file, ", ATELIER_E_UNSUPPORTED},
      {"P6\n3 2\n255\n", ": a PPM, PGM or PBM, ", ATELIER_E_UNSUPPORTED},
      {"<?xml version='1.0'?>\n<svg width='3'/>", ": an SVG, ", ATELIER_E_UNSUPPORTED},
      {"\n<!DOCTYPE HTML><html>404</html>", ", but a web page (HTML)", ATELIER_E_DATA},
      {"version https://git-lfs.github.com/spec/v1\n", ", but what Git LFS leaves", ATELIER_E_DATA},
      {"Not a picture", "; it begins with 4e 6f 74 20", ATELIER_E_DATA},
      {"ftyp", "; it begins with 66 74 79 70", ATELIER_E_DATA},
  };
  for (const auto& each : files) {
    atelier::write_file(folder / "a.png", each.start, false);
    const auto check = [&](auto read) {
      const std::string why = refusal(each.code, read);
      EXPECT_NE(why.find(each.words), std::string::npos) << why;
    };
    check([&] { read_picture(folder / "a.png"); });
    check([&] { read_size(folder / "a.png"); });
    check([&] { pictures::read_form(folder / "a.png", pictures::Pixels::kAsStored); });
  }
}

TEST(OtherFormats, PackingOfTiffThatIsNotRead) {
  const test::TemporaryFolder folder;
  std::string tiff = encoded(".tiff", cv::Mat(5, 6, CV_8UC1, cv::Scalar(1)));
  const uint32_t directory = static_cast<uint8_t>(tiff[4]) | static_cast<uint8_t>(tiff[5]) << 8;
  for (size_t entry = directory + 2; entry + 12 <= tiff.size(); entry += 12)
    if (tiff[entry] == '\3' && tiff[entry + 1] == '\1') std::memcpy(&tiff[entry + 8], "\x98\x87", 2);
  atelier::write_file(folder / "a.tif", tiff, false);
  for (const pictures::Pixels pixels : {pictures::Pixels::kRgb, pictures::Pixels::kAsStored}) {
    const std::string why = refusal(ATELIER_E_UNSUPPORTED, [&] { read_picture(folder / "a.tif", pixels); });
    EXPECT_NE(why.find("a TIFF packed by scheme 34712"), std::string::npos) << why;
  }
}

// A header can promise any size: refused before memory is taken for it.
TEST(OtherFormats, GiantsAreRefusedByTheirHeader) {
  const test::TemporaryFolder folder;
  const cv::Mat bgr(5, 6, CV_8UC3, cv::Scalar(1, 2, 3));
  std::string bmp = encoded(".bmp", bgr);
  std::memcpy(&bmp[18], "\xff\xff\0\0\xff\xff\0\0", 8);
  std::string tiff = encoded(".tiff", bgr);
  const uint32_t directory = static_cast<uint8_t>(tiff[4]) | static_cast<uint8_t>(tiff[5]) << 8;
  for (size_t entry = directory + 2; entry + 12 <= tiff.size(); entry += 12)
    if ((tiff[entry] == '\0' || tiff[entry] == '\1') && tiff[entry + 1] == '\1')
      std::memcpy(&tiff[entry + 2], "\x04\0\x01\0\0\0\xff\xff\0\0", 10);  // width and height as 32-bit numbers
  for (const std::string& bytes : {bmp, tiff}) {
    atelier::write_file(folder / "giant", bytes);
    const auto check = [&](auto read) {
      const std::string why = refusal(ATELIER_E_UNSUPPORTED, [&] { read(folder / "giant"); });
      EXPECT_NE(why.find("65535 rows of 65535 pixels"), std::string::npos) << why;
      EXPECT_NE(why.find("ATELIER_MAX_PIXELS"), std::string::npos) << why;
    };
    check(read_size);
    check([](const auto& file) { return read_picture(file); });
    check(read_labels);
  }
}

}  // namespace
