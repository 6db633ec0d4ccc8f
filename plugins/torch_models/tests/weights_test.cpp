// Starting from files of weights, through the component: what lies in the network afterwards. In the fixtures element 0
// of tensor k is k % 64, and the rows of a last layer count on from there; their writer is
// plugins/weight_files/tests/make_fixtures.py.
#include <cmath>
#include <fstream>
#include <map>

#include "atelier/cpp/files.hpp"
#include "components.hpp"
#include "networks.hpp"
#include "test_data.hpp"

namespace {

using atelier::ModelRef;
using atelier::testing::Bench;
using atelier::testing::Part;
using atelier::testing::Value;
using test::kThreads;

std::string fixture(const std::string& name) {
  return (test::source_dir() / "plugins/weight_files/tests/fixtures" / name).string();
}

// The first number of each row of each tensor of floats, by name.
std::map<std::string, std::vector<float>> rows_of(const Bench& bench, const ModelRef& model) {
  std::map<std::string, std::vector<float>> out;
  for (const atelier_parameter& p : model.parameters(bench.call())) {
    const atelier_tensor& value = *p.value;
    if (value.ndim == 0) continue;
    std::vector<float>& rows = out[atelier::str(p.name)];
    for (int64_t r = 0; r < value.shape[0]; ++r) rows.push_back(static_cast<float*>(value.data)[r * value.strides[0]]);
  }
  return out;
}

std::map<std::string, std::string> settings_of(const Bench& bench, const Part& part) {
  const auto listed = ModelRef(part.object()).settings(bench.call());
  return {listed.value().begin(), listed.value().end()};
}

// What making the part is refused with.
std::string refusal(const Bench::Options& options) {
  Bench bench(kThreads);
  try {
    test::make_network(bench, options);
  } catch (const std::runtime_error& e) {
    return e.what();
  }
  ADD_FAILURE() << "was made";
  return {};
}

TEST(StartingWeights, AreNamedWhereTheyAreSpoilt) {
  Bench bench(kThreads);
  const test::TemporaryFolder folder;
  const std::string path = (folder / "spoilt.safetensors").string();
  {
    const Part part = test::make_network(bench, {{"classes", 3}});
    const ModelRef model(part.object());
    for (const atelier_parameter& p : model.parameters(bench.call()))
      if (atelier::view(p.name) == "classifier.1.weight") static_cast<float*>(p.value->data)[7] = std::nanf("");
    model.save(bench.call(), path);
  }
  const Part part = test::make_network(bench, {{"weights", path}});
  EXPECT_THROW(ModelRef(part.object()).parameters(bench.call()), atelier::Reported);
  EXPECT_NE(bench.error().find("spoilt.safetensors: `classifier.1.weight` holds NaN"), std::string::npos)
      << bench.error();
}

TEST(StartingWeights, NeedANameForEachClass) {
  const std::vector<Value> names = {"background", "cat"};
  EXPECT_NE(
      refusal({{"classes", 3}, {"class_names", names}}).find("`class_names` has 2 names, but there are 3 classes"),
      std::string::npos);
}

TEST(StartingWeights, AreHeldAgainstWhatIsKnownBeforeStagesHaveWorked) {
  Bench bench(kThreads);
  const test::TemporaryFolder folder;
  const std::string whole = fixture("deeplabv3.torch1.pth");
  const auto foresee = [&](Bench::Options options, const std::vector<std::string>& waiting) {
    options.push_back({"device", "cpu"});
    return bench.foresee(test::component("deeplabv3.resnet50"), options, waiting);
  };
  EXPECT_EQ(foresee({{"weights", whole}}, {"classes"}), "");
  EXPECT_EQ(foresee({{"weights", whole}, {"head", "match"}}, {"classes", "class_names"}), "");
  EXPECT_EQ(foresee({{"weights", fixture("resnet50.torch1.pth")}}, {"classes"}), "");
  EXPECT_NE(foresee({{"weights", "/not/there"}}, {"classes"}).find("/not/there"), std::string::npos);
  EXPECT_EQ(foresee({}, {"classes", "weights"}), "");
  const std::string cut = (folder / "cut.pth").string();
  std::ofstream(cut, std::ios::binary) << atelier::read_file(whole).substr(0, 1000);
  EXPECT_NE(foresee({{"weights", cut}}, {"classes"}).find("cut.pth"), std::string::npos);
  const std::string other = (folder / "other.safetensors").string();
  std::ofstream(other, std::ios::binary) << std::string("\x38\0\0\0\0\0\0\0", 8)
                                         << "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}  "
                                         << "abcd";
  EXPECT_NE(foresee({{"weights", other}}, {"classes"}).find("do not fit this network"), std::string::npos);
}

TEST(StartingWeights, TellTheFormOfTheNetwork) {
  Bench bench(kThreads);
  const Part part = test::make_network(bench, {{"weights", fixture("deeplabv3.torch1.pth")}});
  const ModelRef model(part.object());
  const atelier_model_info info = model.describe(bench.call());
  EXPECT_EQ(info.classes, 21u);
  EXPECT_EQ(info.output_count, 2u);
  EXPECT_EQ(info.channels, 3u);
  const auto parameters = model.parameters(bench.call());
  ASSERT_EQ(parameters.size(), 370u);
  for (size_t k = 0; k < parameters.size(); ++k) {
    const auto& p = parameters[k];
    if (p.value->ndim == 0) continue;  // a counter
    EXPECT_EQ(*static_cast<float*>(p.value->data), static_cast<float>(k % 64)) << atelier::view(p.name);
  }
  const auto rows = rows_of(bench, model).at("classifier.4.weight");
  for (size_t r = 0; r < 21; ++r) EXPECT_EQ(rows[r], 360 % 64 + static_cast<float>(r));
}

TEST(StartingWeights, MatchedRowsLieAtTheirClassesAndTheOthersFollowTheSeed) {
  const auto start = [](int seed) {
    Bench bench(kThreads);
    const Part part = test::make_network(
        bench, {{"classes", 81}, {"weights", fixture("deeplabv3.torch1.pth")}, {"head", "match"}, {"seed", seed}});
    return rows_of(bench, ModelRef(part.object()));
  };
  const auto one = start(1), again = start(1), two = start(2);
  EXPECT_EQ(one, again);
  for (const auto& [name, first] : {std::pair{"classifier.4.weight", 360}, std::pair{"aux_classifier.4.bias", 369}}) {
    const std::vector<float>& rows = one.at(name);
    ASSERT_EQ(rows.size(), 81u);
    EXPECT_EQ(rows[0], first % 64);        // the background
    EXPECT_EQ(rows[5], first % 64 + 1);    // airplane, aeroplane
    EXPECT_EQ(rows[1], first % 64 + 15);   // person
    EXPECT_EQ(rows[63], first % 64 + 20);  // tv, tvmonitor
    EXPECT_LT(std::abs(rows[12]), 0.1);    // stop sign: VOC has none
    EXPECT_NE(rows[12], two.at(name)[12]);
    EXPECT_EQ(rows[5], two.at(name)[5]);
  }
  EXPECT_EQ(one.at("classifier.1.weight"), two.at("classifier.1.weight"));
}

TEST(StartingWeights, FreshLastLayersFollowTheSeedAlone) {
  const auto start = [](const Bench::Options& more) {
    Bench bench(kThreads);
    Bench::Options options = {{"classes", 5}, {"seed", 3}};
    options.insert(options.end(), more.begin(), more.end());
    const Part part = test::make_network(bench, options);
    return rows_of(bench, ModelRef(part.object()));
  };
  const auto fresh = start({{"weights", fixture("deeplabv3.torch1.pth")}, {"head", "fresh"}});
  const auto random = start({});
  EXPECT_EQ(fresh.at("classifier.4.weight"), random.at("classifier.4.weight"));
  EXPECT_EQ(fresh.at("aux_classifier.4.bias"), random.at("aux_classifier.4.bias"));
  EXPECT_EQ(fresh.at("classifier.1.weight")[0], 354 % 64);
}

TEST(StartingWeights, ABackboneGivesTheBackboneAlone) {
  Bench bench(kThreads);
  const Part part = test::make_network(
      bench, {{"classes", 4}, {"aux", false}, {"seed", 3}, {"weights", fixture("resnet50.torch1.pth")}});
  const Part random = test::make_network(bench, {{"classes", 4}, {"aux", false}, {"seed", 3}});
  const auto own = rows_of(bench, ModelRef(part.object())), other = rows_of(bench, ModelRef(random.object()));
  EXPECT_EQ(own.at("backbone.layer4.2.bn3.running_var")[0], 316 % 64);
  EXPECT_EQ(own.at("classifier.0.convs.0.0.weight"), other.at("classifier.0.convs.0.0.weight"));
  EXPECT_TRUE(test::contains(refusal({{"weights", fixture("resnet50.torch1.pth")}}), "it has no head"));
}

TEST(StartingWeights, AreRefusedWhenThePartIsMade) {
  test::TemporaryFolder folder;
  EXPECT_TRUE(test::contains(refusal({}), "give `classes`, or `weights`"));
  EXPECT_TRUE(
      test::contains(refusal({{"classes", 81}, {"weights", fixture("deeplabv3.torch1.pth")}}), "set head = \"match\""));
  const std::string bytes = atelier::read_file(fixture("deeplabv3.torch1.pth"));
  atelier::write_file(folder / "cut.pth", bytes.substr(0, bytes.size() / 2));
  const std::string text = refusal({{"weights", (folder / "cut.pth").string()}});
  EXPECT_TRUE(test::contains(text, "cut.pth: ") && test::contains(text, "cut short")) << text;
  EXPECT_TRUE(test::contains(refusal({{"weights", fixture("scripted.torch1.pt")}, {"classes", 3}}),
                             "a network that Atelier does not know"));
}

TEST(StartingWeights, SavedOnesTellTheirSettings) {
  test::TemporaryFolder folder;
  const std::string path = (folder / "w.safetensors").string();
  Bench bench(kThreads);
  const std::vector<Value> mean = {0.1, 0.25}, deviation = {0.5, 0.75};
  const std::vector<Value> names = {"background", "cat", "sofa"};
  const Part saved = test::make_network(
      bench,
      {{"classes", 3}, {"aux", false}, {"channels", 2}, {"mean", mean}, {"std", deviation}, {"class_names", names}});
  ModelRef(saved.object()).save(bench.call(), path);

  const Part part = test::make_network(bench, {{"weights", path}});
  const ModelRef model(part.object());
  const auto by_name = settings_of(bench, part);
  EXPECT_EQ(by_name.at("classes"), "3");
  EXPECT_EQ(by_name.at("aux"), "false");
  EXPECT_EQ(by_name.at("channels"), "2");
  EXPECT_EQ(by_name.at("mean"), "[0.1,0.25]");
  EXPECT_EQ(by_name.at("std"), "[0.5,0.75]");
  EXPECT_EQ(model.describe(bench.call()).channels, 2u);

  // What the option says goes before the file.
  const Part own = test::make_network(bench, {{"weights", path}, {"mean", deviation}});
  EXPECT_EQ(settings_of(bench, own).at("mean"), "[0.5,0.75]");

  // Loaded into a network that began with other values, it brings them along.
  const Part other = test::make_network(bench, {{"classes", 3}, {"aux", false}, {"channels", 2}});
  ModelRef(other.object()).load(bench.call(), path);
  EXPECT_EQ(settings_of(bench, other).at("std"), "[0.5,0.75]");

  // Rows match by the names that the file tells.
  const std::vector<Value> others = {"couch", "dog", "cat", "background"};
  const Part matched = test::make_network(
      bench, {{"classes", 4}, {"weights", path}, {"head", "match"}, {"class_names", others}, {"seed", 9}});
  const auto from = rows_of(bench, model).at("classifier.4.weight");
  const auto to = rows_of(bench, ModelRef(matched.object())).at("classifier.4.weight");
  EXPECT_EQ(to[0], from[2]);
  EXPECT_EQ(to[2], from[1]);
  EXPECT_EQ(to[3], from[0]);
  EXPECT_NE(to[1], from[1]);
}

}  // namespace
