// Runs coco.writer on annotation files, with the reader out of its plugin file.
#pragma once

#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "coco_writer.hpp"
#include "geometry/rasteriser.hpp"
#include "plugin_file.hpp"
#include "stage_folder.hpp"
#include "test_data.hpp"

namespace converting {

namespace fs = std::filesystem;
using atelier::testing::Bench;
using atelier::testing::Part;
using nlohmann::json;

using Outcome = test::StageOutcome;

inline Outcome write(atelier_object dataset, const fs::path& folder, const std::string& form = "as_given",
                     unsigned threads = 2, bool cancel = false, Bench::Options more = {}) {
  Bench bench(threads);
  more.emplace_back("dataset", dataset);
  more.emplace_back("segmentation", form);
  const Part writer = bench.make<atelier::coco_writer::CocoWriter>(more);
  bench.cancel(cancel);
  return test::outcome_of(bench, writer, folder);
}

inline Outcome convert(const fs::path& annotations, const fs::path& folder, const std::string& form = "as_given",
                       unsigned threads = 2, bool cancel = false, Bench::Options more = {}) {
  Bench bench;
  const Part reader = bench.make(test::component("coco", "coco.reader"), {{"annotations", annotations.string()}});
  return write(reader.object(), folder, form, threads, cancel, std::move(more));
}

inline json json_of(const fs::path& file) { return json::parse(atelier::read_file(file)); }

// One instance of a file, painted.
struct Painted {
  int64_t id = 0;
  int64_t image_id = 0;
  int64_t category_id = 0;
  bool crowd = false;
  geometry::Runs runs;
  std::vector<std::vector<double>> rings;
  bool operator==(const Painted&) const = default;
};

// All instances of an annotation file that have a shape, picture by picture.
inline std::vector<Painted> paint_each(const fs::path& annotations) {
  Bench bench;
  const Part part = bench.make(test::component("coco", "coco.reader"), {{"annotations", annotations.string()}});
  const atelier::DatasetRef dataset(part.object());
  geometry::Rasteriser rasteriser;
  std::vector<Painted> out;
  for (uint64_t i = 0; i < dataset.describe(bench.call()).pictures; ++i) {
    const atelier_picture picture = dataset.picture_at(bench.call(), i);
    dataset.instances(bench.call(), i, [&](const atelier_instance& in) {
      if (in.run_count + in.ring_count == 0) return;
      Painted painted{in.id, picture.id, in.category_id, in.crowd != 0, {}, {}};
      for (uint64_t r = 0; r < in.ring_count; ++r)
        painted.rings.emplace_back(in.rings[r].xy, in.rings[r].xy + in.rings[r].count);
      if (in.run_count)
        painted.runs.assign(in.runs, in.runs + in.run_count);
      else
        rasteriser.paint({in.rings, in.ring_count}, picture.height, picture.width, painted.runs);
      out.push_back(std::move(painted));
    });
  }
  return out;
}

// An annotation file of two classes, 7 cat and 3 dog, and a picture of 10 x 8 pixels.
inline json small_dataset() {
  return {{"images", {{{"id", 4}, {"file_name", "sub/a.jpg"}, {"width", 10}, {"height", 8}}}},
          {"annotations", json::array()},
          {"categories", {{{"id", 7}, {"name", "cat"}, {"supercategory", "animal"}}, {{"id", 3}, {"name", "dog"}}}}};
}

}  // namespace converting
