// What is left of pictures that are as they should be.
#include <cstdlib>
#include <random>

#include "geometry/rle_string.hpp"
#include "geometry/runs.hpp"
#include "predicting.hpp"

namespace predicting {
namespace {

TEST_F(PredictTest, LeavesLabelMapsOverlaysAndRuns) {
  picture("b.png", stripes(40, 30, 10));
  picture("sub/a.jpg", stripes(20, 64, 20, 2));
  ASSERT_EQ(run(), ATELIER_OK) << bench->error();

  const Tensor labels = labels_of("b.png");
  ASSERT_EQ(labels.dim(0), 40);
  ASSERT_EQ(labels.dim(1), 30);
  for (int64_t y = 0; y < 40; ++y) EXPECT_EQ(labels.data<uint8_t>()[y * 30 + 7], y / 10) << y;
  // The palette: the colours of VOC.
  const Tensor colours = pictures::read_picture(out / "labels/b.png");
  EXPECT_EQ(std::vector<uint8_t>(colours.data<uint8_t>() + 35 * 90, colours.data<uint8_t>() + 35 * 90 + 3),
            (std::vector<uint8_t>{128, 128, 0}));
  EXPECT_EQ(labels_of("sub/a.png").data<uint8_t>()[0], 2);
  EXPECT_TRUE(fs::exists(out / "overlays/b.jpg"));
  EXPECT_TRUE(fs::exists(out / "overlays/sub/a.jpg"));
  EXPECT_FALSE(fs::exists(out / "journal.jsonl"));

  const json predictions = json_of("predictions.json");
  ASSERT_EQ(predictions.size(), 4u);  // labels 1, 2, 3 of b, and 2 of a; the background is none
  const json& one = predictions[0];
  EXPECT_EQ(one["image_id"], 1);
  EXPECT_EQ(one["category_id"], 1);
  EXPECT_EQ(one["segmentation"]["size"], json({40, 30}));
  EXPECT_FALSE(one.contains("score"));
  geometry::Runs runs;
  ASSERT_TRUE(geometry::decode_runs(one["segmentation"]["counts"].get<std::string>(), runs));
  EXPECT_EQ(runs[0], 10u);
  EXPECT_EQ(runs[1], 10u);
  EXPECT_EQ(runs[2], 30u);
  EXPECT_EQ(geometry::sum_of(runs), 1200u);
  EXPECT_EQ(geometry::area_of(runs), 300u);
  EXPECT_EQ(predictions[3]["image_id"], 2);
  EXPECT_EQ(predictions[3]["category_id"], 2);
}

TEST_F(PredictTest, TheIndexSaysWhatBecameOfEachPictureAndClass) {
  picture("a.png", stripes(40, 30, 10));
  picture("b.png", stripes(10, 30, 10, 1));
  ASSERT_EQ(run(), ATELIER_OK) << bench->error();
  const json index = json_of("index.json");
  EXPECT_EQ(index["info"]["model"], "test.tens");
  ASSERT_EQ(index["images"].size(), 2u);
  const json& image = index["images"][0];
  EXPECT_EQ(image["file_name"], "a.png");
  EXPECT_EQ(image["labels"], "labels/a.png");
  EXPECT_EQ(image["overlays"], "overlays/a.jpg");
  EXPECT_EQ(image["height"], 40);
  EXPECT_EQ(image["classes"][1], json({{"label", 1}, {"name", "class 1"}, {"share", 0.25}}));
  EXPECT_EQ(index["annotations"], json::array());
  EXPECT_EQ(index["categories"][0], json({{"id", 1}, {"name", "class 1"}}));
  EXPECT_EQ(index["categories"].size(), 3u);
  const json& second = index["classes"][1];
  EXPECT_EQ(second["pictures"], 2);
  EXPECT_DOUBLE_EQ(second["share"], 0.4);  // 600 of 1500 pixels
  EXPECT_EQ(second["colour"], json({128, 0, 0}));
  EXPECT_EQ(index["classes"][0]["category_id"], nullptr);
  EXPECT_EQ(index["failed"], json::array());
  EXPECT_TRUE(said("2 pictures predicted"));
  EXPECT_TRUE(said("40.00 %"));
}

TEST_F(PredictTest, PicturesOfNumbersKeepThemAsIds) {
  picture("000000000139.png", stripes(8, 8, 8, 1));
  picture("000000000285.png", stripes(8, 8, 8, 1));
  ASSERT_EQ(run(), ATELIER_OK) << bench->error();
  EXPECT_EQ(json_of("predictions.json")[0]["image_id"], 139);
  EXPECT_EQ(json_of("predictions.json")[1]["image_id"], 285);
  picture("x.png", stripes(8, 8, 8));
  fresh();
  ASSERT_EQ(run(), ATELIER_OK) << bench->error();
  EXPECT_EQ(json_of("index.json")["images"][0]["id"], 1);
  EXPECT_EQ(json_of("index.json")["images"][2]["id"], 3);
}

TEST_F(PredictTest, OnePictureWillDo) {
  picture("sub/a.png", stripes(8, 8, 8, 1));
  picture("sub/b.png", stripes(8, 8, 8, 1));
  ASSERT_EQ(run({{"images", (images / "sub/a.png").string()}}), ATELIER_OK) << bench->error();
  EXPECT_TRUE(fs::exists(out / "labels/a.png"));
  EXPECT_EQ(json_of("index.json")["images"].size(), 1u);
}

TEST_F(PredictTest, TheSameBytesForAnyNumberOfThreadsAndAnyBatch) {
  for (int i = 0; i < 9; ++i) picture("p" + std::to_string(i) + ".png", stripes(30 + i % 2, 40, 3 + i % 4, i));
  ASSERT_EQ(run(), ATELIER_OK) << bench->error();
  const auto first = all();
  EXPECT_EQ(first.size(), 20u);
  std::vector<int64_t> sizes;
  for (const auto& shape : asked.shapes) sizes.push_back(shape[0]);
  EXPECT_EQ(sizes, (std::vector<int64_t>{5, 4}));  // by size
  for (const unsigned threads : {2U, 5U}) {
    fresh();
    ASSERT_EQ(run({}, {}, threads), ATELIER_OK) << bench->error();
    EXPECT_EQ(all(), first) << threads << " threads";
  }
  fresh();
  asked.shapes.clear();
  ASSERT_EQ(run({{"batch", 3}}, {}, 3), ATELIER_OK) << bench->error();
  EXPECT_EQ(all(), first);
  sizes.clear();
  for (const auto& shape : asked.shapes) sizes.push_back(shape[0]);
  EXPECT_EQ(sizes, (std::vector<int64_t>{3, 3, 2, 1}));
}

TEST_F(PredictTest, ABatchIsAMegapixelAtMost) {
  for (int i = 0; i < 4; ++i) picture(std::to_string(i) + ".png", stripes(600, 800, 100));
  for (int i = 0; i < 20; ++i) picture("small" + std::to_string(i) + ".png", stripes(8, 8, 8));
  ASSERT_EQ(run({{"outputs", std::vector<Value>{"labels"}}}), ATELIER_OK) << bench->error();
  std::vector<int64_t> sizes;
  for (const auto& shape : asked.shapes) sizes.push_back(shape[0]);
  EXPECT_EQ(sizes, (std::vector<int64_t>{2, 2, 16, 4}));
}

TEST_F(PredictTest, TheNetworkSeesTheSizeThatIsAskedFor) {
  picture("a.png", stripes(40, 80, 10));
  ASSERT_EQ(run({{"size", std::vector<Value>{16, 32}}}), ATELIER_OK) << bench->error();
  EXPECT_EQ(asked.shapes, (std::vector<std::vector<int64_t>>{{1, 16, 32, 3}}));
  EXPECT_EQ(labels_of("a.png").dim(0), 40);
  EXPECT_EQ(labels_of("a.png").dim(1), 80);
  EXPECT_THROW(run({{"size", std::vector<Value>{16}}}), std::runtime_error);

  asked.shapes.clear();
  fresh();
  ASSERT_EQ(run({{"longest", 20}}), ATELIER_OK) << bench->error();
  EXPECT_EQ(asked.shapes, (std::vector<std::vector<int64_t>>{{1, 10, 20, 3}}));
  EXPECT_EQ(labels_of("a.png").dim(1), 80);
  EXPECT_TRUE(said("1 picture is shrunk to 20 pixels"));

  asked.shapes.clear();
  fresh();
  ASSERT_EQ(run({{"longest", 0}}), ATELIER_OK) << bench->error();
  EXPECT_EQ(asked.shapes, (std::vector<std::vector<int64_t>>{{1, 40, 80, 3}}));
}

TEST_F(PredictTest, LeavesOnlyWhatIsAskedFor) {
  picture("a.png", stripes(8, 8, 8, 1));
  ASSERT_EQ(run({{"outputs", std::vector<Value>{"labels"}}}), ATELIER_OK) << bench->error();
  EXPECT_FALSE(fs::exists(out / "overlays"));
  EXPECT_FALSE(fs::exists(out / "predictions.json"));
  const auto& component = atelier::component_of<atelier::predict::PredictFolder>();
  void* opened = nullptr;
  const auto& stage = *static_cast<const atelier_stage_v1*>(component.iface);
  ASSERT_EQ(test::open_stage(*bench, stage, out, &opened), ATELIER_OK);
  const atelier::OpenedRef outputs_of(stage, opened);
  EXPECT_EQ(atelier::str(outputs_of.output(bench->call(), "labels").text), (out / "labels").string());
  EXPECT_THROW(outputs_of.output(bench->call(), "predictions"), atelier::Reported);
  EXPECT_NE(bench->error().find("add \"rle\" there"), std::string::npos) << bench->error();
}

TEST_F(PredictTest, ScoresAreMeansOverTheClassesPixels) {
  Tensor pixels = stripes(10, 10, 10, 1);
  for (int i = 0; i < 50 * 3; ++i) pixels.data<uint8_t>()[i] = 19;  // label 1 as well, with 0.95 instead of 0.75
  picture("a.png", pixels);
  ASSERT_EQ(run({{"scores", true}}), ATELIER_OK) << bench->error();
  EXPECT_NEAR(json_of("predictions.json")[0]["score"].get<double>(), 0.85, 1e-6);
}

TEST_F(PredictTest, LabelsAreWideAbove255Classes) {
  Tensor pixels = Tensor::make<uint16_t>({4, 6});
  std::fill_n(pixels.data<uint16_t>(), 24, uint16_t{2990});
  picture("a.png", pixels);
  const Bench::Options model = {{"classes", 300}, {"channels", 1}};
  ASSERT_EQ(run({{"pixels", "as_stored"}}, model), ATELIER_OK) << bench->error();
  const Tensor labels = labels_of("a.png");
  EXPECT_EQ(labels.get().dtype.bits, 16);
  EXPECT_EQ(labels.data<uint16_t>()[23], 299);
  EXPECT_EQ(json_of("predictions.json")[0]["category_id"], 299);
  EXPECT_NE(run({}, model), ATELIER_OK);
  EXPECT_NE(bench->error().find("pixels = \"as_stored\""), std::string::npos) << bench->error();
}

TEST_F(PredictTest, DeepPicturesNeedARange) {
  Tensor deep = Tensor::make<uint16_t>({8, 8});
  for (int i = 0; i < 64; ++i) deep.data<uint16_t>()[i] = static_cast<uint16_t>(i < 32 ? 400 : 240);
  picture("b.png", deep);
  picture("a.png", stripes(8, 8, 4));
  EXPECT_NE(run(), ATELIER_OK);
  EXPECT_NE(bench->error().find("b.png: its values are uint16, from 240 to 400, and pictures are wanted as 8 bits"),
            std::string::npos)
      << bench->error();
  EXPECT_TRUE(asked.shapes.empty()) << "told before the network works";
  fresh();
  ASSERT_EQ(run({{"range", std::vector<Value>{0, 4080}}}), ATELIER_OK) << bench->error();
  EXPECT_EQ(labels_of("b.png").data<uint8_t>()[0], 2);   // 400 becomes 25
  EXPECT_EQ(labels_of("b.png").data<uint8_t>()[63], 1);  // 240 becomes 15
  EXPECT_EQ(labels_of("a.png").data<uint8_t>()[63], 1) << "8 bits stay";
  fresh();
  ASSERT_EQ(run({{"range", std::vector<Value>{0, 65535}}}), ATELIER_OK) << bench->error();
  EXPECT_TRUE(said("little can be seen on it; range = [0, 511] would fit it"));
  fs::remove(images / "b.png");
  fresh();
  ASSERT_EQ(run({{"range", std::vector<Value>{0, 65535}}}), ATELIER_OK) << bench->error();
  EXPECT_TRUE(said("`range` has nothing to do: none of 1 pictures is deeper than 8 bits"));
  EXPECT_THROW(run({{"range", std::vector<Value>{5, 5}}}), std::runtime_error);
  EXPECT_THROW(run({{"range", std::vector<Value>{0, 5}}, {"pixels", "as_stored"}}), std::runtime_error);
}

TEST_F(PredictTest, OverlaysTintEveryClassButBlackOnes) {
  picture("a.png", stripes(40, 60, 20));  // label 0 above, 1 below
  const Bench::Options png = {{"overlay_format", "png"}, {"legend", false}};
  ASSERT_EQ(run(png), ATELIER_OK) << bench->error();
  Tensor drawn = pictures::read_picture(out / "overlays/a.png");
  ASSERT_EQ(drawn.dim(0), 40);
  const auto at = [&](int64_t y, int64_t x) {
    const uint8_t* rgb = drawn.data<uint8_t>() + (y * drawn.dim(1) + x) * 3;
    return std::vector<int>{rgb[0], rgb[1], rgb[2]};
  };
  EXPECT_EQ(at(5, 5), (std::vector<int>{5, 5, 5}));
  EXPECT_EQ(at(30, 5), (std::vector<int>{72, 8, 8}));   // half of 15, half of (128, 0, 0)
  EXPECT_EQ(at(20, 5), (std::vector<int>{128, 0, 0}));  // its edge
  fresh();
  ASSERT_EQ(run({{"overlay_format", "png"}, {"opacity", 1.0}}), ATELIER_OK) << bench->error();
  drawn = pictures::read_picture(out / "overlays/a.png");
  EXPECT_GT(drawn.dim(0), 40);
  EXPECT_GT(drawn.dim(1), 60);  // room for a name
  EXPECT_EQ(at(30, 5), (std::vector<int>{128, 0, 0}));
}

// Also for pycocotools.sh: ATELIER_KEEP_PREDICTIONS=FOLDER keeps what is left here.
TEST_F(PredictTest, RandomLabelMaps) {
  const uint32_t seed = std::random_device()();
  std::cout << "seed " << seed << "\n";
  std::mt19937 random(seed);
  const auto side = [&] { return static_cast<int64_t>(20 + random() % 80); };
  for (int i = 0; i < 12; ++i) {
    Tensor pixels = Tensor::make<uint8_t>({side(), side(), 3});
    uint8_t value = 0;
    for (int64_t at = 0; at < static_cast<int64_t>(pixels.bytes()); at += 3) {
      if (random() % 30 == 0) value = static_cast<uint8_t>(random() % 60);
      std::fill_n(pixels.data<uint8_t>() + at, 3, value);
    }
    picture("sub" + std::to_string(i % 3) + "/" + std::to_string(100 + i) + ".png", pixels);
  }
  if (const char* kept = std::getenv("ATELIER_KEEP_PREDICTIONS")) out = kept;
  ASSERT_EQ(run({{"scores", true}}, {{"classes", 6}}, 3), ATELIER_OK) << bench->error();
  const json index = json_of("index.json"), predictions = json_of("predictions.json");
  ASSERT_EQ(index["images"].size(), 12u);
  std::map<std::pair<int64_t, int64_t>, uint64_t> areas;  // by picture and category
  for (const json& each : predictions) {
    geometry::Runs runs;
    ASSERT_TRUE(geometry::decode_runs(each["segmentation"]["counts"].get<std::string>(), runs));
    areas[{each["image_id"], each["category_id"]}] = geometry::area_of(runs);
  }
  for (const json& image : index["images"]) {
    const Tensor labels = pictures::read_labels(out / image["labels"].get<std::string>());
    std::map<std::pair<int64_t, int64_t>, uint64_t> counted;
    for (int64_t i = 0; i < atelier::element_count(labels); ++i)
      if (labels.data<uint8_t>()[i] != 0) ++counted[{image["id"], labels.data<uint8_t>()[i]}];
    for (const auto& [which, count] : counted) EXPECT_EQ(areas[which], count) << image["file_name"];
  }
}

}  // namespace
}  // namespace predicting
