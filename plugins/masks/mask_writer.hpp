// The component `mask.writer`: one label map for each picture of a dataset, as PNG files, and what goes with them.
//
// In its folder: masks/<file name without extension>.png (uint8 [H,W]; uint16 above 254 classes), category_mapping.json
// (category id -> label), image_mask_map.json (picture file -> mask file), prepare_report.json (what was painted and
// skipped), samples.json (what `open` needs). The same bytes for any number of threads, and whether or not a run was
// interrupted on the way: see journal.hpp. [main]
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/samples.hpp>
#include <atelier/cpp/stage.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "class_plan.hpp"
#include "journal.hpp"
#include "painter.hpp"
#include "picture_plan.hpp"
#include "report.hpp"

namespace atelier::masks {

class MaskWriter : public Stage {
 public:
  static constexpr Component kComponent{
      .id = "mask.writer",
      .revision = 2,
      .summary = "Paints one label map for each picture of a dataset.",
      .doc =
          "Instances are painted as the COCO mask code paints them; the overlap policy says who wins where they "
          "overlap. What is not painted is counted in prepare_report.json, and what overlaps.",
      .resumes = true};
  static constexpr atelier_str kCrowds[] = {ATELIER_STR("skip"), ATELIER_STR("void"), ATELIER_STR("class")};
  static constexpr atelier_str kUnlisted[] = {ATELIER_STR("background"), ATELIER_STR("void")};
  static constexpr Param kParams[] = {
      param::port("dataset", ATELIER_KIND_DATASET).about("Pictures and their instances"),
      param::part("overlap", ATELIER_KIND_OVERLAP_POLICY)
          .about("Which class a pixel gets where instances overlap")
          .by_default("'overlap.last'"),
      param::part("compare", ATELIER_KIND_OVERLAP_POLICY)
          .list()
          .about("Policies of which the report says what they would change")
          .by_default("[]"),
      param::choice("crowd", kCrowds)
          .about("Crowd regions: left out, void where no instance claims them, or painted first as their class")
          .by_default("'skip'"),
      param::integer("limit").about("Only the first so many pictures; 0: all").at_least(0).by_default("0"),
      param::string("categories")
          .list()
          .about("Only these categories, by name or id; their labels are 1, 2, … in this order. Empty: all")
          .by_default("[]"),
      param::integer("remap")
          .table()
          .at_least(0)
          .at_most(65535)
          .about("Label of each category, by its name, its id or its group; 0 is background, and void may be given")
          .by_default("{}"),
      param::string("labels")
          .list()
          .about("Names of labels 1, 2, … of `remap`. Empty: the names of their categories")
          .by_default("[]"),
      param::choice("unlisted", kUnlisted)
          .about("Categories that neither `categories` nor `remap` lists: left out, or void where nothing else is")
          .by_default("'background'"),
      param::integer("min_pixels")
          .about("Leave out instances painted over fewer pixels")
          .in("pixels")
          .at_least(0)
          .by_default("0"),
      param::boolean("keep_empty")
          .about("Whether pictures on which nothing is painted get a mask of background")
          .by_default("true"),
      param::boolean("palette")
          .about("Write palette PNGs, coloured as Pascal VOC; OpenCV then reads colours, not labels")
          .by_default("false"),
      param::boolean("strict")
          .about("Fail before anything is written when an annotation cannot be painted in full")
          .by_default("false"),
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
  struct Plan {
    ClassPlan classes;
    PicturePlan pictures;
  };
  Plan plan(const Call& call) const;
  std::string fingerprint(const Plan& plan) const;
  // Throws when `strict` forbids what painting would meet.
  void check_annotations(const Call& call, const Plan& plan) const;
  // Paints what the journal does not have yet.
  Tally paint_all(const Call& call, const Plan& plan, const std::filesystem::path& folder, Journal& journal) const;
  void write_maps(const Plan& plan, const Journal& journal, const std::filesystem::path& folder) const;

  DatasetRef dataset_;
  PaintOptions paint_;
  ClassOptions class_options_;
  ReportOptions report_;
  std::string policy_id_;
  std::vector<std::string> compared_ids_;
  uint64_t limit_;
  bool strict_;
  bool check_pictures_;
};

}  // namespace atelier::masks
