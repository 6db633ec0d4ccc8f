// Runs labelstudio.writer, with readers out of their plugin files.
#pragma once

#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "geometry/rasteriser.hpp"
#include "labelstudio_writer.hpp"
#include "plugin_file.hpp"
#include "stage_folder.hpp"
#include "test_data.hpp"

namespace converting {

namespace fs = std::filesystem;
using atelier::testing::Bench;
using atelier::testing::Part;
using nlohmann::json;

using Outcome = test::StageOutcome;

// An annotation file of COCO's form as tasks.
inline Outcome convert(const fs::path& annotations, const fs::path& folder, Bench::Options more = {},
                       unsigned threads = 2, const fs::path& images = {}) {
  Bench bench(threads);
  const Part reader = bench.make(test::component("coco", "coco.reader"),
                                 {{"annotations", annotations.string()}, {"images", images.string()}});
  more.emplace_back("dataset", reader.object());
  const Part writer = bench.make<atelier::labelstudio_writer::LabelstudioWriter>(more);
  return test::outcome_of(bench, writer, folder);
}

inline json json_of(const fs::path& file) { return json::parse(atelier::read_file(file)); }

struct Painted {
  std::string file_name;
  std::string label;
  geometry::Runs runs;
  bool has_rings = false;
};

// All instances with a shape of a dataset, painted, picture by picture.
inline std::vector<Painted> paint_each(const char* plugin, const char* component, const Bench::Options& options) {
  Bench bench;
  const Part part = bench.make(test::component(plugin, component), options);
  const atelier::DatasetRef dataset(part.object());
  geometry::Rasteriser rasteriser;
  std::vector<Painted> out;
  const atelier::DatasetCounts counts = dataset.describe(bench.call());
  for (uint64_t i = 0; i < counts.pictures; ++i) {
    const atelier_picture picture = dataset.picture_at(bench.call(), i);
    dataset.instances(bench.call(), i, [&](const atelier_instance& in) {
      if (in.run_count + in.ring_count == 0 || in.label == 0) return;
      const std::string label = atelier::str(dataset.class_at(bench.call(), in.label - 1).name);
      Painted painted{atelier::str(picture.file_name), label, {}, in.ring_count != 0};
      if (in.run_count)
        painted.runs.assign(in.runs, in.runs + in.run_count);
      else
        rasteriser.paint({in.rings, in.ring_count}, picture.height, picture.width, painted.runs);
      out.push_back(std::move(painted));
    });
  }
  return out;
}

inline std::vector<Painted> paint_coco(const fs::path& annotations) {
  return paint_each("coco", "coco.reader", {{"annotations", annotations.string()}});
}

inline std::vector<Painted> paint_tasks(const fs::path& tasks, const char* which = "predictions") {
  return paint_each("labelstudio", "labelstudio.reader", {{"annotations", tasks.string()}, {"which", which}});
}

// An annotation file of two classes, 7 cat and 3 dog, and a picture of 10 x 8 pixels.
inline json small_dataset() {
  return {{"images", {{{"id", 4}, {"file_name", "sub/ä a.jpg"}, {"width", 10}, {"height", 8}}}},
          {"annotations", json::array()},
          {"categories", {{{"id", 7}, {"name", "cat"}}, {{"id", 3}, {"name", "dog & \"b\""}}}}};
}

inline json annotation(int id, json segmentation, int category = 7, int crowd = 0) {
  return {{"id", id},
          {"image_id", 4},
          {"category_id", category},
          {"segmentation", std::move(segmentation)},
          {"iscrowd", crowd},
          {"bbox", {0, 0, 1, 1}},
          {"area", 1}};
}

}  // namespace converting
