#include "places.hpp"

#include <atelier/cpp/inputs.hpp>
#include <atelier/cpp/places.hpp>

#include "testing/fake_catalog.hpp"
#include "testing/host_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using test_bench::Bench;

TEST(Places, NamesAFileByTheNearestPlace) {
  const Places places({"/data/set/", "/data/set/deep", "/w/store/./masks", ""});
  for (const auto& [path, name] :
       std::vector<std::pair<const char*, const char*>>{{"/data/set/a.jpg", "@0/a.jpg"},
                                                        {"/data/set", "@0"},
                                                        {"/data/set/deep/sub/a.jpg", "@1/sub/a.jpg"},
                                                        {"/data/set/deeper/a.jpg", "@0/deeper/a.jpg"},
                                                        {"/w/store/masks/1.png", "@2/1.png"}}) {
    EXPECT_EQ(places.name_of(path), name);
    EXPECT_EQ(places.find(name), fs::path(path).lexically_normal());
  }
  EXPECT_EQ(places.name_of("/data/settings"), std::nullopt);
  EXPECT_EQ(places.name_of("/data/set/../a.jpg"), std::nullopt);
  EXPECT_EQ(Places({"/"}).find(Places({"/"}).name_of("/a/b").value_or("")), "/a/b");
  for (const char* none : {"", "@", "@4/a", "@0a", "@-1/a", "a.jpg", "/data/set/a.jpg", "@0/../a.jpg", "@0//etc"})
    EXPECT_EQ(places.find(none), std::nullopt) << none;
}

const char kWorkflow[] = R"(
[part.coco]
use = "coco.reader"
images = "pictures"
annotations = "a.json"
[stage.masks]
use = "mask.writer"
dataset = "@coco"
[stage.look]
use = "preview.samples"
samples = "@masks.samples"
)";

// The places of a stage of kWorkflow in a folder of its own.
struct Resolved {
  explicit Resolved(const char* toml = kWorkflow) {
    fs::create_directories(bench.folder() / "pictures");
    write_file(bench.folder() / "a.json", "{}");
    write_file(bench.folder() / "workflow.toml", std::string("atelier = 1\nname = \"bench\"\n") + toml);
    ResolveInput input;
    input.file = bench.folder() / "workflow.toml";
    input.working_directory = bench.folder();
    result = resolve(input, catalog);
    EXPECT_TRUE(result.ok()) << render_text(result.diagnostics, result.sources);
    EXPECT_EQ(result.workflow.stages.size(), 2u);
  }
  Places of(int stage, PlacesOf whose = PlacesOf::kStage) const {
    const auto output_of = [&](const Node& node) { return bench.folder() / "out" / node.name; };
    return places_of(result.workflow, result.workflow.stages.at(static_cast<size_t>(stage)), output_of, whose);
  }
  Bench bench;
  Catalog catalog = fake::catalog();
  ResolveResult result;
};

TEST(Places, AreTheSameForAWorkflowAndItsFilesElsewhere) {
  const Resolved here, there;
  const fs::path from = here.bench.folder(), to = there.bench.folder();
  ASSERT_NE(from, to);
  const std::optional<std::string> name = here.of(0).name_of(from / "pictures/sub/1.jpg");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->find(from.string()), std::string::npos);
  EXPECT_EQ(there.of(0).find(*name), to / "pictures/sub/1.jpg");
  EXPECT_EQ(there.of(0).name_of(to / "pictures/sub/1.jpg"), name);
}

// Both have one key, so what one leaves must be of use for the other.
TEST(Places, AreTheSameForAPartThatIsUsedTwiceAndTwoThatAreAlike) {
  const std::string begin = "[part.a]\nuse = \"coco.reader\"\nimages = \"pictures\"\nannotations = \"a.json\"\n";
  const std::string other = "[part.b]\nuse = \"coco.reader\"\nimages = \"pictures\"\nannotations = \"a.json\"\n";
  const auto stages = [](const std::string& second) {
    return "[stage.m]\nuse = \"mask.writer\"\ndataset = \"@a\"\n[stage.n]\nuse = \"mask.writer\"\ndataset = \"@" +
           second + "\"\nafter = [\"m\"]\n";
  };
  const Resolved one((begin + stages("a")).c_str()), two((begin + other + stages("b")).c_str());
  for (const Resolved* each : {&one, &two})
    for (const int stage : {0, 1})
      EXPECT_EQ(each->of(stage).name_of(each->bench.folder() / "pictures/1.jpg"),
                one.of(0).name_of(one.bench.folder() / "pictures/1.jpg"));
}

TEST(Places, AreNotMovedByANumberThatAStageGives) {
  const std::string begin =
      "[part.coco]\nuse = \"coco.reader\"\nimages = \"pictures\"\nannotations = \"a.json\"\n"
      "[stage.masks]\nuse = \"mask.writer\"\ndataset = \"@coco\"\n"
      "[stage.train]\nuse = \"train.supervised\"\nmodel = \"@net\"\ntrain = \"@masks.samples\"\n"
      "loss = { use = \"loss.cross_entropy\", void = 255 }\noptimizer = { use = \"optimizer.adam\", lr = 1e-3 }\n"
      "[part.net]\nuse = \"deeplabv3.resnet50\"\n";
  const Resolved wired((begin + "classes = \"@masks.classes\"\n").c_str());
  const Resolved given((begin + "classes = 3\n").c_str());
  EXPECT_EQ(wired.of(1).name_of(wired.bench.folder() / "out/masks/x"), "@0/x");
  EXPECT_EQ(given.of(1).name_of(given.bench.folder() / "out/masks/x"), "@0/x");
}

TEST(Places, OfAStageAreItsOwnAndTheFoldersOfThoseBeforeIt) {
  const Resolved all;
  const fs::path folder = all.bench.folder();
  EXPECT_EQ(all.of(1).name_of(folder / "out/masks/samples.json"), "@0/samples.json");
  EXPECT_EQ(all.of(1).name_of(folder / "pictures/1.jpg"), std::nullopt);
  const Places before = all.of(1, PlacesOf::kAllBefore);
  EXPECT_EQ(before.name_of(folder / "out/masks/samples.json"), "@0/samples.json");
  EXPECT_EQ(before.find(before.name_of(folder / "pictures/1.jpg").value_or("")), folder / "pictures/1.jpg");
}

TEST(Places, AreWhatNotedInputsAreRecordedBy) {
  const Resolved here, there;
  const Places all = here.of(1, PlacesOf::kAllBefore), all_there = there.of(1, PlacesOf::kAllBefore);
  const std::string record = record_of_input(all, here.bench.folder() / "pictures/sub/1.jpg");
  EXPECT_EQ(record, record_of_input(all, here.bench.folder() / "pictures/2.jpg")) << "one for the folder";
  EXPECT_EQ(input_of_record(all, record), here.bench.folder() / "pictures");
  EXPECT_EQ(input_of_record(all_there, record), there.bench.folder() / "pictures");
  const std::string left = record_of_input(all, here.bench.folder() / "out/masks/1.png");
  EXPECT_EQ(input_of_record(all_there, left), there.bench.folder() / "out/masks");
  EXPECT_EQ(record_of_input(all, "/elsewhere/./1.jpg"), "/elsewhere/1.jpg");
  EXPECT_EQ(input_of_record(all, "/elsewhere/1.jpg"), "/elsewhere/1.jpg");
  EXPECT_EQ(input_of_record(all, "@9"), std::nullopt);
}

TEST(PlaceScope, AnswersComponentsUntilItEnds) {
  auto raw = blank<atelier_call>();
  raw.host = &this_host();
  const Call call(&raw);
  EXPECT_EQ(name_place(call, "/data/a/1.jpg"), "/data/a/1.jpg") << "no stage is at work";
  EXPECT_EQ(find_place(call, "/data/a/1.jpg"), "/data/a/1.jpg");
  const PlaceScope outer(names_by(Places({"/data"})));
  {
    const PlaceScope inner(names_by(Places({"/data/a"})));
    EXPECT_EQ(name_place(call, "/data/a/./1.jpg"), "@0/1.jpg");
    EXPECT_EQ(find_place(call, "@0/1.jpg"), "/data/a/1.jpg");
    EXPECT_EQ(name_place(call, "/elsewhere/1.jpg"), "/elsewhere/1.jpg");
    EXPECT_THROW(find_place(call, "@1/1.jpg"), Error);
  }
  EXPECT_EQ(name_place(call, "/data/a/1.jpg"), "@0/a/1.jpg");
}

TEST(InputScope, TakesWhatIsHeldApartWhereItIsAskedTo) {
  auto raw = blank<atelier_call>();
  raw.host = &this_host();
  const Call call(&raw);
  std::vector<std::string> noted, held;
  const auto take_into = [](std::vector<std::string>& to) {
    return [&to](const std::string& path) { to.push_back(path); };
  };
  {
    const InputScope scope(take_into(noted), take_into(held));
    note_input(call, "/a");
    hold_place(call, "/b");
  }
  EXPECT_EQ(noted, std::vector<std::string>{"/a"});
  EXPECT_EQ(held, std::vector<std::string>{"/b"});
  {
    const InputScope scope(take_into(noted));
    hold_place(call, "/c");
  }
  hold_place(call, "/d");
  EXPECT_EQ(noted, (std::vector<std::string>{"/a", "/c"}));
}

}  // namespace
}  // namespace atelier::host
