// The writer's samples with pictures as their files hold them.
#include <gtest/gtest.h>

#include "mask_writer.hpp"
#include "writing.hpp"

namespace {

using atelier::Tensor;

class AsStored : public writing::Fixture {
 protected:
  // A 16-bit grey picture whose first value is `first`.
  void add_depth(int64_t id, const std::string& name, uint16_t first) {
    Tensor depth = Tensor::make<uint16_t>({4, 6});
    for (int64_t i = 0; i < 24; ++i) depth.data<uint16_t>()[i] = static_cast<uint16_t>(first + 1000 * i);
    std::filesystem::create_directories(folder / "images");
    atelier::write_file(folder / ("images/" + name), pictures::encode_png(depth), false);
    add_picture(id, name, 4, 6);
    add(writing::square(id, id, 3, 0, 3));
  }
  writing::Outcome write_pixels(const char* pixels) {
    writing::Options options;
    options.images = folder / "images";
    options.more = {{"pixels", pixels}};
    return write(options);
  }
  // What `use` makes of the samples in the folder.
  template <class Use>
  void with_samples(Use use) {
    const auto* stage = static_cast<const atelier_stage_v1*>(writing::component("masks", "mask.writer").iface);
    void* opened = nullptr;
    ASSERT_EQ(test::open_stage(bench, *stage, out, &opened), ATELIER_OK) << bench.error();
    auto value = atelier::blank<atelier_value>();
    ASSERT_EQ(stage->output(bench.call().raw(), opened, ATELIER_STR("samples"), &value), ATELIER_OK);
    use(atelier::SamplesRef(value.object));
    stage->close(opened);
  }
  atelier::testing::Bench bench;
};

TEST_F(AsStored, PicturesKeepTheirDepth) {
  add_depth(1, "a.png", 7);
  add_depth(2, "b.png", 8);
  ASSERT_EQ(write_pixels("as_stored").status, ATELIER_OK);
  with_samples([&](const atelier::SamplesRef& samples) {
    EXPECT_TRUE(atelier::same_form(samples.describe(bench.call()).form, atelier::form_of<uint16_t>(1)));
    const atelier::Sample sample = samples.load(bench.call(), 1);
    EXPECT_EQ(describe(sample.picture), "uint16 [4,6,1]");
    EXPECT_EQ(sample.picture.data<uint16_t>()[23], 23008);
    EXPECT_EQ(sample.labels.data<uint8_t>()[0], 2);
  });
}

TEST_F(AsStored, PicturesKeepTheirFourthChannel) {
  const auto from = std::filesystem::path(ATELIER_SOURCE_DIR) / "plugins/samples/tests/fixtures/rgbn/images";
  std::filesystem::copy(from, folder / "images");
  for (const int64_t id : {1, 2, 3}) add_picture(id, std::string(1, static_cast<char>('`' + id)) + ".png", 48, 64);
  add(writing::square(1, 2, 3, 0, 9));
  ASSERT_EQ(write_pixels("as_stored").status, ATELIER_OK);
  with_samples([&](const atelier::SamplesRef& samples) {
    EXPECT_TRUE(atelier::same_form(samples.describe(bench.call()).form, atelier::form_of<uint8_t>(4)));
    const atelier::Sample sample = samples.load(bench.call(), 1);
    ASSERT_EQ(describe(sample.picture), "uint8 [48,64,4]");
    const uint8_t* last = sample.picture.data<uint8_t>() + (48 * 64 - 1) * 4;
    EXPECT_EQ(std::vector<int>(last, last + 4), (std::vector<int>{189, 188, 110, 40}));
  });
}

TEST_F(AsStored, OfAnotherFormIsRefusedByName) {
  add_depth(1, "a.png", 7);
  add_depth(2, "b.png", 8);
  atelier::write_file(folder / "images/b.png", pictures::encode_png(Tensor::make<uint8_t>({4, 6, 3})), false);
  ASSERT_EQ(write_pixels("as_stored").status, ATELIER_OK);
  with_samples([&](const atelier::SamplesRef& samples) {
    EXPECT_THROW(samples.load(bench.call(), 1), atelier::Reported);
    EXPECT_EQ(bench.error(), (folder / "images/b.png").string() +
                                 " is uint8 of 3 channels, but all pictures must be uint16 of 1 channel as the first "
                                 "of them, " +
                                 (folder / "images/a.png").string() +
                                 ", is; take the file out, or read all of them with pixels = \"rgb\"");
  });
}

// What was written before there was a choice stays as it was, byte for byte.
TEST_F(AsStored, RgbSaysNothingInSamplesJson) {
  add_depth(1, "a.png", 7);
  ASSERT_EQ(write_pixels("rgb").status, ATELIER_OK);
  const nlohmann::json samples = writing::json_of(out / "samples.json");
  EXPECT_FALSE(samples.contains("pixels"));
  with_samples([&](const atelier::SamplesRef& opened) {
    EXPECT_EQ(describe(opened.load(bench.call(), 0).picture), "uint8 [4,6,3]");
  });
  nlohmann::json odd = samples;
  odd["pixels"] = "raw";
  atelier::write_file(out / "samples.json", odd.dump(), false);
  void* opened = nullptr;
  const auto* stage = static_cast<const atelier_stage_v1*>(writing::component("masks", "mask.writer").iface);
  EXPECT_EQ(test::open_stage(bench, *stage, out, &opened), ATELIER_E_DATA);
  EXPECT_NE(bench.error().find("samples.json has an unknown word for pixels"), std::string::npos) << bench.error();
}

}  // namespace
