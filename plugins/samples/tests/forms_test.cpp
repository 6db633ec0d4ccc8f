// Pictures as their files hold them: 16 bits of one channel, 8 bits of four. See make_fixtures.py.
#include <gtest/gtest.h>

#include <cstring>

#include "../folder.hpp"
#include "../split.hpp"
#include "atelier/cpp/files.hpp"
#include "atelier/testing.hpp"
#include "pictures/picture_file.hpp"
#include "pictures/resize.hpp"
#include "test_data.hpp"

namespace {

using atelier::Sample;
using atelier::SamplesRef;
using atelier::samples::Folder;
using atelier::testing::Part;
using atelier::testing::Value;

class FormsTest : public testing::Test {
 protected:
  Part folder(const std::filesystem::path& at, const char* pixels, const std::vector<Value>& range = {}) {
    return bench.make<Folder>({{"images", (at / "images").string()},
                               {"masks", (at / "masks").string()},
                               {"classes", std::vector<Value>{"background", "disc"}},
                               {"pixels", pixels},
                               {"range", range}});
  }
  Part fixture(const char* name, const char* pixels, const std::vector<Value>& range = {}) {
    return folder((test::source_dir() / "plugins/samples/tests/fixtures").string() + "/" + name, pixels, range);
  }
  atelier::testing::Bench bench;
};

TEST_F(FormsTest, SixteenBitsOfOneChannel) {
  const Part part = fixture("depth", "as_stored");
  const SamplesRef samples(part.object());
  EXPECT_TRUE(atelier::same_form(samples.describe(bench.call()).form, atelier::form_of<uint16_t>(1)));
  const Sample sample = samples.load(bench.call(), 0);
  ASSERT_EQ(describe(sample.picture), "uint16 [48,64,1]");
  for (int64_t y = 0; y < 48; ++y)
    for (int64_t x = 0; x < 64; ++x) {
      const bool inside = sample.labels.data<uint8_t>()[y * 64 + x] != 0;
      ASSERT_EQ(sample.picture.data<uint16_t>()[y * 64 + x], 2000 + 300 * x + 150 * y + (inside ? 30000 : 0));
    }
}

TEST_F(FormsTest, EightBitsOfFourChannels) {
  const Part part = fixture("rgbn", "as_stored");
  const SamplesRef samples(part.object());
  EXPECT_TRUE(atelier::same_form(samples.describe(bench.call()).form, atelier::form_of<uint8_t>(4)));
  const Sample sample = samples.load(bench.call(), 2);
  ASSERT_EQ(describe(sample.picture), "uint8 [48,64,4]");
  const uint8_t* at = sample.picture.data<uint8_t>();
  for (int64_t y = 0; y < 48; ++y)
    for (int64_t x = 0; x < 64; ++x, at += 4) {
      const bool inside = sample.labels.data<uint8_t>()[y * 64 + x] != 0;
      ASSERT_EQ(std::vector<int>(at, at + 4),
                (std::vector<int>{int(3 * x), int(4 * y), int(x + y), inside ? 200 : 40}));
    }
}

TEST_F(FormsTest, RgbIsTheDefault) {
  const Part deep = fixture("depth", "rgb");
  EXPECT_THROW(SamplesRef(deep.object()).load_labels(bench.call(), 0), atelier::Reported);
  EXPECT_NE(bench.error().find("depth/images/a.png: its values are uint16"), std::string::npos) << bench.error();
  for (const char* name : {"depth", "rgbn"}) {
    const Part part = fixture(name, "rgb", {0, 65535});
    const SamplesRef samples(part.object());
    EXPECT_TRUE(atelier::same_form(samples.describe(bench.call()).form, atelier::kRgb8));
    EXPECT_EQ(describe(samples.load(bench.call(), 0).picture), "uint8 [48,64,3]");
    EXPECT_EQ(describe(samples.load_resized(bench.call(), 0, {9, 11})->picture), "uint8 [9,11,3]");
  }
}

TEST_F(FormsTest, ResizedPairsKeepTheForm) {
  for (const char* name : {"depth", "rgbn"}) {
    const Part part = fixture(name, "as_stored"), as_rgb = fixture(name, "rgb");
    const SamplesRef samples(part.object());
    const Sample whole = samples.load(bench.call(), 1), resized = *samples.load_resized(bench.call(), 1, {24, 32});
    const atelier::Tensor expected = pictures::resize_picture(whole.picture, 24, 32);
    EXPECT_EQ(describe(resized.picture), describe(expected));
    EXPECT_EQ(std::memcmp(resized.picture.get().data, expected.get().data, expected.bytes()), 0);
    EXPECT_NE(samples.content(bench.call(), 1), SamplesRef(as_rgb.object()).content(bench.call(), 1));
  }
}

TEST_F(FormsTest, ASplitPassesTheFormOn) {
  const Part part = fixture("depth", "as_stored");
  const Part split = bench.make<atelier::samples::Split>({{"samples", part}});
  auto value = atelier::blank<atelier_value>();
  ASSERT_EQ(split.component().output(bench.call().raw(), split.self(), ATELIER_STR("val"), &value), ATELIER_OK);
  const SamplesRef val(value.object);
  EXPECT_TRUE(atelier::same_form(val.describe(bench.call()).form, atelier::form_of<uint16_t>(1)));
  EXPECT_EQ(describe(val.load(bench.call(), 0).picture), "uint16 [48,64,1]");
}

TEST_F(FormsTest, APictureOfAnotherFormIsNamedWithBothForms) {
  const test::TemporaryFolder work;
  const std::filesystem::path from = (test::source_dir() / "plugins/samples/tests/fixtures").string();
  std::filesystem::copy(from / "depth", work / "mixed", std::filesystem::copy_options::recursive);
  std::filesystem::copy_file(from / "rgbn/images/b.png", work / "mixed/images/b.png",
                             std::filesystem::copy_options::overwrite_existing);
  const Part part = folder(work / "mixed", "as_stored");
  const SamplesRef samples(part.object());
  samples.load(bench.call(), 0);
  const std::string expected = (work / "mixed/images/b.png").string() +
                               " is uint8 of 4 channels, but all pictures must be uint16 of 1 channel as the first of "
                               "them, " +
                               (work / "mixed/images/a.png").string() +
                               ", is; take the file out, or read all of them with pixels = \"rgb\" and a `range`";
  EXPECT_THROW(samples.load(bench.call(), 1), atelier::Reported);
  EXPECT_EQ(bench.error(), expected);
  bench.clear();
  EXPECT_THROW(samples.load_resized(bench.call(), 1, {9, 9}), atelier::Reported);
  EXPECT_EQ(bench.error(), expected);

  // All headers are looked at before the first is loaded.
  const Part fresh = folder(work / "mixed", "as_stored");
  for (int again = 0; again < 2; ++again) {
    bench.clear();
    EXPECT_THROW(SamplesRef(fresh.object()).describe(bench.call()), atelier::Reported);
    EXPECT_EQ(bench.error(), expected);
  }
  bench.clear();
  EXPECT_NO_THROW(SamplesRef(folder(work / "mixed", "rgb").object()).describe(bench.call()));
  // So are headers with damage, but not for rgb, where nothing depends on them.
  atelier::write_file(work / "mixed/images/b.png", "nothing", false);
  EXPECT_NO_THROW(SamplesRef(folder(work / "mixed", "rgb").object()).describe(bench.call()));
  EXPECT_THROW(SamplesRef(folder(work / "mixed", "as_stored").object()).describe(bench.call()), atelier::Reported);
  EXPECT_NE(bench.error().find((work / "mixed/images/b.png").string()), std::string::npos) << bench.error();

  // A first picture that cannot be read is told by describe, each time.
  atelier::write_file(work / "mixed/images/a.png", "nothing", false);
  const Part broken = folder(work / "mixed", "as_stored");
  for (int again = 0; again < 2; ++again) {
    bench.clear();
    EXPECT_THROW(SamplesRef(broken.object()).describe(bench.call()), atelier::Reported);
    EXPECT_NE(bench.error().find((work / "mixed/images/a.png").string()), std::string::npos) << bench.error();
  }
}

}  // namespace
