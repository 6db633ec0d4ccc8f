// model.toml: what is taken from it, and what is refused.
#include "weight_files/model_file.hpp"

#include "noting_host.hpp"
#include "predicting.hpp"

namespace predicting {
namespace {

constexpr const char* kWhole = R"(component = "test.tens"
classes = ["background", "cat", "dog", "b\u00e4r"]
colours = [[0, 0, 0], [1, 2, 3], [4, 5, 6], [7, 8, 9]]
size = [16, 24]
void = 255
later = "something that a later program says"

[options]
classes = 4
gain = 1.5
)";

class ModelFileTest : public PredictTest {
 protected:
  // Runs with weights beside which there is such a model.toml.
  int32_t run_with(const std::string& model_toml, const Bench::Options& more = {}, const Bench::Options& model = {}) {
    atelier::write_file(elsewhere / "best.bin", "weights");
    atelier::write_file(elsewhere / "model.toml", model_toml);
    Bench::Options options = {{"weights", (elsewhere / "best.bin").string()}};
    options.insert(options.end(), more.begin(), more.end());
    return run(options, model);
  }
  std::string refusal(const std::string& model_toml) {
    EXPECT_NE(run_with(model_toml), ATELIER_OK);
    return bench->error();
  }
};

TEST_F(ModelFileTest, SaysNamesColoursAndSize) {
  picture("a.png", stripes(40, 80, 10));
  ASSERT_EQ(run_with(kWhole), ATELIER_OK) << bench->error();
  EXPECT_EQ(asked.loaded, "weights");
  EXPECT_EQ(asked.shapes, (std::vector<std::vector<int64_t>>{{1, 16, 24, 3}}));
  const json index = json_of("index.json");
  EXPECT_EQ(index["classes"][3]["name"], "b\u00e4r");
  EXPECT_EQ(index["classes"][3]["colour"], json({7, 8, 9}));
  EXPECT_EQ(index["info"]["weights"], "best.bin");
  EXPECT_EQ(index["info"]["size"], json({16, 24}));
  const Tensor colours = pictures::read_picture(out / "labels/a.png");
  EXPECT_EQ(colours.data<uint8_t>()[15 * 80 * 3 + 1], 2);
  EXPECT_FALSE(said("gain"));

  asked.shapes.clear();
  fresh();
  ASSERT_EQ(
      run_with(kWhole, {{"size", std::vector<Value>{8, 8}}, {"classes", std::vector<Value>{"sky", "a", "b", "c"}}}),
      ATELIER_OK)
      << bench->error();
  EXPECT_EQ(asked.shapes[0][1], 8);
  EXPECT_EQ(json_of("index.json")["classes"][0]["name"], "sky");
  EXPECT_EQ(json_of("index.json")["classes"][0]["category_id"], 0);  // no background
}

TEST_F(ModelFileTest, LittleIsNeeded) {
  picture("a.png", stripes(40, 80, 10));
  ASSERT_EQ(run_with("component = 'test.tens'\nclasses = ['a', 'b', 'c', 'd']\nsize = [0, 0]\ncolours = []"),
            ATELIER_OK)
      << bench->error();
  EXPECT_EQ(asked.shapes[0], (std::vector<int64_t>{1, 40, 80, 3}));
  EXPECT_EQ(json_of("index.json")["classes"][1]["colour"], json({128, 0, 0}));
}

TEST_F(ModelFileTest, OtherModelsAreRefusedWithBothNamed) {
  picture("a.png", stripes(8, 8, 8));
  const std::string component = refusal("component = 'unet.tiny'\nclasses = ['a', 'b', 'c', 'd']");
  EXPECT_NE(component.find("`unet.tiny`"), std::string::npos) << component;
  EXPECT_NE(component.find("`test.tens`"), std::string::npos) << component;
  const std::string classes = refusal("component = 'test.tens'\nclasses = ['a', 'b']");
  EXPECT_NE(classes.find("2 classes"), std::string::npos) << classes;
  EXPECT_NE(classes.find("4"), std::string::npos) << classes;
  EXPECT_EQ(asked.loaded, "");
}

TEST_F(ModelFileTest, AnotherSettingIsWarnedOf) {
  picture("a.png", stripes(8, 8, 8));
  ASSERT_EQ(run_with(kWhole, {}, {{"gain", 2.5}}), ATELIER_OK) << bench->error();
  EXPECT_TRUE(said("the model's option `gain` is 2.5, but in " + (elsewhere / "model.toml").string() + " it is 1.5"));
}

TEST_F(ModelFileTest, DamageIsToldWithItsLine) {
  picture("a.png", stripes(8, 8, 8));
  const std::string start = "component = 'test.tens'\n", classes = "classes = ['a', 'b', 'c', 'd']\n";
  const auto told = [&](const std::string& toml) {
    const std::string text = refusal(toml);
    EXPECT_NE(text.find((elsewhere / "model.toml").string()), std::string::npos) << text;
    return text;
  };
  EXPECT_NE(told(start + "classes = [").find("line 2"), std::string::npos) << bench->error();
  EXPECT_NE(told(classes).find("`component`"), std::string::npos);
  EXPECT_NE(told(start).find("`classes`"), std::string::npos);
  EXPECT_NE(told(start + "classes = [1]").find("line 2"), std::string::npos);
  EXPECT_NE(told(start + classes + "colours = [[0, 0, 0]]").find("line 3"), std::string::npos);
  EXPECT_NE(told(start + classes + "colours = [[0, 0, 256], [0, 0, 0], [0, 0, 0], [0, 0, 0]]").find("0 to 255"),
            std::string::npos);
  EXPECT_NE(told(start + classes + "size = [0, 8]").find("`size`"), std::string::npos);
  EXPECT_NE(told(start + classes + "size = [-1, 8]").find("line 3"), std::string::npos);
  EXPECT_NE(told(start + classes + "options = 3").find("`options`"), std::string::npos);
}

TEST_F(ModelFileTest, NamesWithoutIt) {
  picture("a.png", stripes(8, 8, 8, 1));
  ASSERT_EQ(run({{"classes", std::vector<Value>{"background", "a", "b", "c"}}}), ATELIER_OK) << bench->error();
  EXPECT_EQ(json_of("index.json")["classes"][1]["name"], "a");
  EXPECT_NE(run({{"classes", std::vector<Value>{"a"}}}), ATELIER_OK);
  EXPECT_NE(bench->error().find("`classes` names 1 classes, but the model has 4"), std::string::npos) << bench->error();
  fresh();
  ASSERT_EQ(run({}, {{"classes", 21}}), ATELIER_OK) << bench->error();
  EXPECT_EQ(json_of("index.json")["classes"][15]["name"], "person");
  EXPECT_TRUE(said("Pascal VOC"));
}

TEST_F(ModelFileTest, NamesInAnotherOrderAreWarnedOf) {
  picture("a.png", stripes(8, 8, 8));
  ASSERT_EQ(run_with(kWhole, {{"classes", std::vector<Value>{"background", "dog", "cat", "b\u00e4r"}}}), ATELIER_OK)
      << bench->error();
  EXPECT_TRUE(said("class 1 is `dog` in `classes`, but `cat` in " + (elsewhere / "model.toml").string() +
                   ": the same names in another order"));
  fresh();
  ASSERT_EQ(run_with(kWhole, {{"classes", std::vector<Value>{"background", "cat", "dog", "bear"}}}), ATELIER_OK);
  EXPECT_TRUE(said("class 3 is `bear` in `classes`, but `b\u00e4r` in "));
  fresh();
  ASSERT_EQ(run_with(kWhole, {{"classes", std::vector<Value>{"background", "cat", "dog", "b\u00e4r"}}}), ATELIER_OK);
  EXPECT_FALSE(said("in `classes`, but"));
}

// Weights that were copied without the model.toml beside them.
TEST_F(ModelFileTest, NamesOfTheWeightsThemselvesAreTaken) {
  picture("a.png", stripes(8, 8, 8, 1));
  const std::string header = R"({"__metadata__":{"class_names":"[\"background\", \"cat\", \"dog\", \"gnu\"]"}})";
  const fs::path file = elsewhere / "best.safetensors";
  atelier::write_file(file, std::string(1, static_cast<char>(header.size())) + std::string(7, '\0') + header);
  ASSERT_EQ(run({{"weights", file.string()}}), ATELIER_OK) << bench->error();
  EXPECT_EQ(json_of("index.json")["classes"][1]["name"], "cat");
  EXPECT_TRUE(said("nothing says at which size " + file.string() +
                   " was trained: no model.toml lies beside it. Pictures go through the network at their own size, at "
                   "most 2048 a side; set `size`"));
  fresh();
  ASSERT_EQ(run({{"weights", file.string()}, {"size", std::vector<Value>{8, 8}}}), ATELIER_OK) << bench->error();
  EXPECT_FALSE(said("nothing says at which size"));
  fresh();
  ASSERT_EQ(run({{"weights", file.string()}}, {{"classes", 3}}), ATELIER_OK) << bench->error();
  EXPECT_EQ(json_of("index.json")["classes"][1]["name"], "class 1");
}

TEST_F(ModelFileTest, CategoriesComeFromAMapping) {
  picture("a.png", stripes(40, 8, 10));
  atelier::write_file(elsewhere / "map.json", R"({"90": 1, "70": 3, "18": 3})");
  const std::string file = (elsewhere / "map.json").string();
  ASSERT_EQ(run({{"categories", file}}), ATELIER_OK) << bench->error();
  const json predictions = json_of("predictions.json");
  ASSERT_EQ(predictions.size(), 2u);  // label 2 is no category
  EXPECT_EQ(predictions[0]["category_id"], 90);
  EXPECT_EQ(predictions[1]["category_id"], 18);
  for (const char* wrong : {"[]", R"({"a": 1})", R"({"1": "x"})", R"({"1": 4})", "{"}) {
    atelier::write_file(elsewhere / "map.json", wrong);
    EXPECT_EQ(run({{"categories", file}}), ATELIER_E_DATA) << wrong;
    EXPECT_NE(bench->error().find(file), std::string::npos) << bench->error();
  }
}

TEST_F(ModelFileTest, IsNotedAlsoWhereThereIsNone) {
  picture("a.png", stripes(8, 8, 2));
  atelier::write_file(elsewhere / "best.bin", "weights");
  Bench own;
  const test::NotingHost host(own);
  const Part network = own.make<Tens>();
  const Part stage = own.make<atelier::predict::PredictFolder>(
      {{"model", network}, {"images", images.path().string()}, {"weights", (elsewhere / "best.bin").string()}});
  ASSERT_EQ(test::run_stage(own, stage, out), ATELIER_OK) << own.error();
  EXPECT_EQ(host.noted(), std::set<std::string>{elsewhere / "model.toml"});
}

}  // namespace
}  // namespace predicting
