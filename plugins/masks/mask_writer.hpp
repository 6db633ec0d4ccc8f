// The component `mask.writer`: one label map for each picture of a dataset, as PNG files, and what goes with them.
//
// In its folder: masks/<file name without extension>.png (uint8 [H,W]; uint16 above 254 classes), category_mapping.json
// (category id -> label), image_mask_map.json (picture file -> mask file), prepare_report.json (what was painted and
// skipped), samples.json (what `open` needs). The same bytes for any number of threads, and whether or not a run was
// interrupted on the way: see journal.hpp. [main]
#pragma once

#include <atelier/cpp/reports.hpp>
#include <atelier/cpp/samples.hpp>
#include <atelier/cpp/stage.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "class_plan.hpp"
#include "journal.hpp"
#include "options.hpp"
#include "painter.hpp"
#include "picture_plan.hpp"
#include "report.hpp"

namespace atelier::masks {

constexpr Output list_of(Output output) {
  output.flags |= ATELIER_PARAM_LIST;
  return output;
}

class MaskWriter : public Stage {
 public:
  static constexpr Component kComponent{
      .id = "mask.writer",
      .revision = 4,
      .summary = "Paints one label map for each picture of a dataset.",
      .doc =
          "Instances are painted as the COCO mask code paints them; the overlap policy says who wins where they "
          "overlap. What is not painted is counted in prepare_report.json, and what overlaps.",
      .resumes = true};
  using Options = masks::Options;
  static constexpr Rule kRules[] = {
      rule("`categories` and `remap` both say which labels there are", "give one of the two")
          .when(condition::given("remap"))
          .must(condition::not_given("categories")),
      rule("`labels` names the labels of `remap`, which is empty",
           "give `remap`, or leave `labels` out; `categories` are called by their names")
          .when(condition::given("labels"))
          .must(condition::given("remap")),
      rule("`categories` names one twice", "take one of the two out").must(condition::distinct("categories")),
      rule("`labels` names one twice", "take one of the two out").must(condition::distinct("labels")),
      rule("a policy is compared twice", "take one of the two out").must(condition::distinct("compare")).warning(),
      pictures::kRangeIsTwo,
      pictures::kRangeRises,
      pictures::kRangeNeedsRgb,
  };
  static constexpr Number kNumbers[] = {
      number("masks/pictures", "How many got a label map."),
      number("masks/empty_pictures", "Those on which nothing is painted."),
      number("masks/instances", "Those of the pictures."),
      number("masks/painted", "Instances that are painted."),
      number("masks/skipped", "Instances that are not."),
      number("masks/orphans", "Instances that belong to no picture."),
      number("masks/contested", "The share of pixels that more than one instance claims."),
      number("masks/background", "The share of pixels."),
      number("masks/void", "The share of pixels."),
      number("masks/share/*", "The share of pixels of a class."),
      number("masks/changed/*", "The share of pixels that a policy of `compare` would change.").for_each("compare"),
  };
  static constexpr Output kOutputs[] = {
      output::object("samples", ATELIER_KIND_SAMPLES, "The pictures with their label maps."),
      output::integer("classes", "How many classes, background included."),
      list_of(output::string("class_names", "What they are called, in the order of their labels.")),
      output::path("masks", "Folder of the label maps.", "folder"),
  };
  static constexpr atelier_str kReports[] = {ATELIER_STR("prepare_report.json"), ATELIER_STR("category_mapping.json"),
                                             ATELIER_STR("image_mask_map.json")};
  static const void* component_extension(std::string_view id) { return reports<kReports>(id); }

  explicit MaskWriter(const Options& options);
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
  // Digests of what blocks of pictures are painted from.
  std::vector<std::string> made_from(const Call& call, const Plan& plan, const std::vector<PictureBlock>& blocks) const;
  // Paints what the journal does not have yet.
  Totals paint_all(const Call& call, const Plan& plan, const std::filesystem::path& folder, Journal& journal) const;
  conversion::Assessment assessment(const Call& call, const Plan& plan, const Totals& totals, Journal& journal,
                                    const std::filesystem::path& folder) const;
  // Whether the pictures that `limit` leaves out have annotations.
  bool leaves_annotations(const Call& call, const Plan& plan, const Totals& totals) const;
  void write_maps(const Call& call, const Plan& plan, const Journal& journal,
                  const std::filesystem::path& folder) const;

  Options options_;
  // What the policies are called in the report.
  std::string policy_id_;
  std::vector<std::string> compared_ids_;
};

}  // namespace atelier::masks
