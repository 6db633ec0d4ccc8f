// The writer's samples with pictures as their files hold them.
#include <gtest/gtest.h>

#include "mask_writer.hpp"
#include "places.hpp"
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
  void add_rgb(const std::string& name) {
    atelier::write_file(folder / ("images/" + name), pictures::encode_png(Tensor::make<uint8_t>({4, 6, 3})), false);
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
  const auto from = test::source_dir() / "plugins/samples/tests/fixtures/rgbn/images";
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
  add_rgb("b.png");
  ASSERT_EQ(write_pixels("as_stored").status, ATELIER_OK);
  with_samples([&](const atelier::SamplesRef& samples) {
    EXPECT_THROW(samples.load(bench.call(), 1), atelier::Reported);
    EXPECT_EQ(bench.error(), (folder / "images/b.png").string() +
                                 " is uint8 of 3 channels, but all pictures must be uint16 of 1 channel as the first "
                                 "of them, " +
                                 (folder / "images/a.png").string() +
                                 ", is; take the file out, or read all of them with pixels = \"rgb\" and a "
                                 "`range`");
  });
}

// What was written before there was a choice stays as it was, byte for byte.
TEST_F(AsStored, RgbSaysNothingInSamplesJson) {
  add_depth(1, "a.png", 7);
  add_rgb("a.png");
  ASSERT_EQ(write_pixels("rgb").status, ATELIER_OK);
  const nlohmann::json samples = writing::json_of(out / "samples.json");
  EXPECT_FALSE(samples.contains("pixels") || samples.contains("range"));
  EXPECT_FALSE(samples["samples"][0].contains("orientation"));
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

TEST_F(AsStored, DeepPicturesNeedARangeWhichIsWrittenDown) {
  add_depth(1, "a.png", 7);
  const writing::Outcome refused = write_pixels("rgb");
  EXPECT_EQ(refused.status, ATELIER_E_UNSUPPORTED);
  EXPECT_NE(refused.error.find("a.png: its values are uint16, from 7 to 23007, and pictures are wanted as 8 bits. Say "
                               "which values become 0 and 255, as in range = [0, 32767], or set pixels = "
                               "\"as_stored\""),
            std::string::npos)
      << refused.error;
  EXPECT_FALSE(std::filesystem::exists(out / "masks"));
  writing::Options options;
  options.images = folder / "images";
  options.more = {{"range", std::vector<writing::Value>{7, 23007}}};
  ASSERT_EQ(write(options).status, ATELIER_OK);
  EXPECT_EQ(writing::json_of(out / "samples.json")["range"], nlohmann::json({7.0, 23007.0}));
  with_samples([&](const atelier::SamplesRef& samples) {
    const Tensor picture = samples.load(bench.call(), 0).picture;
    ASSERT_EQ(describe(picture), "uint8 [4,6,3]");
    for (int i = 0; i < 72; ++i) EXPECT_EQ(picture.data<uint8_t>()[i], std::lround(i / 3 * 255 / 23.0));
  });
  options.check_pictures = false;
  options.more = {};
  std::filesystem::remove_all(out);
  EXPECT_EQ(write(options).status, ATELIER_OK) << "masks alone";
}

// COCO's shapes mean the stored pixels; where the sizes say that they do not, the picture is turned when it is loaded.
TEST_F(AsStored, PicturesThatExifTurnsAreToldOf) {
  ATELIER_NEEDS_DATA();
  const auto from = test::data("field_cases/exif");
  writing::Options options;
  options.images = from / "pictures";
  for (const auto& [file, words, turned] :
       {std::tuple("stored.json", "asks viewers by EXIF to turn it; its annotations are taken to mean the pixels",
                   false),
        {"turned.json", "is turned as EXIF asks when it is loaded: its annotations have the turned size", true}}) {
    std::filesystem::remove_all(out);
    const writing::Outcome outcome = writing::write_masks(from / file, out, options);
    ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
    EXPECT_EQ(std::count_if(outcome.lines.begin(), outcome.lines.end(),
                            [&, w = words](const std::string& line) { return line.find(w) != std::string::npos; }),
              1)
        << file;
    const nlohmann::json sample = writing::json_of(out / "samples.json")["samples"][0];
    EXPECT_EQ(sample.value("orientation", 1), turned ? 6 : 1);
    with_samples([&, t = turned](const atelier::SamplesRef& samples) {
      EXPECT_EQ(samples.load(bench.call(), 0).picture.dim(0), t ? 60 : 40);
      EXPECT_EQ(samples.load_labels(bench.call(), 0).labels.dim(0), t ? 60 : 40);
    });
  }
}

}  // namespace
