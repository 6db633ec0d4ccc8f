// What comes back out of every form covers the same pixels. See README.md.
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>

#include "forms.hpp"
#include "reading_back.hpp"
#include "test_data.hpp"

namespace {

namespace fs = std::filesystem;
using namespace roundtrip;

uint64_t number_of(const char* variable, uint64_t otherwise) {
  const char* given = std::getenv(variable);
  return given ? std::strtoull(given, nullptr, 10) : otherwise;
}

using Chosen = std::function<bool(const Instance&)>;
bool all(const Instance&) { return true; }
bool of_rings(const Instance& instance) { return !instance.rings.empty(); }
bool of_one_ring(const Instance& instance) { return instance.rings.size() == 1; }
bool of_one_ring_or_runs(const Instance& instance) { return instance.rings.size() <= 1; }

// What must come back of the set's chosen instances.
ReadSet expected(const Set& set, const Chosen& chosen) {
  ReadSet out;
  for (const Picture& picture : set.pictures)
    for (const Instance& instance : picture.instances)
      if (chosen(instance))
        out[picture.name].push_back(
            {instance.id, set.categories[instance.category].name, false, canonical(instance.covered), ""});
  return out;
}

Set only(Set set, const Chosen& chosen) {
  for (Picture& picture : set.pictures) std::erase_if(picture.instances, [&](const Instance& i) { return !chosen(i); });
  return set;
}

void compare(const ReadSet& wanted, const ReadSet& found, bool ids) {
  for (const auto& [name, instances] : wanted) {
    const auto there = found.find(name);
    ASSERT_NE(there, found.end()) << "no picture " << name;
    ASSERT_EQ(there->second.size(), instances.size()) << name;
    for (size_t i = 0; i < instances.size(); ++i) {
      const Read& one = there->second[i];
      ASSERT_EQ(one.covered, instances[i].covered) << name << ", instance " << i << ' ' << one.defect;
      ASSERT_EQ(one.category, instances[i].category) << name << ", instance " << i;
      if (!ids) continue;
      ASSERT_EQ(one.id, instances[i].id) << name << ", instance " << i;
    }
  }
}

// Calls body(set, folder) for many sets, each in a folder of its own with its annotations in COCO's form and its
// pictures.
void for_each_set(const std::function<void(const Set&, const fs::path&)>& body) {
  const uint64_t first = number_of("ATELIER_ROUNDTRIP_SEED", 1), count = number_of("ATELIER_ROUNDTRIP_SETS", 200);
  for (uint64_t seed = first; seed < first + count; ++seed) {
    SCOPED_TRACE("ATELIER_ROUNDTRIP_SEED=" + std::to_string(seed) + " ATELIER_ROUNDTRIP_SETS=1");
    const test::TemporaryFolder folder;
    ASSERT_NO_THROW(body(random_set(seed), folder.path()));
    if (testing::Test::HasFatalFailure()) return;
  }
}

Options coco_options(const fs::path& folder) {
  return {{"annotations", (folder / "set.json").string()}, {"images", (folder / "images").string()}};
}

// The set in COCO's form, through a writer into `out`.
void write_through(const Set& set, const fs::path& folder, const std::string& plugin, const std::string& writer,
                   const Options& options) {
  write_coco(set, folder / "set.json");
  write_pictures(set, folder / "images");
  convert("coco", "coco.reader", coco_options(folder), plugin, writer, options, folder / "out");
}

bool is_empty(const Set& set) {
  for (const Picture& picture : set.pictures)
    if (!picture.instances.empty()) return false;
  return true;
}

TEST(RoundTrip, CocoReader) {
  for_each_set([](const Set& set, const fs::path& folder) {
    write_coco(set, folder / "set.json");
    compare(expected(set, all), read("coco", "coco.reader", {{"annotations", (folder / "set.json").string()}}), true);
  });
}

class RoundTripOfCoco : public testing::TestWithParam<const char*> {};
TEST_P(RoundTripOfCoco, IsExact) {
  for_each_set([](const Set& set, const fs::path& folder) {
    write_through(set, folder, "coco_writer", "coco.writer", {{"segmentation", GetParam()}});
    compare(expected(set, all),
            read("coco", "coco.reader", {{"annotations", (folder / "out/instances.json").string()}}), true);
  });
}
INSTANTIATE_TEST_SUITE_P(Forms, RoundTripOfCoco, testing::Values("as_given", "polygons", "rle", "rle_counts"));

ReadSet read_tasks(const fs::path& folder) {
  return read("labelstudio", "labelstudio.reader",
              {{"annotations", (folder / "out/tasks.json").string()},
               {"images", (folder / "images").string()},
               {"which", "predictions"}});
}

TEST(RoundTrip, LabelStudioBrush) {
  for_each_set([](const Set& set, const fs::path& folder) {
    if (is_empty(set)) return;
    write_through(set, folder, "labelstudio_writer", "labelstudio.writer", {{"form", "brush"}});
    compare(expected(set, all), read_tasks(folder), false);
  });
}

TEST(RoundTrip, LabelStudioPolygons) {
  for_each_set([](const Set& random, const fs::path& folder) {
    const Set set = only(random, of_one_ring);
    if (is_empty(set)) return;
    write_through(set, folder, "labelstudio_writer", "labelstudio.writer", {{"form", "polygons"}});
    compare(expected(set, all), read_tasks(folder), false);
  });
}

TEST(RoundTrip, Yolo) {
  for_each_set([](const Set& random, const fs::path& folder) {
    const Set set = only(random, of_rings);
    if (is_empty(set)) return;
    write_through(set, folder, "yolo_writer", "yolo.writer", {{"copy_pictures", "link"}});
    compare(expected(set, all), read("yolo_segments", "yolo.segments", {{"data", (folder / "out/data.yaml").string()}}),
            false);
  });
}

TEST(RoundTrip, Labelme) {
  for_each_set([](const Set& set, const fs::path& folder) {
    write_labelme(set, folder / "drawn");
    compare(expected(set, all), read("labelme", "labelme.reader", {{"annotations", (folder / "drawn").string()}}),
            false);
  });
}

TEST(RoundTrip, Cvat) {
  for_each_set([](const Set& set, const fs::path& folder) {
    write_cvat(set, folder / "annotations.xml");
    write_pictures(set, folder / "images");
    compare(expected(set, of_one_ring_or_runs),
            read("cvat", "cvat.reader",
                 {{"annotations", (folder / "annotations.xml").string()}, {"images", (folder / "images").string()}}),
            false);
  });
}

TEST(RoundTrip, Panoptic) {
  for_each_set([](const Set& random, const fs::path& folder) {
    if (is_empty(random)) return;
    Set set = random;
    for (Picture& picture : set.pictures) picture.instances = seen(picture);
    write_panoptic(random, folder / "panoptic.json", folder / "png");
    compare(expected(set, all),
            read("coco_panoptic", "coco.panoptic",
                 {{"annotations", (folder / "panoptic.json").string()}, {"masks", (folder / "png").string()}}),
            false);
  });
}

}  // namespace
