// Real annotations through other tools' forms and back: how much of each instance is the same. The numbers are printed.
#include <gtest/gtest.h>

#include <iostream>

#include "reading_back.hpp"
#include "test_data.hpp"

namespace {

namespace fs = std::filesystem;
using namespace roundtrip;

struct Agreement {
  uint64_t instances = 0;
  uint64_t same = 0;  // to the pixel
  uint64_t both = 0;  // pixels
  uint64_t either = 0;

  double iou() const { return either == 0 ? 1 : static_cast<double>(both) / static_cast<double>(either); }
};

void add_pixels(const geometry::Runs& a, const geometry::Runs& b, Agreement& out) {
  size_t at_a = 0, at_b = 0;
  uint64_t left_a = a.empty() ? 0 : a[0], left_b = b.empty() ? 0 : b[0];
  while (at_a < a.size() && at_b < b.size()) {
    const uint64_t step = std::min(left_a, left_b);
    const bool in_a = at_a % 2 == 1, in_b = at_b % 2 == 1;
    if (in_a && in_b) out.both += step;
    if (in_a || in_b) out.either += step;
    left_a -= step, left_b -= step;
    if (left_a == 0 && ++at_a < a.size()) left_a = a[at_a];
    if (left_b == 0 && ++at_b < b.size()) left_b = b[at_b];
  }
}

// In the order of the source, without crowds and what no pixel is covered by.
ReadSet sound(ReadSet set) {
  for (auto& [name, instances] : set)
    std::erase_if(instances, [](const Read& one) { return one.crowd || geometry::area_of(one.covered) == 0; });
  return set;
}

Agreement compare(const ReadSet& wanted, const ReadSet& found) {
  Agreement out;
  for (const auto& [name, instances] : wanted) {
    const auto there = found.find(name);
    if (there == found.end()) {
      EXPECT_TRUE(instances.empty()) << "no picture " << name;
      continue;
    }
    EXPECT_EQ(there->second.size(), instances.size()) << name;
    for (size_t i = 0; i < std::min(instances.size(), there->second.size()); ++i) {
      EXPECT_EQ(there->second[i].category, instances[i].category) << name;
      ++out.instances;
      out.same += there->second[i].covered == instances[i].covered;
      add_pixels(there->second[i].covered, instances[i].covered, out);
    }
  }
  return out;
}

struct Source {
  const char* name;
  const char* annotations;
  const char* images;  // "" for none
};

void PrintTo(const Source& source, std::ostream* out) { *out << source.name; }

class RealData : public testing::TestWithParam<Source> {
 protected:
  void SetUp() override {
    ATELIER_NEEDS_DATA();
    options_ = {{"annotations", test::data(GetParam().annotations).string()}};
    if (*GetParam().images) options_.emplace_back("images", test::data(GetParam().images).string());
    wanted_ = sound(read("coco", "coco.reader", options_));
  }
  void write(const std::string& plugin, const std::string& writer, const Options& writer_options) {
    convert("coco", "coco.reader", options_, plugin, writer, writer_options, folder_.path() / "out");
  }
  Agreement compared(const std::string& way, const ReadSet& found) const {
    const Agreement out = compare(wanted_, sound(found));
    std::cout << GetParam().name << ' ' << way << ": " << out.same << " of " << out.instances
              << " instances the same to the pixel, intersection over union of all pixels " << out.iou() << '\n';
    return out;
  }
  std::string out(const std::string& file) const { return (folder_.path() / "out" / file).string(); }

  test::TemporaryFolder folder_;
  Options options_;
  ReadSet wanted_;
};

TEST_P(RealData, ThroughCoco) {
  for (const char* form : {"as_given", "polygons", "rle", "rle_counts"}) {
    write("coco_writer", "coco.writer", {{"segmentation", form}});
    const Agreement found = compared(form, read("coco", "coco.reader", {{"annotations", out("instances.json")}}));
    EXPECT_GT(found.instances, 100u);
    EXPECT_EQ(found.same, found.instances) << form;
    fs::remove_all(folder_.path() / "out");
  }
}

// A brush region has each pixel of its picture, and the format of YOLO has sizes from the pictures' files: not for
// annotations without pictures.
class RealPictures : public RealData {};

TEST_P(RealPictures, ThroughLabelStudio) {
  write("labelstudio_writer", "labelstudio.writer", {{"form", "brush"}});
  Options back = {{"annotations", out("tasks.json")}, {"which", "predictions"}};
  back.emplace_back("images", test::data(GetParam().images).string());
  const Agreement found = compared("as Label Studio's brush", read("labelstudio", "labelstudio.reader", back));
  EXPECT_GT(found.instances, 100u);
  EXPECT_EQ(found.same, found.instances);
}

// A line of the format is one outline: holes are filled, several parts joined.
TEST_P(RealPictures, ThroughYolo) {
  write("yolo_writer", "yolo.writer", {{"copy_pictures", "link"}});
  const Agreement found =
      compared("as YOLO's labels", read("yolo_segments", "yolo.segments", {{"data", out("data.yaml")}}));
  EXPECT_GT(found.instances, 100u);
  EXPECT_GT(found.iou(), 0.998);
}

constexpr Source kVal = {"val2017", "coco/annotations/instances_val2017.json", "coco/val2017"};
constexpr Source kTrain = {"train2017", "coco/annotations/instances_train2017.json", "coco/train2017"};
constexpr Source kFruits = {"fruits_nuts", "fruits_nuts/annotations/trainval.json", "fruits_nuts/images"};
constexpr Source kTaco = {"taco", "taco/annotations.json", ""};
std::string name_of(const testing::TestParamInfo<Source>& source) { return source.param.name; }
INSTANTIATE_TEST_SUITE_P(Sets, RealData, testing::Values(kVal, kTrain, kFruits, kTaco), name_of);
INSTANTIATE_TEST_SUITE_P(Sets, RealPictures, testing::Values(kVal, kTrain, kFruits), name_of);

}  // namespace
