// Pictures of more than 8 bits that are wanted as 8: by a range, or refused with what they hold.
#include "pictures/deep_pictures.hpp"

#include <gtest/gtest.h>
#include <tiffio.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

#include "atelier/cpp/files.hpp"
#include "atelier/cpp/random.hpp"
#include "atelier/testing.hpp"
#include "pictures/header_check.hpp"
#include "pictures/resize.hpp"
#include "pictures/stored_samples.hpp"
#include "test_data.hpp"

namespace {

using atelier::Tensor;
using pictures::PixelRules;
using pictures::Pixels;
using pictures::Range;
using pictures::read_picture;
using std::filesystem::path;

PixelRules by(double low, double high) { return {Pixels::kRgb, {low, high}}; }

std::string why_not(const path& file, const PixelRules& rules = {}) {
  std::string why;
  for (const bool resized : {false, true}) try {
      resized ? static_cast<void>(pictures::read_picture_resized(file, 3, 4, rules))
              : static_cast<void>(read_picture(file, rules));
      return "";
    } catch (const atelier::Error& e) {
      EXPECT_TRUE(why.empty() || why == e.what()) << e.what();
      EXPECT_EQ(e.code(), ATELIER_E_UNSUPPORTED);
      why = e.what();
    }
  return why;
}

class DeepPictures : public testing::Test {
 protected:
  path png(const std::string& name, const std::vector<uint16_t>& values) {
    Tensor grey = Tensor::make<uint16_t>({1, static_cast<int64_t>(values.size())});
    std::memcpy(grey.data<uint16_t>(), values.data(), grey.bytes());
    atelier::write_file(folder / name, pictures::encode_png(grey), false);
    return folder / name;
  }
  path tiff(const std::string& name, const std::vector<float>& values, uint16_t channels = 1) {
    TIFF* out = TIFFOpen((folder / name).c_str(), "w");
    const auto width = static_cast<uint32_t>(values.size() / channels);
    TIFFSetField(out, TIFFTAG_IMAGEWIDTH, width);
    TIFFSetField(out, TIFFTAG_IMAGELENGTH, 1U);
    TIFFSetField(out, TIFFTAG_BITSPERSAMPLE, 32);
    TIFFSetField(out, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_IEEEFP);
    TIFFSetField(out, TIFFTAG_SAMPLESPERPIXEL, channels);
    TIFFSetField(out, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    TIFFSetField(out, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    std::vector<float> row = values;
    TIFFWriteScanline(out, row.data(), 0, 0);
    TIFFClose(out);
    return folder / name;
  }
  test::TemporaryFolder folder;
};

// The remedy that a refusal names, and whether it is taken.
std::string suggested(const path& file) {
  const std::string why = why_not(file);
  const size_t at = why.find("range = [");
  if (at == std::string::npos) return "none: " + why;
  return why.substr(at + 8, why.find(']', at) + 1 - at - 8);
}

TEST_F(DeepPictures, RefusalSaysWhatTheFileHoldsAndBothWaysOut) {
  const path file = png("a.png", {0, 7, 4080});
  EXPECT_EQ(why_not(file), file.string() +
                               ": its values are uint16, from 0 to 4080, and pictures are wanted as 8 bits. Say which "
                               "values become 0 and 255, as in range = [0, 4095], or set pixels = \"as_stored\" for a "
                               "model whose input takes uint16");
  const path real = tiff("a.tif", {-0.5F, 0.25F, 12.125F});
  EXPECT_EQ(why_not(real),
            real.string() +
                ": its values are float32, from -0.5 to 12.125, and pictures are wanted as 8 bits. Say which "
                "values become 0 and 255, as in range = [-0.5, 12.125], or set pixels = \"as_stored\" for a "
                "model whose input takes float32");
}

TEST_F(DeepPictures, SuggestsWhatCoversTheValues) {
  const std::vector<std::pair<std::vector<uint16_t>, const char*>> whole = {
      {{0, 255}, "[0, 255]"},   {{0, 256}, "[0, 511]"},   {{5, 5}, "[0, 255]"},      {{0, 1}, "[0, 1]"},
      {{0, 4095}, "[0, 4095]"}, {{0, 4096}, "[0, 8191]"}, {{9, 65535}, "[0, 65535]"}};
  for (const auto& [values, range] : whole) EXPECT_EQ(suggested(png("a.png", values)), range);
  const std::vector<std::pair<std::vector<float>, const char*>> real = {
      {{0, 1}, "[0, 1]"},   {{0.25F, 0.5F}, "[0, 1]"},    {{0, 200}, "[0, 255]"},
      {{-3, 4}, "[-3, 4]"}, {{7.5F, 7.5F}, "[7.5, 8.5]"}, {{0.5F, 1e6F}, "[0.5, 1e+06]"}};
  for (const auto& [values, range] : real) EXPECT_EQ(suggested(tiff("a.tif", values)), range);
}

// Against the definition, at random ranges and values.
TEST_F(DeepPictures, RangeIsALineRoundedAndClamped) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(seed);
  atelier::Random random(seed);
  for (int turn = 0; turn < 40; ++turn) {
    const bool whole = turn % 2;
    const double low = whole ? double(random.below(3000)) : random.uniform() * 10 - 5;
    const double high = low + (whole ? 1.0 + double(random.below(60000)) : 0.001 + random.uniform() * 10);
    std::vector<uint16_t> values(50);
    std::vector<float> reals(50);
    for (uint16_t& value : values) value = static_cast<uint16_t>(random.next());
    for (float& value : reals) value = static_cast<float>(random.uniform() * 24 - 12);
    const Tensor rgb = read_picture(whole ? png("a.png", values) : tiff("a.tif", reals), by(low, high));
    ASSERT_EQ(describe(rgb), "uint8 [1,50,3]");
    for (size_t i = 0; i < 50; ++i) {
      const double value = whole ? double(values[i]) : double(reals[i]);
      const double line = std::min(255.0, std::max(0.0, (value - low) * 255 / (high - low)));
      for (size_t c = 0; c < 3; ++c) ASSERT_EQ(rgb.data<uint8_t>()[3 * i + c], std::lround(line)) << value;
    }
  }
}

TEST_F(DeepPictures, ColoursStayInOrderAndAlphaIsDropped) {
  for (const uint16_t channels : {uint16_t{2}, uint16_t{3}, uint16_t{4}}) {
    std::vector<float> values;
    for (int i = 0; i < 5 * channels; ++i) values.push_back(static_cast<float>(i));
    const Tensor rgb = read_picture(tiff("a.tif", values, channels), by(0, 255));
    for (size_t i = 0; i < 15; ++i)
      EXPECT_EQ(rgb.data<uint8_t>()[i], i / 3 * channels + (channels < 3 ? 0 : i % 3)) << channels;
  }
  // What stands in alpha is no reason for a wider range.
  EXPECT_EQ(suggested(tiff("a.tif", {0, 99, 50, 65535, 3, 4, 5, 65535}, 4)), "[0, 255]");
  const path many = tiff("many.tif", {1, 2, 3, 4, 5}, 5);
  for (const PixelRules& rules : {PixelRules(), by(0, 255)})
    EXPECT_EQ(why_not(many, rules), many.string() +
                                        ": a picture of float32 of 5 channels cannot be made RGB, as it is not known "
                                        "which channels are red, green and blue; it can be read as it is, with pixels "
                                        "= \"as_stored\"");
}

TEST_F(DeepPictures, EightBitPicturesStayAsTheyAre) {
  Tensor pixels = Tensor::make<uint8_t>({2, 3, 3});
  for (size_t i = 0; i < 18; ++i) pixels.data<uint8_t>()[i] = static_cast<uint8_t>(10 * i);
  atelier::write_file(folder / "a.png", pictures::encode_png(pixels), false);
  EXPECT_FALSE(pictures::needs_range(folder / "a.png", {}));
  const Tensor read = read_picture(folder / "a.png", by(0, 4095));
  EXPECT_EQ(std::memcmp(read.get().data, pixels.get().data, 18), 0);
}

TEST_F(DeepPictures, ResizedPicturesAreScaledFirst) {
  std::vector<uint16_t> values;
  for (int i = 0; i < 64; ++i) values.push_back(static_cast<uint16_t>(i * 60));
  const path file = png("a.png", values);
  const Tensor whole = pictures::resize_picture(read_picture(file, by(0, 4095)), 1, 16);
  const pictures::ResizedPicture resized = pictures::read_picture_resized(file, 1, 16, by(0, 4095));
  EXPECT_EQ(std::memcmp(whole.get().data, resized.pixels.get().data, whole.bytes()), 0);
}

TEST_F(DeepPictures, OptionsThatSayNothingAreRefused) {
  using pictures::pixel_rules;
  EXPECT_FALSE(pixel_rules(Pixels::kRgb, {}).range.given());
  EXPECT_EQ(pixel_rules(Pixels::kRgb, {-1, 2.5}).range, (Range{-1, 2.5}));
  for (const std::vector<double>& range :
       std::vector<std::vector<double>>{{1}, {1, 1}, {2, 1}, {0, NAN}, {NAN, 1}, {0, INFINITY}, {-1e39, 1e39}})
    EXPECT_THROW(pixel_rules(Pixels::kRgb, range), atelier::Error);
  EXPECT_NO_THROW(pixel_rules(Pixels::kAsStored, {}));
  EXPECT_THROW(pixel_rules(Pixels::kAsStored, {0, 1}), atelier::Error);
}

TEST_F(DeepPictures, ARangeThatLeavesNothingIsToldOf) {
  const path dark = png("dark.png", {0, 255, 17}), flat = png("flat.png", {9, 9, 9}), good = png("good.png", {0, 4000});
  const auto lost = [&](const path& file, const PixelRules& rules) {
    return pictures::lost_to_range(file, rules, read_picture(file, rules));
  };
  EXPECT_EQ(lost(dark, by(0, 65535)), dark.string() +
                                          ": its values, from 0 to 255, become 0 to 1 of 255 by range = [0, 65535], so "
                                          "little can be seen on it; range = [0, 255] would fit it");
  EXPECT_NE(lost(good, by(-9, -3)).find("become 255 to 255 of 255"), std::string::npos);
  EXPECT_EQ(lost(flat, by(0, 65535)), "");
  EXPECT_EQ(lost(good, by(0, 4095)), "");
}

class DeepSamples : public DeepPictures {
 protected:
  pictures::StoredSamples samples(const PixelRules& rules) {
    Tensor background = Tensor::make<uint8_t>({1, 2});
    std::memset(background.data<uint8_t>(), 0, 2);
    std::vector<pictures::StoredSamples::Entry> entries;
    const std::vector<std::pair<std::string, std::vector<uint16_t>>> files = {
        {"low", {0, 200}}, {"mid", {0, 4000}}, {"full", {0, 65535}}};
    for (const auto& [name, values] : files) {
      const path labels = folder / (name + "_labels.png");
      atelier::write_file(labels, pictures::encode_png(background), false);
      entries.push_back({name, png(name + ".png", values), labels});
    }
    return {{"background", "thing"}, 255, std::move(entries), {}, rules};
  }
  atelier::testing::Bench bench;
};

// Of all pictures, so that not the next one is refused, or becomes white.
TEST_F(DeepSamples, LabelsAloneAlreadyTellOfIt) {
  const pictures::StoredSamples deep = samples({});
  try {
    deep.load_labels(bench.call(), 0);
    ADD_FAILURE() << "was accepted";
  } catch (const atelier::Error& e) {
    const std::string why = e.what();
    EXPECT_NE(why.find("low.png: its values are uint16, from 0 to 200 (3 such pictures were looked at: from 0 to "
                       "65535), and pictures are wanted as 8 bits. Say which values become 0 and 255, as in range = "
                       "[0, 255] for this one or range = [0, 65535] for all of them, or set"),
              std::string::npos)
        << why;
  }
  EXPECT_NO_THROW(samples(Pixels::kAsStored).load_labels(bench.call(), 0));
}

TEST_F(DeepSamples, RangeIsAppliedAndPartOfTheContent) {
  const pictures::StoredSamples by_range = samples(by(0, 4000)), by_other = samples(by(0, 4001));
  EXPECT_NO_THROW(by_range.load_labels(bench.call(), 0));
  EXPECT_EQ(by_range.load(bench.call(), 1).picture.data<uint8_t>()[3], 255);
  EXPECT_EQ(by_range.load_resized(bench.call(), 1, {1, 2})->picture.data<uint8_t>()[3], 255);
  EXPECT_NE(by_range.content(bench.call(), 1), by_other.content(bench.call(), 1));
  EXPECT_NE(by_range.content(bench.call(), 1), samples(Pixels::kRgb).content(bench.call(), 1));
  EXPECT_EQ(by_range.content(bench.call(), 1), samples(by(0, 4000)).content(bench.call(), 1));
}

TEST_F(DeepSamples, WarnsOnceOfWhatTheRangeLeavesNothingOf) {
  const pictures::StoredSamples dark = samples(by(0, 65535));
  for (int i = 0; i < 3; ++i) dark.load(bench.call(), 0);
  ASSERT_EQ(bench.lines().size(), 1u);
  EXPECT_NE(bench.lines()[0].find("low.png: its values, from 0 to 200, become 0 to 1 of 255"), std::string::npos);
}

TEST_F(DeepSamples, HeadersTellOfItBeforeMasksAreMade) {
  samples({});
  std::vector<pictures::Target> targets = {{(folder / "mid.png").string(), {1, 2}}};
  EXPECT_NO_THROW(pictures::check_headers(bench.call(), by(0, 9), targets));
  EXPECT_TRUE(bench.lines().empty());
  std::vector<pictures::Target> labels = {{(folder / "mid_labels.png").string(), {1, 2}}};
  pictures::check_headers(bench.call(), by(0, 9), labels);
  ASSERT_EQ(bench.lines().size(), 1u);
  EXPECT_NE(bench.lines()[0].find("`range` has nothing to do: none of 1 pictures is deeper than 8 bits"),
            std::string::npos);
  try {
    pictures::check_headers(bench.call(), {}, targets);
    ADD_FAILURE() << "was accepted";
  } catch (const atelier::Error& e) {
    EXPECT_NE(std::string(e.what()).find("range = [0, 4095]"), std::string::npos) << e.what();
  }
}

TEST_F(DeepSamples, HeadersTellKindsFromDamage) {
  samples({});
  TIFF* tiff = TIFFOpen((folder / "uint32.tif").c_str(), "w");
  const std::vector<uint32_t> row(2, 70000);
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 2);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 1);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 32);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  TIFFWriteScanline(tiff, const_cast<uint32_t*>(row.data()), 0, 0);
  TIFFClose(tiff);
  atelier::write_file(folder / "a.gif", "GIF89a\1\0\1\0", false);
  atelier::write_file(folder / "cut.png", "\x89PNG\r\n\x1a\n", false);
  const auto said = [&](const PixelRules& rules, const std::vector<std::string>& names) {
    std::vector<pictures::Target> targets;
    for (const std::string& name : names) targets.push_back({(folder / name).string(), {1, 2}});
    atelier::testing::Bench other;
    pictures::check_headers(other.call(), rules, targets);
    std::string lines;
    for (const std::string& line : other.lines()) lines += line + "\n";
    return lines;
  };
  const std::string of_uint32 = said(by(0, 9), {"uint32.tif"});
  EXPECT_NE(of_uint32.find("a TIFF of uint32 cannot be made RGB"), std::string::npos) << of_uint32;
  EXPECT_EQ(of_uint32.find("`range` has nothing to do"), std::string::npos) << of_uint32;
  EXPECT_NE(said(Pixels::kAsStored, {"uint32.tif"}).find("a TIFF of uint32 cannot be kept as stored"),
            std::string::npos);
  const std::string all = said(by(0, 9), {"uint32.tif", "a.gif", "cut.png", "none.png", "mid_labels.png"});
  EXPECT_NE(all.find("2 pictures, the first "), std::string::npos) << all;
  EXPECT_NE(all.find("are of kinds that are not read"), std::string::npos) << all;
  EXPECT_NE(all.find("1 picture, cannot read "), std::string::npos) << all;
  EXPECT_NE(all.find("cut.png: damaged PNG"), std::string::npos) << all;
  EXPECT_NE(all.find("none of 1 pictures that can be read is deeper"), std::string::npos) << all;
}

TEST_F(DeepSamples, HeadersTellThatFilesKeptAsStoredAreNotAlike) {
  samples({});
  std::vector<pictures::Target> targets = {{(folder / "mid.png").string(), {1, 2}},
                                           {(folder / "mid_labels.png").string(), {1, 2}},
                                           {(folder / "low.png").string(), {1, 2}}};
  pictures::check_headers(bench.call(), Pixels::kAsStored, targets);
  ASSERT_EQ(bench.lines().size(), 1u);
  EXPECT_NE(bench.lines()[0].find("1 picture is not like the first and will be refused when a training begins: " +
                                  (folder / "mid_labels.png").string() + " is uint8"),
            std::string::npos)
      << bench.lines()[0];
}

// What the kinds of pictures in the field cases become.
TEST(FieldPictures, AreRightOrRefusedInClearWords) {
  ATELIER_NEEDS_DATA();
  const path folder = test::data("field_cases/picture-kinds/pictures");
  const auto outcome = [&](const std::string& name, const PixelRules& rules) -> std::string {
    try {
      const Tensor rgb = read_picture(folder / name, rules);
      const uint8_t* at = rgb.data<uint8_t>();
      return describe(rgb) + " up to " + std::to_string(*std::max_element(at, at + rgb.bytes()));
    } catch (const atelier::Error& e) {
      const std::string why = e.what();
      EXPECT_EQ(why.find((folder / name).string() + ": "), 0u) << why;
      return why.substr((folder / name).string().size() + 2);
    }
  };
  for (const char* name : {"bilevel.png", "bileveltif.tif", "cmyk.jpg", "grey.png", "greyjpg.jpg", "really_png.jpg",
                           "rgb.tif", "rgba.png", "rgba_clear.png", "rgbbmp.bmp", "rgbwebp.webp"})
    EXPECT_EQ(outcome(name, {}), "uint8 [30,40,3] up to 255") << name;
  for (const auto& [name, high] :
       {std::pair("f32_unit.tif", 1), {"g16_12bit.png", 4095}, {"g16_full.png", 65535}, {"g16tif_12bit.tif", 4095}}) {
    EXPECT_NE(outcome(name, {}).find("range = [0, " + std::to_string(high) + "]"), std::string::npos) << name;
    EXPECT_EQ(outcome(name, by(0, high)), "uint8 [30,40,3] up to " + std::string(high == 4095 ? "254" : "255")) << name;
  }
  EXPECT_EQ(outcome("palette.png", {}), "uint8 [30,40,3] up to 246");
  EXPECT_EQ(outcome("empty.jpg", {}), "the file is empty");
  EXPECT_NE(outcome("html.jpg", {}).find("no picture of a known format"), std::string::npos);
  EXPECT_NE(outcome("cut.jpg", {}).find("damaged JPEG at byte"), std::string::npos);
}

}  // namespace
