// What is taken from a file and what is refused, by names and shapes alone. The network's own are those of the fixture
// of torchvision's; what else a test needs is a file without data behind its names.
#include "../weight_plan.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "../class_rows.hpp"
#include "atelier/cpp/core.hpp"
#include "atelier/cpp/files.hpp"
#include "test_data.hpp"

namespace atelier::torch_models {
namespace {

using weight_files::Entry;
using weight_files::NetworkNames;
using weight_files::WeightFile;

std::filesystem::path fixture(const std::string& name) {
  return test::source_dir() / "plugins/weight_files/tests/fixtures" / name;
}

// DeepLabV3 with so many classes, as torchvision has it.
std::vector<Needed> network(int64_t classes, bool aux = true) {
  const WeightFile file(fixture("deeplabv3.torch1.pth"));
  std::vector<Needed> out;
  for (const Entry& entry : file.entries()) {
    Needed needed{entry.name, entry.shape, entry.dtype == weight_files::Dtype::kInt64};
    if (entry.name.find("classifier.4.") != std::string::npos) needed.shape[0] = classes;
    if (aux || !entry.name.starts_with("aux_classifier.")) out.push_back(needed);
  }
  return out;
}

struct Planned {
  explicit Planned(const std::filesystem::path& path) : file(path), names(weight_files::network_names(file)) {}
  WeightPlan plan(const std::vector<Needed>& needed, const Wanted& wanted) const {
    return plan_weights(file, names, needed, wanted);
  }
  // What planning is refused with.
  std::string refusal(const std::vector<Needed>& needed, const Wanted& wanted, int32_t code = ATELIER_E_DATA) const {
    try {
      plan(needed, wanted);
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), code) << e.what();
      return e.what();
    }
    ADD_FAILURE() << "was taken";
    return {};
  }
  WeightFile file;
  NetworkNames names;
};

size_t count(const WeightPlan& plan, Start::From from) {
  return static_cast<size_t>(
      std::count_if(plan.starts.begin(), plan.starts.end(), [&](const Start& s) { return s.from == from; }));
}

void expect_in(const std::string& text, std::initializer_list<const char*> parts) {
  for (const char* part : parts) EXPECT_NE(text.find(part), std::string::npos) << "`" << part << "` not in:\n" << text;
}

std::string all_notes(const WeightPlan& plan) {
  std::string out;
  for (const std::string& note : plan.notes) out += note + "\n";
  return out;
}

TEST(WeightPlan, ADeepLabOfTheSameFormIsTakenWhole) {
  const Planned file(fixture("deeplabv3.torch1.pth"));
  const WeightPlan plan = file.plan(network(21), {});
  EXPECT_EQ(count(plan, Start::kFile), 370u);
  EXPECT_TRUE(plan.notes.empty());
}

TEST(WeightPlan, AnotherNumberOfClassesIsRefusedWithTheRemedies) {
  const Planned file(fixture("deeplabv3.torch1.pth"));
  expect_in(
      file.refusal(network(81), {}),
      {"deeplabv3.torch1.pth: the weights do not fit this network: the file is torchvision's deeplabv3_resnet50, 21 "
       "classes, aux",
       "4 of another shape or type: classifier.4.weight is [21,256,1,1] but should be [81,256,1,1]",
       "the file has 21 classes, this network classes = 81", "head = \"match\"", "head = \"fresh\""});
}

TEST(WeightPlan, FreshHeadsAreTheLastLayersOnly) {
  const Planned file(fixture("deeplabv3.torch1.pth"));
  const WeightPlan plan = file.plan(network(81), {.head = Head::kFresh});
  EXPECT_EQ(count(plan, Start::kFresh), 4u);
  EXPECT_EQ(count(plan, Start::kFile), 366u);
  expect_in(all_notes(plan), {"the last layers of the heads start anew"});
}

TEST(WeightPlan, MatchTakesTheRowsOfTheSameNames) {
  const Planned file(fixture("deeplabv3.torch1.pth"));
  const WeightPlan plan = file.plan(network(81), {.head = Head::kMatch});
  EXPECT_EQ(count(plan, Start::kRows), 4u);
  ASSERT_EQ(plan.rows.size(), 81u);
  // torchvision's references take these COCO categories, in this order, for VOC's classes (coco_utils.py): ids 0, 5, 2,
  // 16, 9, 44, 6, 3, 17, 62, 21, 67, 18, 19, 4, 1, 64, 20, 63, 7, 72, here by their position among COCO's 80.
  const int64_t labels[] = {0, 5, 2, 15, 9, 40, 6, 3, 16, 57, 20, 61, 17, 18, 4, 1, 59, 19, 58, 7, 63};
  for (size_t voc = 0; voc < 21; ++voc)
    EXPECT_EQ(plan.rows[static_cast<size_t>(labels[voc])], static_cast<int64_t>(voc)) << voc;
  EXPECT_EQ(std::count(plan.rows.begin(), plan.rows.end(), -1), 60);
  expect_in(all_notes(plan), {"the heads start with 21 of their 81 classes from the file's rows", "60 anew"});
}

TEST(WeightPlan, MatchGoesByTheNamesThatAreGiven) {
  const Planned file(fixture("deeplabv3.torch1.pth"));
  const WeightPlan plan =
      file.plan(network(4), {.head = Head::kMatch, .class_names = {"background", "Dining Table", "zebra", "tv"}});
  EXPECT_EQ(plan.rows, (std::vector<int64_t>{0, 11, -1, 20}));
  expect_in(all_notes(plan), {"3 of their 4 classes", "1 anew", "not used of the file: aeroplane"});
  const std::vector<std::string> more = {"background", "zebra", "gnu"};
  expect_in(file.refusal(network(4), {.head = Head::kMatch, .class_names = more}, ATELIER_E_INVALID),
            {"the names of all 4 classes", "it has 3"});
  expect_in(file.refusal(network(4), {.head = Head::kMatch}, ATELIER_E_INVALID), {"needs `class_names`"});
  expect_in(file.refusal(network(3), {.head = Head::kMatch, .class_names = {"a", "b", "c"}}), {"no class of the file"});
  const std::vector<std::string> own(21, "x");
  expect_in(file.refusal(network(81), {.head = Head::kMatch, .file_class_names = own}), {"no class of the file"});
}

TEST(WeightPlan, RowsWithoutNamesAreTakenInOrderWhereTheyAreAsMany) {
  const Planned file(fixture("deeplabv3.torch1.pth"));  // as if it were of this component
  const WeightPlan plan = file.plan(network(21), {.head = Head::kMatch, .written_here = true});
  for (size_t i = 0; i < 21; ++i) EXPECT_EQ(plan.rows[i], static_cast<int64_t>(i));
  expect_in(all_notes(plan), {"does not name its classes", "taken in order"});
  expect_in(file.refusal(network(81), {.head = Head::kMatch, .written_here = true}),
            {"needs the names of the file's 21 classes"});
}

TEST(WeightPlan, AnAuxiliaryHeadIsLeftOutWhereThatWasAsked) {
  const Planned file(fixture("deeplabv3.torch1.pth"));
  const WeightPlan plan = file.plan(network(21, false), {.leave_out_aux = true});
  EXPECT_EQ(count(plan, Start::kFile), 362u);
  expect_in(all_notes(plan), {"the file's auxiliary head is left out"});
  expect_in(file.refusal(network(21, false), {}), {"8 unexpected: aux_classifier.0.weight", "set aux = true"});
  expect_in(file.refusal(network(21, false), {.exact = true}),
            {"8 unexpected", "the network has classes = 21, aux = false and channels = 3; set them as when"});
}

TEST(WeightPlan, ABackboneAloneStartsTheHeadsAnew) {
  const Planned file(fixture("resnet50.torch1.pth"));
  for (const Head head : {Head::kFile, Head::kFresh, Head::kMatch}) {
    const WeightPlan plan = file.plan(network(81), {.head = head});
    EXPECT_EQ(count(plan, Start::kFile), 318u);
    EXPECT_EQ(count(plan, Start::kFresh), 52u);
    expect_in(all_notes(plan), {"a ResNet-50 backbone, with a classifier of 1000 classes: the backbone starts from it",
                                "not used of the file: fc.weight and 1 more"});
  }
  expect_in(file.refusal(network(81), {.exact = true}),
            {"52 missing: classifier.0.convs.0.0.weight", "it has no head", "workflows/coco-deeplabv3.toml"});
}

TEST(WeightPlan, MmsegmentationGivesBackboneAndAuxiliaryHead) {
  const Planned file(fixture("mmsegmentation.torch1.pth"));
  expect_in(file.refusal(network(21), {}), {"built otherwise than torchvision's", "head = \"fresh\""});
  const WeightPlan plan = file.plan(network(21), {.head = Head::kFresh});
  EXPECT_EQ(count(plan, Start::kFile), 318u + 6u);
  EXPECT_EQ(count(plan, Start::kFresh), 44u + 2u);
  expect_in(all_notes(plan), {"mmsegmentation's, DeepLabV3 on ResNet-50, 21 classes, aux: the main head starts anew"});
  expect_in(Planned(fixture("mmsegmentation_v1c.torch1.pth")).refusal(network(21), {.head = Head::kFresh}),
            {"ResNetV1c", "three convolutions"});
}

TEST(WeightPlan, OtherNetworksAreRefusedWithEveryDifferenceCounted) {
  expect_in(Planned(fixture("every_form.torch1.pth")).refusal(network(21), {}),
            {"a network that Atelier does not know", "370 missing: backbone.conv1.weight, ", "22 unexpected: float32, ",
             ", …"});
  expect_in(Planned(fixture("references.torch1.pth")).refusal(network(21), {}), {"(in `model`)", "370 missing"});
}

// The fixture's entries, some of them changed, as a safetensors file with a hole for its data.
class Changed {
 public:
  explicit Changed(const std::function<bool(std::string&, std::vector<int64_t>&, std::string& dtype)>& change) {
    const WeightFile file(fixture("deeplabv3.torch1.pth"));
    std::string header;
    uint64_t at = 0;
    for (const Entry& entry : file.entries()) {
      std::string name = entry.name;
      std::string dtype(info(entry.dtype).safetensors);
      std::vector<int64_t> shape = entry.shape;
      if (!change(name, shape, dtype)) continue;
      uint64_t bytes = dtype == "I64" ? 8 : dtype == "F16" ? 2 : 4;
      std::string sizes;
      for (const int64_t size : shape) {
        bytes *= static_cast<uint64_t>(size);
        sizes += (sizes.empty() ? "" : ",") + std::to_string(size);
      }
      header += text(header.empty() ? "{" : ",", "\"", name, "\":{\"dtype\":\"", dtype, "\",\"shape\":[", sizes,
                     "],\"data_offsets\":[", at, ",", at + bytes, "]}");
      at += bytes;
    }
    header += "}";
    std::string length(8, '\0');
    for (size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(header.size() >> (8 * i) & 0xff);
    write_file(folder_ / "w", length + header, false);
    std::filesystem::resize_file(folder_ / "w", 8 + header.size() + at);  // a hole, which costs no space
  }
  std::filesystem::path path() const { return folder_ / "w"; }

 private:
  test::TemporaryFolder folder_;
};

TEST(WeightPlan, CountersThatOlderFilesLackStartAtZero) {
  const Changed changed([](std::string& name, auto&, auto&) { return !name.ends_with("num_batches_tracked"); });
  const WeightPlan plan = Planned(changed.path()).plan(network(21), {});
  EXPECT_EQ(count(plan, Start::kZero), 61u);
  expect_in(all_notes(plan), {"61 counters num_batches_tracked start at 0"});
  const Changed halved([](auto&, auto&, std::string& dtype) {
    dtype = "F16";
    return true;
  });
  EXPECT_EQ(count(Planned(halved.path()).plan(network(21), {}), Start::kZero), 61u);
}

TEST(WeightPlan, AFileWithoutAuxiliaryHeadStartsOneWhereHeadsMayStartAnew) {
  const Changed changed([](std::string& name, auto&, auto&) { return !name.starts_with("aux_classifier."); });
  const Planned file(changed.path());
  expect_in(file.refusal(network(21), {}), {"8 missing", "set aux = false, or head = \"fresh\""});
  const WeightPlan plan = file.plan(network(81), {.head = Head::kMatch});
  EXPECT_EQ(count(plan, Start::kRows), 2u);
  EXPECT_EQ(count(plan, Start::kFresh), 8u);
  expect_in(all_notes(plan), {"the file has no auxiliary head: it starts anew"});
}

TEST(WeightPlan, NamesShapesAndTypesAreHeldAgainstTheNetworksOne) {
  const Changed changed([](std::string& name, std::vector<int64_t>& shape, std::string& dtype) {
    if (name == "backbone.bn1.bias") shape = {63};
    if (name == "backbone.layer1.0.bn1.bias") dtype = "I32";
    if (name == "classifier.2.weight") name = "classifier.2.gamma";
    return true;
  });
  expect_in(Planned(changed.path()).refusal(network(21), {}),
            {"1 missing: classifier.2.weight", "1 unexpected: classifier.2.gamma",
             "2 of another shape or type: backbone.bn1.bias is [63] but should be [64], backbone.layer1.0.bn1.bias has "
             "type int32"});
  const Changed grey([](std::string& name, std::vector<int64_t>& shape, auto&) {
    if (name == "backbone.conv1.weight") shape[1] = 1;
    return true;
  });
  expect_in(Planned(grey.path()).refusal(network(21), {}), {"set channels = 1 or leave it out"});
}

TEST(ClassRows, NamesMatchWithoutCaseSpacesAndByWhatVocAndCocoCallThem) {
  EXPECT_EQ(matching_rows({"sofa", "TV monitor", "potted-plant"}, {"couch", "tv", "potted_plant", "sofa", "cat"}),
            (std::vector<int64_t>{0, 1, 2, 0, -1}));
  EXPECT_EQ(voc_classes().size(), 21u);
  EXPECT_EQ(coco_classes().size(), 81u);
  for (const int64_t row : matching_rows(coco_classes(), voc_classes())) EXPECT_GE(row, 0);
}

}  // namespace
}  // namespace atelier::torch_models
