// Pictures of every depth and number of channels, written by other hands, as their files hold them.
#include <gtest/gtest.h>
#include <tiffio.h>

#include <atelier/cpp/files.hpp>
#include <cmath>
#include <cstring>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "pictures/picture_file.hpp"
#include "pictures/resize.hpp"
#include "test_data.hpp"

namespace {

using atelier::Tensor;
using pictures::Pixels;
using pictures::read_form;
using pictures::read_picture;

// All that 16 bits hold.
const pictures::PixelRules kWhole(Pixels::kRgb, {0, 65535});

// Values that differ from pixel to pixel and from channel to channel.
cv::Mat made_up(int type, int rows = 7, int columns = 9) {
  cv::Mat out(rows, columns, type);
  const int channels = out.channels();
  for (int i = 0; i < rows * columns * channels; ++i) {
    if (out.depth() == CV_8U) out.ptr<uint8_t>()[i] = static_cast<uint8_t>(i * 29 + 3);
    if (out.depth() == CV_16U) out.ptr<uint16_t>()[i] = static_cast<uint16_t>(i * 7919 + 5);
    if (out.depth() == CV_32F) out.ptr<float>()[i] = static_cast<float>(i) * 0.37f - 11;
  }
  return out;
}

// As the tensor has it: OpenCV's files hold BGR.
cv::Mat rgb_order(const cv::Mat& bgr) {
  cv::Mat out = bgr.clone();
  if (bgr.channels() == 3) cv::cvtColor(bgr, out, cv::COLOR_BGR2RGB);
  if (bgr.channels() == 4) cv::cvtColor(bgr, out, cv::COLOR_BGRA2RGBA);
  return out;
}

bool has_form(const Tensor& picture, atelier_form form) {
  return atelier::same_form({picture.get().dtype, static_cast<uint32_t>(picture.dim(2))}, form);
}

class AsStored : public testing::Test {
 protected:
  Tensor read(const std::string& name) { return read_picture(folder / name, Pixels::kAsStored); }
  void expect_kept(const std::string& name, const cv::Mat& written, const std::vector<int>& options = {}) {
    SCOPED_TRACE(name + " of type " + std::to_string(written.type()));
    ASSERT_TRUE(cv::imwrite((folder / name).string(), written, options));
    const cv::Mat expected = rgb_order(written);
    const Tensor picture = read(name);
    EXPECT_TRUE(has_form(picture, read_form(folder / name, Pixels::kAsStored)));
    ASSERT_EQ(picture.dim(2), expected.channels());
    ASSERT_EQ(picture.bytes(), expected.total() * expected.elemSize()) << describe(picture);
    EXPECT_EQ(std::memcmp(picture.get().data, expected.data, picture.bytes()), 0);
    EXPECT_EQ(describe(read_picture(folder / name, kWhole)), "uint8 [7,9,3]") << "the default stays RGB";
  }
  int32_t refusal(const std::string& name) {
    int32_t code = ATELIER_OK;
    for (const bool header : {false, true}) try {
        header ? static_cast<void>(read_form(folder / name, Pixels::kAsStored)) : static_cast<void>(read(name));
        return ATELIER_OK;
      } catch (const atelier::Error& e) {
        code = e.code();
        error = e.what();
        EXPECT_NE(error.find((folder / name).string()), std::string::npos) << error;
      }
    return code;
  }
  int32_t rgb_refusal(const std::string& name) {
    try {
      read_picture(folder / name);
      return ATELIER_OK;
    } catch (const atelier::Error& e) {
      error = e.what();
      return e.code();
    }
  }
  test::TemporaryFolder folder;
  std::string error;
};

TEST_F(AsStored, PngKeepsDepthAndChannels) {
  for (const int type : {CV_8UC1, CV_8UC3, CV_8UC4, CV_16UC1, CV_16UC3, CV_16UC4}) expect_kept("a.png", made_up(type));
}

TEST_F(AsStored, TiffKeepsDepthAndChannels) {
  constexpr int kNone = 1, kLzw = 5;
  for (const int type : {CV_8UC1, CV_8UC3, CV_8UC4, CV_16UC1, CV_16UC3, CV_16UC4})
    for (const int packing : {kNone, kLzw})
      expect_kept("a.tiff", made_up(type), {cv::IMWRITE_TIFF_COMPRESSION, packing});
}

TEST_F(AsStored, OtherFormatsKeepAlphaAndGrey) {
  expect_kept("a.bmp", made_up(CV_8UC3));
  expect_kept("a.bmp", made_up(CV_8UC4));
  cv::Mat opaque = made_up(CV_8UC4);  // WebP may change colours under what is fully transparent
  for (int i = 3; i < 7 * 9 * 4; i += 4) opaque.ptr<uint8_t>()[i] = static_cast<uint8_t>(128 + i % 120);
  expect_kept("a.webp", opaque, {cv::IMWRITE_WEBP_QUALITY, 101});
  expect_kept("a.webp", made_up(CV_8UC3), {cv::IMWRITE_WEBP_QUALITY, 101});

  ASSERT_TRUE(cv::imwrite((folder / "grey.jpg").string(), made_up(CV_8UC1, 64, 80)));
  const Tensor grey = read("grey.jpg"), rgb = read_picture(folder / "grey.jpg");
  ASSERT_EQ(describe(grey), "uint8 [64,80,1]");
  EXPECT_TRUE(has_form(grey, read_form(folder / "grey.jpg", Pixels::kAsStored)));
  for (size_t i = 0; i < grey.bytes(); ++i) ASSERT_EQ(grey.data<uint8_t>()[i], rgb.data<uint8_t>()[3 * i]);
  const auto small = pictures::read_picture_resized(folder / "grey.jpg", 16, 20, Pixels::kAsStored);
  const auto small_rgb = pictures::read_picture_resized(folder / "grey.jpg", 16, 20);
  ASSERT_EQ(describe(small.pixels), "uint8 [16,20,1]");
  for (size_t i = 0; i < small.pixels.bytes(); ++i)
    ASSERT_EQ(small.pixels.data<uint8_t>()[i], small_rgb.pixels.data<uint8_t>()[3 * i]);
  ASSERT_TRUE(cv::imwrite((folder / "colour.jpg").string(), made_up(CV_8UC3, 64, 80)));
  EXPECT_EQ(describe(read("colour.jpg")), "uint8 [64,80,3]");
}

// Every kind of PNG: as stored, it holds what RGB is made of.
TEST_F(AsStored, AgreesWithRgbOnThePngSuite) {
  ATELIER_NEEDS_DATA();
  size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(test::data("img_pngsuite"))) {
    if (entry.path().extension() != ".png") continue;
    Tensor rgb;
    try {
      rgb = read_picture(entry.path(), kWhole);
    } catch (const atelier::Error&) {
      EXPECT_THROW(read_picture(entry.path(), Pixels::kAsStored), atelier::Error) << entry.path();
      continue;
    }
    SCOPED_TRACE(entry.path());
    ++count;
    const Tensor stored = read_picture(entry.path(), Pixels::kAsStored);
    ASSERT_TRUE(has_form(stored, read_form(entry.path(), Pixels::kAsStored)));
    const auto channels = static_cast<size_t>(stored.dim(2));
    const size_t pixels = rgb.bytes() / 3;
    for (size_t i = 0; i < 3 * pixels; ++i) {
      const size_t at = i / 3 * channels + (channels >= 3 ? i % 3 : 0);
      const int value =
          stored.get().dtype.bits == 16 ? (stored.data<uint16_t>()[at] + 128) / 257 : stored.data<uint8_t>()[at];
      ASSERT_EQ(value, rgb.data<uint8_t>()[i]) << i;
    }
  }
  EXPECT_GT(count, 100u);
}

struct TiffKind {
  uint16_t bits;
  uint16_t channels;
  uint16_t format;
  uint16_t planes = PLANARCONFIG_CONTIG;
  uint16_t photometric = PHOTOMETRIC_MINISBLACK;
  bool tiled = false;
  uint16_t packing = COMPRESSION_ADOBE_DEFLATE;
};

// Value of a channel of a pixel.
uint32_t value_at(uint32_t y, uint32_t x, uint32_t channel) { return y * 131 + x * 17 + channel * 5; }

template <class T, class Value>
void write_tiff(const std::filesystem::path& path, const TiffKind& kind, uint32_t height, uint32_t width, Value value) {
  TIFF* tiff = TIFFOpen(path.c_str(), "w");
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, kind.bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, kind.channels);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, kind.format);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, kind.planes);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, kind.photometric);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, kind.packing);
  if (kind.format == SAMPLEFORMAT_IEEEFP && kind.packing != COMPRESSION_NONE)
    TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_FLOATINGPOINT);
  constexpr uint32_t kTile = 16;
  if (kind.tiled) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kTile);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, kTile);
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 4);
  }
  const bool apart = kind.planes == PLANARCONFIG_SEPARATE;
  const uint32_t planes = apart ? kind.channels : 1, inside = apart ? 1 : kind.channels;
  const uint32_t step_y = kind.tiled ? kTile : 1, step_x = kind.tiled ? kTile : width;
  for (uint32_t plane = 0; plane < planes; ++plane)
    for (uint32_t top = 0; top < height; top += step_y)
      for (uint32_t left = 0; left < width; left += step_x) {
        std::vector<T> block;
        for (uint32_t y = top; y < top + step_y; ++y)
          for (uint32_t x = left; x < left + step_x; ++x)
            for (uint32_t c = 0; c < inside; ++c) block.push_back(static_cast<T>(value(y, x, plane + c)));
        if (kind.tiled)
          TIFFWriteTile(tiff, block.data(), left, top, 0, static_cast<uint16_t>(plane));
        else
          TIFFWriteScanline(tiff, block.data(), top, static_cast<uint16_t>(plane));
      }
  TIFFClose(tiff);
}

template <class T>
void write_tiff(const std::filesystem::path& path, const TiffKind& kind, uint32_t height, uint32_t width) {
  write_tiff<T>(path, kind, height, width, value_at);
}

TEST_F(AsStored, TiffOfAnyNumberOfChannels) {
  const auto check = [&](auto type, uint16_t format) {
    using T = decltype(type);
    for (const uint16_t channels : {1, 2, 5, 13})
      for (const uint16_t planes : {PLANARCONFIG_CONTIG, PLANARCONFIG_SEPARATE})
        for (const bool tiled : {false, true}) {
          SCOPED_TRACE(atelier::text(sizeof(T), " bytes, ", channels, " channels, planes ", planes, ", ", tiled));
          TiffKind kind{sizeof(T) * 8, channels, format, planes};
          kind.tiled = tiled;
          write_tiff<T>(folder / "n.tif", kind, 21, 35);
          const Tensor picture = read("n.tif");
          ASSERT_TRUE(has_form(picture, atelier::form_of<T>(channels))) << describe(picture);
          EXPECT_TRUE(has_form(picture, read_form(folder / "n.tif", Pixels::kAsStored)));
          const T* at = picture.data<T>();
          for (uint32_t y = 0; y < 21; ++y)
            for (uint32_t x = 0; x < 35; ++x)
              for (uint32_t c = 0; c < channels; ++c) ASSERT_EQ(*at++, static_cast<T>(value_at(y, x, c)));
        }
  };
  check(uint8_t{}, SAMPLEFORMAT_UINT);
  check(uint16_t{}, SAMPLEFORMAT_UINT);
  check(float{}, SAMPLEFORMAT_IEEEFP);
}

TEST_F(AsStored, TiffOfNoSuchValuesIsRefusedOrConverted) {
  write_tiff<int16_t>(folder / "signed.tif", {16, 1, SAMPLEFORMAT_INT}, 21, 35);
  EXPECT_EQ(refusal("signed.tif"), ATELIER_E_UNSUPPORTED);
  EXPECT_NE(error.find("a TIFF of int16 cannot be kept as stored"), std::string::npos) << error;
  EXPECT_NE(error.find("uint8, uint16 or float32; convert it"), std::string::npos) << error;
  write_tiff<double>(folder / "double.tif", {64, 1, SAMPLEFORMAT_IEEEFP}, 21, 35);
  EXPECT_EQ(refusal("double.tif"), ATELIER_E_UNSUPPORTED);
  EXPECT_NE(error.find("a TIFF of float64 cannot"), std::string::npos) << error;
  EXPECT_EQ(rgb_refusal("double.tif"), ATELIER_E_UNSUPPORTED);
  EXPECT_NE(error.find("a TIFF of float64 cannot be made RGB"), std::string::npos) << error;
  write_tiff<uint32_t>(folder / "wide.tif", {32, 1, SAMPLEFORMAT_UINT}, 21, 35);
  EXPECT_EQ(refusal("wide.tif"), ATELIER_E_UNSUPPORTED);
  for (const char* name : {"signed.tif", "wide.tif"}) {
    EXPECT_EQ(rgb_refusal(name), ATELIER_E_UNSUPPORTED);
    EXPECT_NE(error.find("cannot be made RGB"), std::string::npos) << error;
  }
  TiffKind wide_white{16, 1, SAMPLEFORMAT_UINT};
  wide_white.photometric = PHOTOMETRIC_MINISWHITE;
  write_tiff<uint16_t>(folder / "wide_white.tif", wide_white, 3, 4);
  EXPECT_EQ(rgb_refusal("wide_white.tif"), ATELIER_E_UNSUPPORTED);
  EXPECT_NE(error.find("a TIFF of uint16 whose 0 is white"), std::string::npos) << error;

  // Where white is 0, grey is turned round.
  TiffKind white{8, 1, SAMPLEFORMAT_UINT};
  white.photometric = PHOTOMETRIC_MINISWHITE;
  write_tiff<uint8_t>(folder / "white.tif", white, 3, 4);
  const Tensor turned = read("white.tif");
  EXPECT_TRUE(has_form(turned, read_form(folder / "white.tif", Pixels::kAsStored)));
  ASSERT_EQ(describe(turned), "uint8 [3,4,1]");
  EXPECT_EQ(turned.data<uint8_t>()[1], 255 - 17);
}

// What libtiff makes no RGB of is no damage, and there is a way to read it.
TEST_F(AsStored, TiffThatCannotBeRgbNamesTheWayToReadIt) {
  write_tiff<float>(folder / "float.tif", {32, 1, SAMPLEFORMAT_IEEEFP}, 21, 35);
  TiffKind many{32, 13, SAMPLEFORMAT_IEEEFP, PLANARCONFIG_SEPARATE};
  many.tiled = true;
  write_tiff<float>(folder / "many.tif", many, 48, 48);
  for (const char* name : {"float.tif", "many.tif"}) {
    SCOPED_TRACE(name);
    EXPECT_NO_THROW(read(name));
    EXPECT_EQ(rgb_refusal(name), ATELIER_E_UNSUPPORTED);
    EXPECT_NE(error.find("pixels = \"as_stored\""), std::string::npos) << error;
    EXPECT_EQ(error.find("damaged"), std::string::npos) << error;
    // With damage there is not.
    std::string bytes = atelier::read_file(folder / name);
    std::fill(bytes.begin() + 8, bytes.begin() + 60, '\xff');
    atelier::write_file(folder / "damaged.tif", bytes, false);
    EXPECT_THROW(read("damaged.tif"), atelier::Error);
    EXPECT_EQ(rgb_refusal("damaged.tif"), ATELIER_E_DATA);
    EXPECT_NE(error.find("damaged TIFF"), std::string::npos) << error;
    EXPECT_EQ(error.find("as_stored"), std::string::npos) << error;
  }
}

TEST_F(AsStored, NumbersThatAreNoneAreRefusedWithTheirPlace) {
  // odd: how many of the last values are that.
  const auto error_with = [&](float value, uint32_t odd, bool resized) {
    write_tiff<float>(folder / "a.tif", {32, 3, SAMPLEFORMAT_IEEEFP}, 7, 9, [&](uint32_t y, uint32_t x, uint32_t c) {
      return (y * 9 + x) * 3 + c >= 7 * 9 * 3 - odd ? value : static_cast<float>(value_at(y, x, c));
    });
    try {
      resized ? static_cast<void>(pictures::read_picture_resized(folder / "a.tif", 3, 4, Pixels::kAsStored))
              : static_cast<void>(read("a.tif"));
      return std::string("none");
    } catch (const atelier::Error& e) {
      EXPECT_EQ(e.code(), ATELIER_E_UNSUPPORTED);
      return std::string(e.what());
    }
  };
  for (const bool resized : {false, true}) {
    EXPECT_EQ(error_with(3e38f, 60, resized), "none");
    for (const float odd : {std::nanf(""), INFINITY, -INFINITY}) {
      const std::string one = error_with(odd, 1, resized);
      EXPECT_EQ(one.find((folder / "a.tif").string() + ": 1 value is not finite, the first ("), 0u) << one;
      EXPECT_NE(one.find(" at x = 8, y = 6, channel 2; where nothing was measured, fill in"), std::string::npos) << one;
      const std::string more = error_with(odd, 32, resized);
      EXPECT_NE(more.find(": 32 values are not finite, the first ("), std::string::npos) << more;
      EXPECT_NE(more.find(" at x = 7, y = 5, channel 1;"), std::string::npos) << more;
    }
  }
}

// All that follows the header may be missing.
TEST_F(AsStored, TheFormIsReadFromTheHeaderAlone) {
  const auto check = [&](const std::string& name, const cv::Mat& picture, size_t kept) {
    SCOPED_TRACE(name);
    ASSERT_TRUE(cv::imwrite((folder / name).string(), picture));
    const atelier_form form = read_form(folder / name, Pixels::kAsStored);
    EXPECT_EQ(form.channels, static_cast<uint32_t>(picture.channels()));
    ASSERT_GT(std::filesystem::file_size(folder / name), kept);
    std::filesystem::resize_file(folder / name, kept);
    EXPECT_TRUE(atelier::same_form(read_form(folder / name, Pixels::kAsStored), form));
    EXPECT_THROW(read(name), atelier::Error);
  };
  check("a.png", made_up(CV_16UC3, 64, 80), 200);
  check("a.jpg", made_up(CV_8UC1, 64, 80), 500);
  check("a.bmp", made_up(CV_8UC4, 64, 80), 200);
  check("a.webp", made_up(CV_8UC3, 64, 80), 45);
  std::filesystem::resize_file(folder / "a.png", 20);
  EXPECT_EQ(refusal("a.png"), ATELIER_E_DATA);
}

TEST_F(AsStored, GiantsAreRefusedByTheirHeader) {
  // 20,000 x 10,000 pixels of 64 channels of 4 bytes: fewer than 2^28 pixels, and 51 GB.
  TIFF* tiff = TIFFOpen((folder / "giant.tif").c_str(), "w");
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 20000);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 10000);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 32);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 64);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_IEEEFP);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 1);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
  std::vector<float> row(20000 * 64);
  TIFFWriteScanline(tiff, row.data(), 0, 0);
  TIFFClose(tiff);
  try {
    read("giant.tif");
    ADD_FAILURE() << "was not refused";
  } catch (const atelier::Error& e) {
    EXPECT_EQ(e.code(), ATELIER_E_UNSUPPORTED);
    EXPECT_NE(std::string(e.what()).find("10000 rows of 20000 pixels of 256 bytes"), std::string::npos) << e.what();
  }
}

// A channel by itself: what one gives must not depend on how many there are.
TEST(ResizeForms, ChannelsAreResizedByThemselves) {
  const auto check = [&](auto type, int depth) {
    using T = decltype(type);
    for (const int channels : {2, 4, 5, 9}) {
      const cv::Mat all = made_up(CV_MAKETYPE(depth, channels), 37, 53);
      Tensor picture = Tensor::make<T>({37, 53, channels});
      std::memcpy(picture.get().data, all.data, picture.bytes());
      for (const auto& [height, width] : {std::pair<int64_t, int64_t>{16, 20}, {50, 60}, {20, 90}, {37, 53}}) {
        const Tensor resized = pictures::resize_picture(picture, height, width);
        ASSERT_EQ(resized.dim(2), channels);
        for (int c = 0; c < channels; ++c) {
          Tensor one = Tensor::make<T>({37, 53, 1});
          for (int64_t i = 0; i < 37 * 53; ++i) one.data<T>()[i] = picture.data<T>()[i * channels + c];
          const Tensor expected = pictures::resize_picture(one, height, width);
          for (int64_t i = 0; i < height * width; ++i)
            ASSERT_NEAR(static_cast<double>(resized.data<T>()[i * channels + c]),
                        static_cast<double>(expected.data<T>()[i]), depth == CV_32F ? 1e-2 : 1)
                << channels << " channels, channel " << c << ", at " << i;
        }
      }
    }
  };
  check(uint8_t{}, CV_8U);
  check(uint16_t{}, CV_16U);
  check(float{}, CV_32F);
}

}  // namespace
