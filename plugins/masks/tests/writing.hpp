// Runs mask.writer on annotation files, with the reader and the policies out of their plugin files.
#pragma once

#include <atelier/cpp/files.hpp>
#include <atelier/cpp/samples.hpp>
#include <atelier/testing.hpp>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "mask_writer.hpp"
#include "pictures/picture_file.hpp"
#include "plugin_file.hpp"
#include "stage_folder.hpp"
#include "test_data.hpp"

namespace writing {

namespace fs = std::filesystem;
using atelier::testing::Bench;
using atelier::testing::Part;
using atelier::testing::Value;
using test::component;

struct Options {
  std::string policy = "overlap.last";
  std::vector<std::string> compare = {};
  std::string crowd = "skip";
  fs::path images = {};
  unsigned threads = 2;
  Bench::Options policy_options = {};
  bool cancel = false;
  bool check_pictures = true;
  Bench::Options more = {};           // of the writer
  atelier_object policy_object = {};  // instead of `policy`
  std::vector<atelier_object> compare_objects = {};
  // Puts something between the reader and the writer.
  std::function<atelier_object(Bench&, atelier_object)> dataset = nullptr;
};

using Outcome = test::StageOutcome;

inline Outcome write_masks(const fs::path& annotations, const fs::path& folder, const Options& options = {}) {
  Bench bench(options.threads);
  const Part dataset = bench.make(component("coco", "coco.reader"),
                                  {{"annotations", annotations.string()}, {"images", options.images.string()}});
  const Part policy = bench.make(component("overlap", options.policy), options.policy_options);
  std::vector<Part> compared;
  std::vector<Value> compare;
  for (const std::string& id : options.compare)
    compare.emplace_back(compared.emplace_back(bench.make(component("overlap", id))));
  for (const atelier_object& object : options.compare_objects) compare.emplace_back(object);
  Bench::Options all = options.more;
  all.emplace_back("dataset", options.dataset ? options.dataset(bench, dataset.object()) : dataset.object());
  all.emplace_back("overlap", options.policy_object.iface ? Value(options.policy_object) : Value(policy));
  all.emplace_back("compare", compare);
  all.emplace_back("crowd", options.crowd);
  all.emplace_back("check_pictures", options.check_pictures);
  const Part writer = bench.make(component("masks", "mask.writer"), all);
  bench.cancel(options.cancel);
  return test::outcome_of(bench, writer, folder);
}

using test::files_of;

inline nlohmann::json json_of(const fs::path& file) { return nlohmann::json::parse(atelier::read_file(file)); }

// An annotation file of two classes, 7 cat and 3 dog.
inline nlohmann::json dataset_json() {
  return {{"images", nlohmann::json::array()},
          {"annotations", nlohmann::json::array()},
          {"categories", {{{"id", 7}, {"name", "cat"}}, {{"id", 3}, {"name", "dog"}}}}};
}

// Annotations of a dataset under test.
inline nlohmann::json square(int64_t id, int64_t image, int64_t category, double from, double to) {
  return {{"id", id},
          {"image_id", image},
          {"category_id", category},
          {"area", (to - from) * (to - from)},
          {"iscrowd", 0},
          {"segmentation", {{from, from, to, from, to, to, from, to}}}};
}

// '.' background, 'v' void, '1', '2', …
inline std::vector<std::string> rows_of(const fs::path& mask) {
  const atelier::Tensor labels = pictures::read_labels(mask);
  std::vector<std::string> rows;
  for (int64_t y = 0; y < labels.dim(0); ++y) {
    std::string& row = rows.emplace_back();
    for (int64_t x = 0; x < labels.dim(1); ++x) {
      const int label = labels.data<uint8_t>()[y * labels.dim(1) + x];
      row += label == 0 ? '.' : label == 255 ? 'v' : static_cast<char>('0' + label);
    }
  }
  return rows;
}

// A dataset in a folder of its own, and what the writer makes of it.
class Fixture : public ::testing::Test {
 protected:
  nlohmann::json dataset = dataset_json();
  test::TemporaryFolder folder;
  fs::path out = folder / "out";

  void add_picture(int64_t id, const std::string& name, int64_t height = 8, int64_t width = 8) {
    dataset["images"].push_back({{"id", id}, {"file_name", name}, {"height", height}, {"width", width}});
  }
  void add(const nlohmann::json& annotation) { dataset["annotations"].push_back(annotation); }
  Outcome write(const Options& options = {}) {
    atelier::write_file(folder / "a.json", dataset.dump(), false);
    return write_masks(folder / "a.json", out, options);
  }
  // With options of the writer alone.
  Outcome write_with(Bench::Options more) {
    Options options;
    options.more = std::move(more);
    return write(options);
  }
  std::vector<std::string> rows(const std::string& mask) { return rows_of(out / "masks" / mask); }
  nlohmann::json report() { return json_of(out / "prepare_report.json"); }
};

inline std::string sha256_of(const std::string& bytes) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "bytes", bytes, false);
  FILE* pipe = popen(("sha256sum " + (folder / "bytes").string()).c_str(), "r");
  char digest[65] = {};
  const bool read = pipe && fread(digest, 1, 64, pipe) == 64;
  if (!pipe || pclose(pipe) != 0 || !read) throw std::runtime_error("sha256sum does not work");
  return digest;
}

}  // namespace writing
