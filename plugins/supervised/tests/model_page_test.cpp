// The page beside the weights.
#include "../model_page.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "training_fixture.hpp"

namespace {

using namespace plain;
using atelier::supervised::model_page;
using atelier::supervised::toml_text;

TEST(ModelPage, HoldsAllThatIsNeeded) {
  const std::vector<atelier_str> names = {ATELIER_STR("background"), ATELIER_STR("a \"b\"\\\n\xc3\xbc")};
  auto samples = atelier::blank<atelier_samples_info>();
  samples.class_names = names.data();
  samples.class_count = names.size();
  samples.void_label = 255;
  EXPECT_EQ(model_page("acme.net", atelier::Settings{{"classes", "2"}, {"mean", "[0.5, 0.5]"}}, samples, 256, 320),
            R"(# What is needed to use the weights beside this file.
component = "acme.net"
void = 255
size = [256, 320]  # height, width of the pictures it has learnt from; [0, 0]: they vary
classes = [
  "background",
  "a \"b\"\\\u000A)"
            "\xc3\xbc"
            R"(",
]
colours = [
  [0, 0, 0],
  [128, 0, 0],
]

[options]
classes = 2
mean = [0.5, 0.5]
)");
  EXPECT_EQ(model_page("acme.net", std::nullopt, samples, 0, 0).find("[options]"), std::string::npos);
}

TEST(ModelPage, TextsAreTomls) {
  EXPECT_EQ(toml_text("a\tb\x7f\x01"), "\"a\\u0009b\\u007F\\u0001\"");
  EXPECT_EQ(toml_text("\xc3\xbc'#"), "\"\xc3\xbc'#\"");
}

class ModelPageTest : public TrainingFixture {};

TEST_F(ModelPageTest, TellsOfTheTraining) {
  ASSERT_EQ(run(trainer({{"model", part<TellingModel>({{"classes", 3}})}})), ATELIER_OK) << bench.error();
  const std::string page = atelier::read_file(folder / "model.toml");
  for (const char* words :
       {"component = \"plain.telling\"\n", "size = [8, 8]", "\n  \"class2\",\n", "[options]\nclasses = 3\n"})
    EXPECT_NE(page.find(words), std::string::npos) << words << '\n' << page;
  const auto opened = TrainSupervised::open(bench.call(), folder.path());
  EXPECT_EQ(atelier::view(opened->output(bench.call(), "model").text), (folder / "model.toml").string());
}

// What the model decides may differ between machines.
TEST_F(ModelPageTest, AnotherSettingThanThatOfTheCheckpointIsToldOf) {
  const auto with = [&](int way, int64_t vanishes) {
    return trainer({{"model", part<TellingModel>({{"classes", 3}, {"way", way}})},
                    {"train", part<Patches>({{"count", 10}, {"vanishes", vanishes}})}});
  };
  EXPECT_EQ(run(with(1, 12)), ATELIER_E_IO);
  ASSERT_EQ(run(with(2, -1)), ATELIER_OK) << bench.error();
  EXPECT_TRUE(has_line("the checkpoint was made with way = 1, the model now has 2: what comes is not what would have"))
      << all_lines();
}

}  // namespace
