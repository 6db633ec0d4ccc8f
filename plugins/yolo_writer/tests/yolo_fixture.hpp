// A COCO file of one picture of 10 x 8 made by hand, and what yolo.writer makes of it.
#pragma once

#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "plugin_file.hpp"
#include "stage_folder.hpp"
#include "test_data.hpp"
#include "yolo_writer.hpp"

namespace yolo_test {

namespace fs = std::filesystem;
using atelier::testing::Bench;
using atelier::testing::Part;
using nlohmann::json;

struct Options {
  fs::path images = {};
  std::string crowd = "skip";
  std::string copy = "none";
  unsigned threads = 2;
  double simplify = 0;
  bool cancel = false;
  std::string holes = "fill";
  bool strict = false;
};

using Outcome = test::StageOutcome;

inline Part reader(Bench& bench, const fs::path& annotations, const fs::path& images = {}) {
  return bench.make(test::component("coco", "coco.reader"),
                    {{"annotations", annotations.string()}, {"images", images.string()}});
}

inline Outcome convert(const fs::path& annotations, const fs::path& folder, const Options& options = {}) {
  Bench bench(options.threads);
  const Part dataset = reader(bench, annotations, options.images);
  const Part writer = bench.make<atelier::yolo_writer::YoloWriter>({{"dataset", dataset.object()},
                                                                    {"crowd", options.crowd},
                                                                    {"copy_pictures", options.copy},
                                                                    {"simplify", options.simplify},
                                                                    {"holes", options.holes},
                                                                    {"strict", options.strict}});
  bench.cancel(options.cancel);
  return test::outcome_of(bench, writer, folder);
}

using test::files_of;

inline json json_of(const fs::path& file) { return json::parse(atelier::read_file(file)); }

// A line of a label file: its class, and its ring in pixels.
struct Line {
  int label;
  std::vector<double> ring;
};

inline std::vector<Line> lines_of(const fs::path& file, double width, double height) {
  std::vector<Line> lines;
  std::istringstream text(atelier::read_file(file));
  for (std::string row; std::getline(text, row);) {
    std::istringstream words(row);
    Line line{};
    words >> line.label;
    for (double share; words >> share;) line.ring.push_back(share * (line.ring.size() % 2 == 0 ? width : height));
    lines.push_back(line);
  }
  return lines;
}

class Yolo : public ::testing::Test {
 protected:
  void add(const json& segmentation, json more = json::object()) {
    json annotation = {{"id", dataset_["annotations"].size() + 1},
                       {"image_id", 4},
                       {"category_id", 7},
                       {"iscrowd", 0},
                       {"segmentation", segmentation}};
    annotation.update(more);
    dataset_["annotations"].push_back(annotation);
  }
  Outcome convert(const Options& options = {}) {
    atelier::write_file(folder_ / "in.json", dataset_.dump(), false);
    return yolo_test::convert(folder_ / "in.json", out_, options);
  }
  std::string label() const { return atelier::read_file(out_ / "labels/sub/a.txt"); }
  json report() const { return json_of(out_ / "writer_report.json"); }

  test::TemporaryFolder folder_;
  fs::path out_ = folder_ / "out";
  json dataset_ = {{"images", {{{"id", 4}, {"file_name", "sub/a.jpg"}, {"width", 10}, {"height", 8}}}},
                   {"annotations", json::array()},
                   {"categories", {{{"id", 7}, {"name", "cat"}}, {{"id", 3}, {"name", "dog"}}}}};
};

inline const json kSquare = {{2, 1, 5, 1, 5, 4.5, 2, 4.5}};

}  // namespace yolo_test
