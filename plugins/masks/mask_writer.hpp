// The component `mask.writer`: one label map for each picture of a dataset, as PNG files, and what goes with them.
//
// In its folder: masks/<file name without extension>.png (uint8 [H,W]; uint16 above 255 classes), category_mapping.json
// (category id -> label), image_mask_map.json (picture file -> mask file), prepare_report.json (what was painted and
// skipped), samples.json (what `open` needs). Pictures without instances get an all-background mask. The same bytes for
// any number of threads. [main]
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/overlap_policy.hpp>
#include <atelier/cpp/samples.hpp>
#include <atelier/cpp/stage.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "painter.hpp"

namespace atelier::masks {

class MaskWriter : public Stage {
 public:
  static constexpr Component kComponent{
      .id = "mask.writer",
      .summary = "Paints one label map for each picture of a dataset.",
      .doc =
          "Instances are painted as the COCO mask code paints them; the overlap policy says who wins where they "
          "overlap. What is not painted is counted in prepare_report.json."};
  static constexpr atelier_str kCrowds[] = {ATELIER_STR("skip"), ATELIER_STR("void"), ATELIER_STR("class")};
  static constexpr Param kParams[] = {
      param::port("dataset", ATELIER_KIND_DATASET).about("Pictures and their instances"),
      param::part("overlap", ATELIER_KIND_OVERLAP_POLICY)
          .about("Which class a pixel gets where instances overlap")
          .by_default("'overlap.last'"),
      param::choice("crowd", kCrowds)
          .about("Crowd regions: left out, void where no instance claims them, or painted first as their class")
          .by_default("'skip'"),
      param::boolean("check_pictures")
          .about("Whether to fail before any work when a picture's file is missing")
          .by_default("true"),
  };
  static constexpr Output kOutputs[] = {
      output::object("samples", ATELIER_KIND_SAMPLES, "The pictures with their label maps"),
      output::integer("classes", "How many classes, background included"),
      output::path("masks", "Folder of the label maps"),
  };

  explicit MaskWriter(const Params& params);
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  // The pictures as they will be written, all of them checked.
  struct Plan {
    Palette palette;
    std::vector<ReportedClass> classes;
    std::vector<std::string> file_names;
    std::vector<std::string> paths;
    std::vector<std::string> masks;
  };
  Plan plan(const Call& call) const;
  void plan_classes(const Call& call, Plan& plan) const;
  void plan_pictures(const Call& call, Plan& plan) const;
  Tally paint_all(const Call& call, const Plan& plan, const std::filesystem::path& folder) const;

  DatasetRef dataset_;
  OverlapPolicyRef overlap_;
  std::string crowd_;
  bool check_pictures_;
};

}  // namespace atelier::masks
