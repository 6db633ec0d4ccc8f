#include "pictures/picture_file.hpp"
#include "pictures/deep_pictures.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "atelier/cpp/files.hpp"
#include "atelier/cpp/random.hpp"
#include "test_data.hpp"

namespace {

using atelier::Error;
using atelier::Tensor;
using pictures::encode_jpeg;
using pictures::encode_png;
using pictures::read_labels;
using pictures::read_picture;
using pictures::read_size;
using std::filesystem::path;

std::vector<path> files_in(const path& folder) {
  std::vector<path> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".png" || entry.path().extension() == ".jpg") out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

// Expects a refusal and gives its text.
template <class Call>
std::string refusal(int32_t code, Call call) {
  try {
    call();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), code) << e.what();
    return e.what();
  }
  ADD_FAILURE() << "was not refused";
  return "";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// The largest difference to what OpenCV decodes, alpha dropped the same way; 999 when the sizes differ.
int difference_to_opencv(const path& file, const Tensor& pixels) {
  cv::Mat bgr = cv::imread(file.string(), cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION), rgb;
  if (bgr.empty() || bgr.rows != pixels.dim(0) || bgr.cols != pixels.dim(1)) return 999;
  cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
  const cv::Mat ours(rgb.rows, rgb.cols, CV_8UC3, pixels.data<uint8_t>());
  return static_cast<int>(cv::norm(rgb, ours, cv::NORM_INF));
}

Tensor random_picture(uint64_t seed, int64_t height, int64_t width) {
  Tensor t = Tensor::make<uint8_t>({height, width, 3});
  atelier::Random random(seed);
  for (size_t i = 0; i < t.bytes(); ++i) t.data<uint8_t>()[i] = static_cast<uint8_t>(random.next());
  return t;
}

TEST(ReadPicture, DecodesThePngSuiteAsOpenCvDoes) {
  ATELIER_NEEDS_DATA();
  size_t seen = 0;
  for (const char* folder : {"primary", "16bit"})
    for (const path& file : files_in(test::data("img_pngsuite") / folder)) {
      SCOPED_TRACE(file);
      const Tensor pixels = read_picture(file, {pictures::Pixels::kRgb, {0, 65535}});
      EXPECT_EQ(read_size(file), (pictures::Size{uint32_t(pixels.dim(0)), uint32_t(pixels.dim(1))}));
      const bool is_deep = pictures::needs_range(file, {});  // then OpenCV takes the high byte
      EXPECT_LE(difference_to_opencv(file, pixels), is_deep ? 1 : 0);
      ++seen;
    }
  EXPECT_EQ(seen, 100u);
}

TEST(ReadPicture, DecodesTheLogos) {
  ATELIER_NEEDS_DATA();
  for (const char* folder : {"logos", "interlaced_png", "encode_jpeg"})
    for (const path& file : files_in(test::data("img_torchvision") / folder)) {
      SCOPED_TRACE(file);
      // CMYK: OpenCV rounds in another place.
      const int allowed = contains(file.string(), "cmyk") ? 2 : pictures::needs_range(file, {}) ? 1 : 0;
      EXPECT_LE(difference_to_opencv(file, read_picture(file, {pictures::Pixels::kRgb, {0, 65535}})), allowed);
    }
}

TEST(ReadPicture, DecodesCocoPictures) {
  ATELIER_NEEDS_DATA();
  const std::vector<path> files = files_in(test::data("coco/val2017"));
  ASSERT_GT(files.size(), 8u);
  for (size_t i = 0; i < 8; ++i) EXPECT_EQ(difference_to_opencv(files[i], read_picture(files[i])), 0) << files[i];
}

TEST(ReadPicture, RefusesWhatIsCorrupt) {
  ATELIER_NEEDS_DATA();
  std::vector<path> files = files_in(test::data("img_pngsuite/corrupt"));
  EXPECT_EQ(files.size(), 14u);
  for (const path& folder : {test::data("img_torchvision/damaged_jpeg"), test::data("img_torchvision/damaged_png")})
    for (const path& file : files_in(folder)) files.push_back(file);
  EXPECT_EQ(files.size(), 20u);
  for (const path& file : files) {
    SCOPED_TRACE(file);
    const std::string why = refusal(ATELIER_E_DATA, [&] { read_picture(file); });
    EXPECT_EQ(why.find(file.string()), 0u) << why;
    EXPECT_TRUE(contains(why, " at byte ")) << why;
    refusal(ATELIER_E_DATA, [&] { read_labels(file); });
  }
}

// Whatever a file holds, reading it ends with pixels or with an Error.
TEST(ReadPicture, SurvivesEveryFile) {
  ATELIER_NEEDS_DATA();
  for (const char* folder : {"iphone", "unused", "primary_check"})
    for (const path& file : files_in(test::data("img_pngsuite") / folder)) try {
        EXPECT_EQ(read_picture(file).ndim(), 3);
        EXPECT_EQ(read_labels(file).ndim(), 2);
      } catch (const Error& e) {
        EXPECT_EQ(std::string(e.what()).find(file.string()), 0u) << e.what();
      }
}

TEST(ReadPicture, RefusesATruncatedFileNamingTheByte) {
  test::TemporaryFolder folder;
  const Tensor picture = random_picture(1, 40, 50);
  for (const bool jpeg : {true, false}) {
    const std::string whole = jpeg ? encode_jpeg(picture, 90) : encode_png(picture);
    for (const size_t kept : {whole.size() - 1, whole.size() / 2, size_t{200}, size_t{20}, size_t{4}}) {
      const path file = folder / "cut.bin";
      atelier::write_file(file, std::string_view(whole).substr(0, kept));
      const std::string why = refusal(ATELIER_E_DATA, [&] { read_picture(file); });
      EXPECT_TRUE(contains(why, std::string("damaged ") + (jpeg ? "JPEG" : "PNG") + " at byte "))
          << kept << ": " << why;
      if (jpeg && kept > 1000) {
        EXPECT_TRUE(contains(why, "at byte " + std::to_string(kept) + ":")) << why;
      }
    }
  }
}

TEST(ReadPicture, SurvivesFlippedBytes) {
  test::TemporaryFolder folder;
  const Tensor picture = random_picture(2, 24, 31);
  atelier::Random random(3);
  for (const std::string& whole : {encode_jpeg(picture, 80), encode_png(picture)})
    for (int round = 0; round < 400; ++round) {
      std::string bytes = whole;
      for (int flips = 0; flips < 3; ++flips) bytes[random.below(bytes.size())] = static_cast<char>(random.next());
      // A header with a huge size is fine too, but takes time to fill.
      const path file = folder / "flipped.bin";
      atelier::write_file(file, bytes, false);
      try {
        const pictures::Size size = read_size(file);
        if (uint64_t{size.height} * size.width > 1u << 20) continue;
        read_picture(file);
      } catch (const Error&) {
      }
    }
}

TEST(ReadPicture, ToleratesPaddingBeforeTheEndOnly) {
  test::TemporaryFolder folder;
  const Tensor picture = random_picture(4, 16, 16);
  std::string bytes = encode_jpeg(picture, 90);
  bytes.insert(bytes.size() - 2, std::string(4, '\0'));
  atelier::write_file(folder / "padded.jpg", bytes);
  EXPECT_EQ(read_picture(folder / "padded.jpg").dim(0), 16);
  bytes.insert(bytes.size() - 2, std::string(400, '\0'));
  atelier::write_file(folder / "padded.jpg", bytes);
  EXPECT_TRUE(contains(refusal(ATELIER_E_DATA, [&] { read_picture(folder / "padded.jpg"); }), "extraneous"));
}

TEST(ReadPicture, NamesAMissingFileAFolderAndAnEmptyOne) {
  test::TemporaryFolder folder;
  for (const auto& read : {+[](const path& p) { read_picture(p); }, +[](const path& p) { read_labels(p); },
                           +[](const path& p) { read_size(p); }}) {
    EXPECT_TRUE(contains(refusal(ATELIER_E_IO, [&] { read(folder / "none.jpg"); }), (folder / "none.jpg").string()));
    EXPECT_TRUE(contains(refusal(ATELIER_E_IO, [&] { read(folder.path()); }), folder.path().string()));
    atelier::write_file(folder / "empty.jpg", "");
    EXPECT_TRUE(contains(refusal(ATELIER_E_DATA, [&] { read(folder / "empty.jpg"); }), "empty"));
    atelier::write_file(folder / "text.jpg", "this is no picture");
    EXPECT_TRUE(contains(refusal(ATELIER_E_DATA, [&] { read(folder / "text.jpg"); }), "no picture"));
  }
}

TEST(ReadPicture, RefusesAGiantByItsHeader) {
  test::TemporaryFolder folder;
  std::string bytes = encode_png(random_picture(5, 8, 8));
  for (const size_t at : {size_t{16}, size_t{20}}) std::memcpy(&bytes[at], "\0\0\x80\0", 4);  // 32768 x 32768
  atelier::write_file(folder / "giant.png", bytes);
  EXPECT_TRUE(contains(refusal(ATELIER_E_UNSUPPORTED, [&] { read_size(folder / "giant.png"); }), "32768 rows"));

  bytes = encode_jpeg(random_picture(5, 8, 8), 90);
  const size_t frame = bytes.find("\xff\xc0");
  ASSERT_NE(frame, std::string::npos);
  std::memcpy(&bytes[frame + 5], "\x80\0\x80\0", 4);
  atelier::write_file(folder / "giant.jpg", bytes);
  EXPECT_TRUE(contains(refusal(ATELIER_E_UNSUPPORTED, [&] { read_size(folder / "giant.jpg"); }), "32768 rows"));
  EXPECT_TRUE(contains(refusal(ATELIER_E_UNSUPPORTED, [&] { read_picture(folder / "giant.jpg"); }), "32768 rows"));
}

TEST(ReadLabels, GivesStoredValues) {
  ATELIER_NEEDS_DATA();
  const path folder = test::data("img_pngsuite/primary");
  for (const auto& [name, most] : {std::pair("basn0g01", 1), {"basn0g02", 3}, {"basn0g04", 15}}) {
    const Tensor labels = read_labels(folder / (std::string(name) + ".png"));
    const Tensor picture = read_picture(folder / (std::string(name) + ".png"));  // the same, spread over 0 to 255
    for (size_t i = 0; i < labels.bytes(); ++i)
      ASSERT_EQ(labels.data<uint8_t>()[i] * 255 / most, picture.data<uint8_t>()[3 * i]) << name;
  }
  const Tensor indices = read_labels(folder / "basn3p02.png");  // a palette of 4 colours
  const uint8_t* values = indices.data<uint8_t>();
  EXPECT_EQ(*std::max_element(values, values + indices.bytes()), 3);
  const path wide = test::data("img_pngsuite/16bit/basn0g16.png");
  const Tensor labels = read_labels(wide);
  const cv::Mat expected = cv::imread(wide.string(), cv::IMREAD_UNCHANGED);
  ASSERT_EQ(expected.type(), CV_16UC1);
  EXPECT_EQ(std::memcmp(labels.data<uint16_t>(), expected.data, labels.bytes()), 0);
}

TEST(ReadLabels, RefusesColoursAndJpeg) {
  ATELIER_NEEDS_DATA();
  const path logos = test::data("img_torchvision/logos");
  EXPECT_TRUE(contains(refusal(ATELIER_E_DATA, [&] { read_labels(logos / "rgb_pytorch.png"); }), "3 channels"));
  EXPECT_TRUE(contains(refusal(ATELIER_E_DATA, [&] { read_labels(logos / "grayalpha_pytorch.png"); }), "2 channels"));
  EXPECT_TRUE(contains(refusal(ATELIER_E_DATA, [&] { read_labels(logos / "gray_pytorch.jpg"); }), "JPEG"));
}

TEST(EncodePng, ComesBackAsItWent) {
  test::TemporaryFolder folder;
  atelier::Random random(6);
  for (int64_t size : {1, 2, 3, 17, 100}) {
    const Tensor picture = random_picture(7, size, size + 1);
    atelier::write_file(folder / "p.png", encode_png(picture));
    EXPECT_EQ(std::memcmp(read_picture(folder / "p.png").data<uint8_t>(), picture.data<uint8_t>(), picture.bytes()), 0);
    EXPECT_EQ(difference_to_opencv(folder / "p.png", picture), 0);

    Tensor wide = Tensor::make<uint16_t>({size, 5});
    for (int64_t i = 0; i < size * 5; ++i) wide.data<uint16_t>()[i] = static_cast<uint16_t>(random.next());
    atelier::write_file(folder / "w.png", encode_png(wide));
    EXPECT_EQ(std::memcmp(read_labels(folder / "w.png").data<uint16_t>(), wide.data<uint16_t>(), wide.bytes()), 0);

    Tensor narrow = Tensor::make<uint8_t>({size, 5});
    for (int64_t i = 0; i < size * 5; ++i) narrow.data<uint8_t>()[i] = static_cast<uint8_t>(random.next());
    atelier::write_file(folder / "n.png", encode_png(narrow));
    EXPECT_EQ(std::memcmp(read_labels(folder / "n.png").data<uint8_t>(), narrow.data<uint8_t>(), narrow.bytes()), 0);
  }
}

TEST(EncodePng, FiltersPhotographs) {
  ATELIER_NEEDS_DATA();
  const Tensor picture = read_picture(files_in(test::data("coco/val2017")).front());
  test::TemporaryFolder folder;
  const std::string bytes = encode_png(picture);
  atelier::write_file(folder / "photo.png", bytes);
  EXPECT_EQ(difference_to_opencv(folder / "photo.png", picture), 0);
  std::vector<uint8_t> theirs;
  const cv::Mat rgb(int(picture.dim(0)), int(picture.dim(1)), CV_8UC3, picture.data<uint8_t>());
  cv::imencode(".png", rgb, theirs, {cv::IMWRITE_PNG_COMPRESSION, 9});
  EXPECT_LT(bytes.size(), theirs.size() * 105 / 100);
}

TEST(EncodePng, RefusesOtherTensors) {
  refusal(ATELIER_E_UNSUPPORTED, [] { encode_png(Tensor::make<float>({4, 4})); });
  refusal(ATELIER_E_UNSUPPORTED, [] { encode_png(Tensor::make<uint8_t>({4, 4, 2})); });
  refusal(ATELIER_E_UNSUPPORTED, [] { encode_png(Tensor::make<uint8_t>({0, 4})); });
  refusal(ATELIER_E_UNSUPPORTED, [] { encode_jpeg(Tensor::make<uint8_t>({4, 4}), 90); });
  refusal(ATELIER_E_UNSUPPORTED, [] { encode_jpeg(Tensor::make<float>({4, 4, 3}), 90); });
}

TEST(EncodeJpeg, ComesBackNearly) {
  test::TemporaryFolder folder;
  Tensor picture = Tensor::make<uint8_t>({40, 60, 3});
  for (int64_t i = 0; i < 40 * 60 * 3; ++i) picture.data<uint8_t>()[i] = static_cast<uint8_t>(i / 3 / 20 + i % 3 * 40);
  atelier::write_file(folder / "p.jpg", encode_jpeg(picture, 95));
  const Tensor back = read_picture(folder / "p.jpg");
  for (size_t i = 0; i < picture.bytes(); ++i) ASSERT_NEAR(back.data<uint8_t>()[i], picture.data<uint8_t>()[i], 8);
  EXPECT_EQ(encode_jpeg(picture, 95), encode_jpeg(picture, 95));
}

}  // namespace
