// Reads annotation texts through the component, as a workflow would.
#pragma once

#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>
#include <map>
#include <string>
#include <vector>

#include "coco_reader.hpp"
#include "test_data.hpp"

namespace reading {

struct Instance {
  int64_t id = 0;
  int64_t category_id = 0;
  uint32_t label = 0;
  double area = 0;
  bool crowd = false;
  std::vector<std::vector<double>> rings;
  std::vector<uint32_t> runs;
  std::string defect;
  std::string defect_text;
  uint64_t offset = 0;
};

inline Instance copy(const atelier_instance& from) {
  Instance out{from.id, from.category_id, from.label, from.area, from.crowd != 0, {}, {}, {}, {}, from.offset};
  for (uint64_t i = 0; i < from.ring_count; ++i)
    out.rings.emplace_back(from.rings[i].xy, from.rings[i].xy + from.rings[i].count);
  if (from.run_count) out.runs.assign(from.runs, from.runs + from.run_count);
  out.defect = atelier::str(from.defect);
  out.defect_text = atelier::str(from.defect_text);
  return out;
}

// A whole dataset, taken through the C functions; `error` when it could not be read.
struct Dataset {
  std::string error;
  std::vector<std::string> classes;
  std::vector<int64_t> class_ids;
  std::vector<std::string> file_names;
  std::vector<std::string> paths;
  std::vector<int64_t> ids;
  std::vector<std::vector<Instance>> instances;
  std::vector<Instance> orphans;
  std::map<std::string, std::string> notes;
  std::map<std::string, atelier::NoteLevel> levels;  // of the notes
  std::string remedy;
};

inline Dataset read(const std::filesystem::path& file, const std::string& images = "", bool accept_nan = false,
                    const std::string& names = "exact") {
  atelier::testing::Bench bench;
  const auto part = bench.make<atelier::coco::CocoReader>(
      {{"annotations", file.string()}, {"images", images}, {"accept_nan", accept_nan}, {"names", names}});
  const atelier::DatasetRef dataset(part.object());
  const auto call = bench.call();
  Dataset out;
  try {
    const atelier::DatasetCounts counts = dataset.describe(call);
    for (uint64_t i = 0; i < counts.classes; ++i) {
      out.classes.push_back(atelier::str(dataset.class_at(call, i).name));
      out.class_ids.push_back(dataset.class_at(call, i).id);
    }
    for (uint64_t i = 0; i < counts.pictures; ++i) {
      const atelier_picture picture = dataset.picture_at(call, i);
      out.file_names.push_back(atelier::str(picture.file_name));
      out.paths.push_back(atelier::str(picture.path));
      out.ids.push_back(picture.id);
      auto& instances = out.instances.emplace_back();
      dataset.instances(call, i, [&](const atelier_instance& in) { instances.push_back(copy(in)); });
    }
    dataset.orphans(call, [&](const atelier_instance& in) { out.orphans.push_back(copy(in)); });
    dataset.notes(call, [&](const atelier::DatasetNote& note) {
      out.notes[note.word] = note.text;
      out.levels[note.word] = note.level;
    });
    out.remedy = dataset.remedy(call);
  } catch (const atelier::Reported&) {
    out.error = bench.error();
    EXPECT_FALSE(out.error.empty());
  }
  return out;
}

inline Dataset read_text(const std::string& json, bool accept_nan = false) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "a.json", json, false);
  Dataset out = read(folder / "a.json", "", accept_nan);
  const std::string prefix = (folder / "a.json").string() + ": ";
  if (out.error.rfind(prefix, 0) == 0) out.error.erase(0, prefix.size());
  return out;
}

// One picture of 8x8 and two categories, 7 and 3, around the annotations.
inline std::string with_annotations(const std::string& annotations) {
  return R"({"images":[{"id":1,"file_name":"a.jpg","width":8,"height":8}],"annotations":[)" + annotations +
         R"(],"categories":[{"id":7,"name":"cat"},{"id":3,"name":"dog","supercategory":"animal"}]})";
}

// The instance that `fields` make, on that picture.
inline Instance read_instance(const std::string& fields) {
  const Dataset dataset = read_text(with_annotations(R"({"id":5,"image_id":1,"category_id":7)" + fields + "}"));
  EXPECT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.orphans.size(), 0u);
  if (dataset.instances.size() != 1 || dataset.instances[0].size() != 1) {
    ADD_FAILURE() << "one instance expected";
    return {};
  }
  return dataset.instances[0][0];
}

}  // namespace reading
