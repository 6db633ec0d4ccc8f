// Pictures that EXIF turns, and their label maps.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "atelier/cpp/files.hpp"
#include "atelier/testing.hpp"
#include "pictures/exif.hpp"
#include "pictures/header_check.hpp"
#include "pictures/stored_samples.hpp"
#include "pictures/turn.hpp"
#include "test_data.hpp"

namespace {

using atelier::Tensor;
using pictures::StoredSamples;
using pictures::Turning;
using std::filesystem::path;

// 2 rows of 3, told apart by their values; each becomes what TIFF 6.0 says of rows and columns.
const std::vector<std::string> kTurned[] = {{"012", "345"},     {"210", "543"},     {"543", "210"},
                                            {"345", "012"},     {"03", "14", "25"}, {"30", "41", "52"},
                                            {"52", "41", "30"}, {"25", "14", "03"}};

template <class T>
std::vector<std::string> rows_of(const Tensor& picture) {
  std::vector<std::string> rows;
  for (int64_t y = 0; y < picture.dim(0); ++y) {
    std::string& row = rows.emplace_back();
    for (int64_t x = 0; x < picture.dim(1); ++x)
      row += static_cast<char>('0' + int(picture.data<T>()[(y * picture.dim(1) + x) * picture.dim(2)]));
  }
  return rows;
}

template <class T>
void expect_turned(int64_t channels) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    Tensor picture = Tensor::make<T>({2, 3, channels});
    for (int64_t i = 0; i < 6 * channels; ++i) picture.data<T>()[i] = static_cast<T>(i / channels);
    const Tensor turned = pictures::turn_picture(std::move(picture), orientation);
    EXPECT_EQ(rows_of<T>(turned), kTurned[orientation - 1]) << orientation;
    EXPECT_EQ(turned.dim(2), channels);
  }
}

TEST(TurnPicture, EachOrientationOfEachType) {
  expect_turned<uint8_t>(3);
  expect_turned<uint8_t>(1);
  expect_turned<uint16_t>(4);
  expect_turned<float>(2);
}

// A PNG with an eXIf chunk before its end.
std::string with_exif(std::string png, int orientation) {
  std::string tiff("II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\0\0\0\0\0\0\0\0", 26);
  tiff[18] = static_cast<char>(orientation);
  std::string chunk(
      "\0\0\0\x1a"
      "eXIf",
      8);
  chunk += tiff;
  uint32_t crc = 0xffffffffU;
  for (size_t i = 4; i < chunk.size(); ++i) {
    crc ^= static_cast<uint8_t>(chunk[i]);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320U : 0);
  }
  crc = ~crc;
  for (int shift = 24; shift >= 0; shift -= 8) chunk += static_cast<char>(crc >> shift);
  return png.insert(png.size() - 12, chunk);
}

class TurnedSamples : public testing::Test {
 protected:
  // A picture of rows x columns whose red is the number of the pixel.
  void write_picture(int64_t rows, int64_t columns, int orientation) {
    Tensor picture = Tensor::make<uint8_t>({rows, columns, 3});
    for (int64_t i = 0; i < rows * columns * 3; ++i) picture.data<uint8_t>()[i] = static_cast<uint8_t>(i / 3);
    const std::string png = pictures::encode_png(picture);
    atelier::write_file(folder / "a.png", orientation == 0 ? png : with_exif(png, orientation), false);
  }
  void write_labels(int64_t rows, int64_t columns) {
    Tensor labels = Tensor::make<uint8_t>({rows, columns});
    std::memset(labels.data<uint8_t>(), 0, labels.bytes());
    atelier::write_file(folder / "a_labels.png", pictures::encode_png(labels), false);
  }
  StoredSamples samples(int orientation, Turning turning = Turning::kRecorded) {
    return StoredSamples({"background", "one"}, 255, {{"a", folder / "a.png", folder / "a_labels.png", orientation}},
                         {}, {}, turning);
  }
  // What goes wrong with the labels alone and with the whole sample; both must say the same.
  std::string why_not(const StoredSamples& from) {
    std::string why;
    try {
      from.load_labels(bench.call(), 0);
    } catch (const atelier::Error& e) {
      why = e.what();
    }
    for (const bool resized : {false, true}) try {
        resized ? static_cast<void>(from.load_resized(bench.call(), 0, {2, 2}))
                : static_cast<void>(from.load(bench.call(), 0));
        const bool only_exif_tells = why.find("asked by EXIF") != std::string::npos;
        EXPECT_TRUE(why.empty() || only_exif_tells) << why;
      } catch (const atelier::Error& e) {
        EXPECT_EQ(why, e.what());
      }
    return why;
  }
  test::TemporaryFolder folder;
  atelier::testing::Bench bench;
};

TEST_F(TurnedSamples, ThePictureIsTurnedAsItWasWrittenDown) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::vector<std::string>& expected = kTurned[orientation - 1];
    write_picture(2, 3, orientation);
    const auto rows = static_cast<int64_t>(expected.size()), columns = static_cast<int64_t>(expected[0].size());
    write_labels(rows, columns);
    const StoredSamples turned = samples(orientation);
    EXPECT_EQ(rows_of<uint8_t>(turned.load(bench.call(), 0).picture), expected);
    const auto same = turned.load_resized(bench.call(), 0, {uint32_t(rows), uint32_t(columns)});
    EXPECT_EQ(rows_of<uint8_t>(same->picture), expected);
    const auto larger = turned.load_resized(bench.call(), 0, {7, 5});
    EXPECT_EQ(describe(larger->picture), "uint8 [7,5,3]");
    EXPECT_EQ(describe(larger->labels), "uint8 [7,5]");
    EXPECT_EQ(turned.load_labels(bench.call(), 0)->labels.dim(0), rows);
  }
  EXPECT_EQ(bench.lines().size(), 0u);
}

TEST_F(TurnedSamples, OrientationIsPartOfTheContent) {
  write_picture(3, 3, 6);
  write_labels(3, 3);
  EXPECT_NE(samples(6).content(bench.call(), 0), samples(1).content(bench.call(), 0));
  EXPECT_NE(samples(1).content(bench.call(), 0), samples(1, Turning::kBySize).content(bench.call(), 0));
  EXPECT_EQ(samples(6).content(bench.call(), 0), samples(6).content(bench.call(), 0));
}

TEST_F(TurnedSamples, ARecordThatIsNoLongerTrueIsRefused) {
  write_labels(3, 2);
  write_picture(3, 2, 0);  // its pixels were turned since
  EXPECT_NE(why_not(samples(6))
                .find("a_labels.png has 3 rows of 2 labels, but its picture " + (folder / "a.png").string() +
                      " has 2 rows of 3 pixels: EXIF asks for the orientation 1, and the label map was "
                      "made for 6; make the label maps again"),
            std::string::npos)
      << why_not(samples(6));
  write_picture(2, 3, 8);  // no size tells
  EXPECT_NE(why_not(samples(6))
                .find("asked by EXIF to be turned (orientation 6) when its label map was made, and now "
                      "(8) it does not ask for that: make the label maps again"),
            std::string::npos);
  write_picture(2, 3, 6);  // and one that was never turned
  EXPECT_NE(why_not(samples(1)).find("the label map was made for 1"), std::string::npos);
}

TEST_F(TurnedSamples, BySizeAPairSpeaksForItself) {
  write_picture(2, 3, 6);
  write_labels(3, 2);
  const StoredSamples pair = samples(1, Turning::kBySize);
  EXPECT_EQ(rows_of<uint8_t>(pair.load(bench.call(), 0).picture), kTurned[5]);
  EXPECT_EQ(rows_of<uint8_t>(pair.load_resized(bench.call(), 0, {3, 2})->picture), kTurned[5]);
  for (int i = 0; i < 2; ++i) pair.load_labels(bench.call(), 0);
  ASSERT_EQ(bench.lines().size(), 1u);
  EXPECT_NE(bench.lines()[0].find("a.png is turned as EXIF asks (orientation 6): its label map has the turned size"),
            std::string::npos);
  write_picture(2, 3, 3);  // turned by 180°, which would not help
  EXPECT_NE(why_not(samples(1, Turning::kBySize)).find("has 2 rows of 3 pixels"), std::string::npos);
}

TEST_F(TurnedSamples, BySizeWhatNoSizeTellsStaysAndIsToldOf) {
  write_labels(3, 3);
  for (const int orientation : {2, 6}) {
    bench.clear();
    write_picture(3, 3, orientation);
    const StoredSamples square = samples(1, Turning::kBySize);
    EXPECT_EQ(rows_of<uint8_t>(square.load(bench.call(), 0).picture), (std::vector<std::string>{"012", "345", "678"}));
    const size_t before = bench.lines().size();
    for (int i = 0; i < 2; ++i) square.load_labels(bench.call(), 0);
    ASSERT_EQ(bench.lines().size(), before + 1);
    EXPECT_NE(bench.lines().back().find("a.png asks viewers by EXIF to turn it (orientation"), std::string::npos);
  }
}

TEST_F(TurnedSamples, HeadersOfTargetsAreLookedAtAndCounted) {
  const auto write = [&](const std::string& name, int64_t rows, int64_t columns, int orientation) {
    write_picture(rows, columns, orientation);
    std::filesystem::rename(folder / "a.png", folder / name);
    return (folder / name).string();
  };
  atelier::write_file(folder / "html.jpg", "<html>", false);
  std::vector<pictures::Target> targets = {
      {write("plain.png", 2, 3, 0), {2, 3}},       {write("stored.png", 2, 3, 6), {2, 3}},
      {write("square.png", 3, 3, 8), {3, 3}},      {write("turned.png", 2, 3, 6), {3, 2}},
      {write("recorded.png", 2, 3, 6), {3, 2}, 6}, {write("other.png", 2, 3, 0), {5, 5}},
      {(folder / "html.jpg").string(), {5, 5}}};
  pictures::check_headers(bench.call(), {}, targets);
  std::vector<int> orientations;
  for (const pictures::Target& target : targets) orientations.push_back(target.orientation);
  EXPECT_EQ(orientations, (std::vector<int>{1, 1, 1, 6, 6, 1, 1}));
  const auto said = [&](const std::string& words) {
    return std::any_of(bench.lines().begin(), bench.lines().end(),
                       [&](const std::string& line) { return line.find(words) != std::string::npos; });
  };
  EXPECT_EQ(bench.lines().size(), 4u);
  EXPECT_TRUE(said("1 picture, " + (folder / "html.jpg").string() + ": no picture of a known format"));
  EXPECT_TRUE(said("1 picture, " + (folder / "other.png").string() +
                   " (3 x 2 pixels, and said to be 5 x 5), has "
                   "another size than its annotations say"));
  EXPECT_TRUE(said("1 picture, " + (folder / "turned.png").string() + ", is turned as EXIF asks when it is loaded"));
  EXPECT_TRUE(said("2 pictures, the first " + (folder / "stored.png").string() +
                   ", ask viewers by EXIF to turn them; "
                   "their annotations are taken to mean the pixels as stored."));
}

}  // namespace
