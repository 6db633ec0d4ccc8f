// Damaged annotation files through the readers, and what they still give through the mask writer.
#include <atelier/cpp/dataset.hpp>
#include <atelier/testing.hpp>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "annotation_inputs.hpp"
#include "components.hpp"
#include "pictures/picture_file.hpp"

namespace fuzz {
namespace {

using atelier::DatasetRef;
using atelier::testing::Bench;
using atelier::testing::Part;

// A new reader is a line here; its plugin one in components.hpp and one in CMakeLists.txt.
struct Reader {
  const char* name;
  Entry plugin;
  const char* component;
  std::vector<Input> (*inputs)(const fs::path& data);
  Bench::Options (*options)(const fs::path& in);
};
Bench::Options coco(const fs::path& in) { return {{"annotations", (in / "annotations.json").string()}}; }
Bench::Options coco_with_nan(const fs::path& in) {
  return {{"annotations", (in / "annotations.json").string()}, {"accept_nan", true}};
}
Bench::Options labelme(const fs::path& in) { return {{"annotations", in.string()}}; }
Bench::Options yolo(const fs::path& in) { return {{"data", (in / "data.yaml").string()}, {"boxes", "rectangle"}}; }
Bench::Options panoptic(const fs::path& in) {
  return {{"annotations", (in / "panoptic.json").string()},
          {"masks", (in / "masks").string()},
          {"images", (in / "images").string()}};
}
const Reader kReaders[] = {
    {"coco polygons", atelier_plugin_entry_coco, "coco.reader", coco_polygons, coco},
    {"coco runs", atelier_plugin_entry_coco, "coco.reader", coco_compressed_runs, coco_with_nan},
    {"fruits", atelier_plugin_entry_coco, "coco.reader", fruits, coco},
    {"taco edges", atelier_plugin_entry_coco, "coco.reader", taco_edges, coco_with_nan},
    {"json texts", atelier_plugin_entry_coco, "coco.reader", json_texts, coco},
    {"labelme", atelier_plugin_entry_labelme, "labelme.reader", labelme_folder, labelme},
    {"yolo", atelier_plugin_entry_yolo_segments, "yolo.segments", yolo_folder, yolo},
    {"panoptic", atelier_plugin_entry_coco_panoptic, "coco.panoptic", panoptic_folder, panoptic},
};

// Touches every byte that an instance refers to, and checks what the kind promises of it.
void look_at(const atelier_instance& instance) {
  volatile double sum = 0;
  for (uint64_t r = 0; r < instance.ring_count; ++r) {
    const atelier_ring& ring = instance.rings[r];
    for (uint64_t i = 0; i < ring.count; ++i) {
      if (!std::isfinite(ring.xy[i])) throw Finding("a ring with a number that is not finite");
      sum = sum + ring.xy[i];
    }
  }
  uint64_t pixels = 0;
  for (uint64_t i = 0; i < instance.run_count; ++i) pixels += instance.runs[i];
  if (instance.run_count != 0 && pixels != uint64_t{instance.runs_height} * instance.runs_width)
    throw Finding("runs that do not add up to their picture");
  if (instance.ring_count != 0 && instance.run_count != 0) throw Finding("both rings and runs");
  if (instance.ring_count == 0 && instance.run_count == 0 && instance.defect.size == 0)
    throw Finding("no shape, and no defect that says why");
  for (const atelier_str text : {instance.defect, instance.defect_text})
    for (const char c : atelier::view(text)) sum = sum + c;
}

void look_at(const DatasetRef& dataset, const atelier::Call& call) {
  const atelier::DatasetCounts counts = dataset.describe(call);
  uint64_t bytes = 0;
  for (uint64_t i = 0; i < counts.classes; ++i) bytes += atelier::str(dataset.class_at(call, i).name).size();
  for (uint64_t i = 0; i < counts.pictures; ++i) {
    const atelier_picture picture = dataset.picture_at(call, i);
    bytes += atelier::str(picture.file_name).size() + atelier::str(picture.path).size();
    if (picture.height == 0 || picture.width == 0) throw Finding("a picture without pixels");
    dataset.instances(call, i, [](const atelier_instance& instance) { look_at(instance); });
  }
  dataset.orphans(call, [](const atelier_instance& instance) { look_at(instance); });
}

// Refused is right when somebody is told which file is wrong, and it is not a defect of the component.
void check_refusal(int32_t code, const std::string& message, const std::string& names) {
  if (code == ATELIER_E_INTERNAL || code == ATELIER_OK)
    throw Finding("refused as a defect of the component: " + message);
  if (message.find(names) == std::string::npos) throw Finding("an error that does not name " + names + ": " + message);
}

void check_painting(const Part& dataset, const fs::path& work, Random& random) {
  constexpr const char* kPolicies[] = {"overlap.last", "overlap.first", "overlap.smallest_on_top",
                                       "overlap.void_on_conflict"};
  constexpr const char* kCrowds[] = {"skip", "void", "class"};
  const std::string out = (work / "out").string();
  const Outcome outcome = paint(dataset, out, kPolicies[random.below(4)], kCrowds[random.below(3)]);
  if (outcome.code != ATELIER_OK) return check_refusal(outcome.code, outcome.error, "");
  for (const auto& entry : fs::recursive_directory_iterator(out))
    if (entry.path().extension() == ".png") pictures::read_labels(entry.path());
}

bool read(const Reader& reader, const fs::path& work, Random& random) {
  Bench bench;
  std::optional<Part> made;
  try {
    made.emplace(bench.make(component(reader.plugin, reader.component), reader.options(work / "in")));
  } catch (const std::runtime_error& e) {
    check_refusal(ATELIER_E_DATA, e.what(), (work / "in").string());
    return false;
  }
  const Part& dataset = *made;
  try {
    look_at(DatasetRef(dataset.object()), bench.call());
  } catch (const atelier::Reported& e) {
    check_refusal(e.code(), bench.error(), (work / "in").string());
    return false;
  }
  check_painting(dataset, work, random);
  return true;
}

}  // namespace
}  // namespace fuzz

int main(int argc, char** argv) {
  setenv("ATELIER_MAX_PIXELS", "500000", 1);  // so that painting is quick
  std::vector<fuzz::Target> targets;
  for (const fuzz::Reader& reader : fuzz::kReaders)
    targets.push_back({reader.name, reader.inputs, [&reader](const fuzz::fs::path& work, fuzz::Random& random) {
                         return fuzz::read(reader, work, random);
                       }});
  return fuzz::run_cases(argc, argv, targets);
}
