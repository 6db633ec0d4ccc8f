// Pictures decoded and resized in one, against decoding at full size and resizing.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <opencv2/imgcodecs.hpp>
#include <random>

// After <cstdio>, which it needs.
#include <jpeglib.h>

#include "atelier/cpp/files.hpp"
#include "atelier/cpp/random.hpp"
#include "pictures/picture_file.hpp"
#include "pictures/resize.hpp"
#include "test_data.hpp"

namespace {

using atelier::Error;
using atelier::Tensor;
using std::filesystem::path;

std::vector<path> files_in(const path& folder) {
  std::vector<path> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".png" || entry.path().extension() == ".jpg") out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

double mean_difference(const Tensor& a, const Tensor& b) {
  if (a.bytes() != b.bytes()) return 999;
  double sum = 0;
  for (size_t i = 0; i < a.bytes(); ++i) sum += std::abs(a.data<uint8_t>()[i] - b.data<uint8_t>()[i]);
  return sum / static_cast<double>(a.bytes());
}

// A smooth coloured picture, encoded by OpenCV.
std::string encoded(int rows, int columns, int channels, const std::vector<int>& parameters) {
  cv::Mat pixels(rows, columns, channels == 1 ? CV_8UC1 : CV_8UC3);
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x)
      for (int c = 0; c < channels; ++c)
        pixels.ptr(y)[x * channels + c] =
            static_cast<uint8_t>(128 + 60 * std::sin(0.07 * x + c) + 60 * std::cos(0.05 * y - c));
  std::vector<uint8_t> bytes;
  cv::imencode(".jpg", pixels, bytes, parameters);
  return {bytes.begin(), bytes.end()};
}

// The same by libjpeg, with so many samples of brightness for one of colour.
std::string sampled(int rows, int columns, int across, int down) {
  const cv::Mat bgr = cv::imdecode(std::vector<uint8_t>([&] {
                                     const std::string bytes = encoded(rows, columns, 3, {});
                                     return std::vector<uint8_t>(bytes.begin(), bytes.end());
                                   }()),
                                   cv::IMREAD_COLOR);
  jpeg_compress_struct state{};
  jpeg_error_mgr errors{};
  state.err = jpeg_std_error(&errors);
  jpeg_create_compress(&state);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&state, &bytes, &size);
  state.image_width = static_cast<JDIMENSION>(columns);
  state.image_height = static_cast<JDIMENSION>(rows);
  state.input_components = 3;
  state.in_color_space = JCS_EXT_BGR;
  jpeg_set_defaults(&state);
  state.comp_info[0].h_samp_factor = across;
  state.comp_info[0].v_samp_factor = down;
  jpeg_start_compress(&state, TRUE);
  while (state.next_scanline < state.image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(bgr.ptr(static_cast<int>(state.next_scanline)));
    jpeg_write_scanlines(&state, &row, 1);
  }
  jpeg_finish_compress(&state);
  std::string out(reinterpret_cast<const char*>(bytes), size);
  jpeg_destroy_compress(&state);
  std::free(bytes);
  return out;
}

TEST(ReadPictureResized, IsNearTheFullDecodeOfRealPictures) {
  ATELIER_NEEDS_DATA();
  double sum = 0;
  std::vector<path> files = files_in(test::data("coco/val2017"));
  files.resize(24);
  for (const path& file : files) {
    const Tensor full = pictures::read_picture(file);
    const pictures::ResizedPicture resized = pictures::read_picture_resized(file, 200, 200);
    EXPECT_EQ(resized.stored, (pictures::Size{uint32_t(full.dim(0)), uint32_t(full.dim(1))}));
    const double difference = mean_difference(resized.pixels, pictures::resize_picture(full, 200, 200));
    EXPECT_LT(difference, 4) << file;
    sum += difference;
  }
  EXPECT_LT(sum / 24, 2);
}

TEST(ReadPictureResized, TakesEveryKindOfJpeg) {
  test::TemporaryFolder folder;
  const path file = folder / "p.jpg";
  struct Kind {
    int channels;
    std::vector<int> parameters;
    int across = 0;  // samples of brightness for one of colour; 0: as OpenCV has it
    int down = 0;
  };
  std::vector<Kind> kinds = {{3, {}},
                             {1, {}},
                             {3, {cv::IMWRITE_JPEG_RST_INTERVAL, 1}},
                             {1, {cv::IMWRITE_JPEG_RST_INTERVAL, 3}},
                             {3, {cv::IMWRITE_JPEG_OPTIMIZE, 1}},
                             {3, {cv::IMWRITE_JPEG_QUALITY, 100}},
                             {3, {cv::IMWRITE_JPEG_QUALITY, 20}},
                             {3, {cv::IMWRITE_JPEG_PROGRESSIVE, 1}},
                             {1, {cv::IMWRITE_JPEG_PROGRESSIVE, 1}}};
  for (const auto& [across, down] : {std::pair(1, 1), {2, 1}, {1, 2}, {4, 1}, {2, 2}})
    kinds.push_back({3, {}, across, down});
  for (const Kind& kind : kinds)
    for (const auto& [rows, columns] : {std::pair(64, 64), {97, 131}, {33, 250}, {40, 41}}) {
      SCOPED_TRACE(testing::Message() << rows << " x " << columns << ", kind " << &kind - kinds.data());
      atelier::write_file(file,
                          kind.across ? sampled(rows, columns, kind.across, kind.down)
                                      : encoded(rows, columns, kind.channels, kind.parameters),
                          false);
      const Tensor full = pictures::read_picture(file);
      for (const auto& [height, width] : {std::pair(32, 32), {5, 40}, {rows, columns}, {1, 1}}) {
        if (height > rows || width > columns) continue;
        const Tensor resized = pictures::read_picture_resized(file, height, width).pixels;
        const double difference = mean_difference(resized, pictures::resize_picture(full, height, width));
        EXPECT_LT(difference, height == rows ? 1e-9 : 6) << height << "x" << width;
      }
      // Where it grows, the same way is taken as after a full decode.
      const Tensor grown = pictures::read_picture_resized(file, 300, 300).pixels;
      EXPECT_EQ(mean_difference(grown, pictures::resize_picture(full, 300, 300)), 0);
    }
}

TEST(ReadPictureResized, ResizesOtherFormatsAfterDecoding) {
  ATELIER_NEEDS_DATA();
  for (const path& file : files_in(test::data("img_torchvision/logos"))) {
    if (file.extension() != ".png") continue;
    const pictures::PixelRules rules(pictures::Pixels::kRgb, {0, 65535});  // one of them has 16 bits
    const Tensor expected = pictures::resize_picture(pictures::read_picture(file, rules), 20, 30);
    EXPECT_EQ(mean_difference(pictures::read_picture_resized(file, 20, 30, rules).pixels, expected), 0) << file;
  }
}

TEST(ReadPictureResized, RefusesWhatIsCorrupt) {
  ATELIER_NEEDS_DATA();
  size_t seen = 0;
  for (const char* folder : {"img_pngsuite/corrupt", "img_torchvision/damaged_jpeg", "img_torchvision/damaged_png"})
    for (const path& file : files_in(test::data(folder))) {
      SCOPED_TRACE(file);
      try {
        pictures::read_picture_resized(file, 16, 16);
        ADD_FAILURE() << "was not refused";
      } catch (const Error& e) {
        EXPECT_EQ(e.code(), ATELIER_E_DATA);
        EXPECT_EQ(std::string(e.what()).find(file.string() + ": "), 0u) << e.what();
        EXPECT_NE(std::string(e.what()).find(" at byte "), std::string::npos) << e.what();
      }
      ++seen;
    }
  EXPECT_EQ(seen, 20u);
}

// What a reader says to a file: nothing, or its refusal.
template <class Read>
std::string answer(Read read) {
  try {
    read();
    return "";
  } catch (const Error& e) {
    return e.what();
  }
}

// Whatever is decoded, the same damage is found.
TEST(ReadPictureResized, RefusesExactlyWhatTheFullDecodeRefuses) {
  const uint64_t seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  atelier::Random random(seed);
  test::TemporaryFolder folder;
  const path file = folder / "p.jpg";
  int refused = 0;
  for (const std::string& whole :
       {encoded(90, 120, 3, {}), encoded(64, 64, 1, {}), encoded(60, 60, 3, {cv::IMWRITE_JPEG_RST_INTERVAL, 2}),
        encoded(50, 50, 3, {cv::IMWRITE_JPEG_QUALITY, 100})})
    for (int round = 0; round < 300; ++round) {
      std::string bytes = whole;
      if (random.below(4) == 0)
        bytes.resize(random.below(bytes.size()));
      else
        for (uint64_t flips = 1 + random.below(3); flips > 0; --flips)
          bytes[random.below(bytes.size())] = static_cast<char>(random.next());
      atelier::write_file(file, bytes, false);
      bool is_small = false;
      answer([&] {
        const pictures::Size size = pictures::read_size(file);
        is_small = uint64_t{size.height} * size.width < 1u << 20;
      });
      if (!is_small) continue;
      const std::string full = answer([&] { pictures::read_picture(file); });
      const std::string resized = answer([&] { pictures::read_picture_resized(file, 8, 8); });
      EXPECT_EQ(resized, full) << "round " << round;
      refused += !full.empty();
    }
  EXPECT_GT(refused, 100);
}

TEST(ReadPictureResized, RefusesImpossibleSizes) {
  test::TemporaryFolder folder;
  atelier::write_file(folder / "p.jpg", encoded(16, 16, 3, {}));
  for (const auto& [height, width] : {std::pair(0, 5), {5, 0}, {-1, 5}, {40000, 5}})
    EXPECT_NE(answer([&] { pictures::read_picture_resized(folder / "p.jpg", height, width); }), "");
}

}  // namespace
