// The component `coco.doctor`: lists every defect of a COCO annotation file and of its pictures, and repairs the file.
//
// In its folder: doctor.json (all defects, repairs and figures), doctor.txt (what is also printed), and with fix = true
// fixed.json, a copy of the annotation file with what can be repaired. The original is only read. The same bytes for
// any number of threads. A file that cannot be opened is an error, a damaged one a defect. [main]
#pragma once

#include <atelier/cpp/reports.hpp>
#include <atelier/cpp/stage.hpp>
#include <filesystem>
#include <memory>

#include "checks/picture_files.hpp"

namespace atelier::coco_doctor {

struct Report;

class CocoDoctor : public Stage {
 public:
  static constexpr Component kComponent{
      .id = "coco.doctor",
      .revision = 2,
      .summary = "Lists every defect of a COCO annotation file and its pictures, and repairs the file.",
      .doc =
          "Each defect has a code, a place in the file and a remedy. Goes on behind damage, so that one run tells all. "
          "The original file is never changed."};
  static constexpr atelier_str kDepths[] = {ATELIER_STR("decode"), ATELIER_STR("header"), ATELIER_STR("none")};
  enum class FailOn { kNever, kError, kWarning };
  static constexpr atelier_str kFailOn[] = {ATELIER_STR("never"), ATELIER_STR("error"), ATELIER_STR("warning")};
  struct Options {
    Option<std::filesystem::path> annotations{
        option("annotations", "Annotation file, JSON in COCO's instances form.").named()};
    Option<std::filesystem::path> images{
        option("images", "Folder of the pictures; empty: annotations only.").by_default("''")};
    Option<LookInto> pictures{
        option("pictures", "How far to look into the pictures' files: all pixels, headers alone, or not at all.")
            .one_of(kDepths)
            .by_default("'decode'")};
    Option<bool> fix{
        option("fix", "Whether to write fixed.json, a copy with what can be repaired.").by_default("false")};
    Option<FailOn> fail_on{
        option("fail_on",
               "Whether the stage fails on errors, or on warnings too; the report is printed in full before.")
            .one_of(kFailOn)
            .by_default("'never'")};
    Option<uint64_t> tiny_pixels{
        option("tiny_pixels", "Instances that cover fewer pixels are noted as tiny.").by_default("10")};
    Option<uint64_t> limit{
        option("limit", "Most defects of one code that are listed; all are counted.").at_least(1).by_default("10000")};
    Option<uint64_t> examples{option("examples", "Most defects of one code that are printed.").by_default("5")};
  };
  static constexpr Rule kRules[] = {
      rule("`fixed` is wired, but only fix = true makes it", "set fix = true")
          .when(condition::used("fixed"))
          .must(condition::equal("fix", {"true"})),
      file_rule("annotations", "`annotations` must be a file, not a folder"),
      folder_rule("images", "`images` must be a folder, not a file"),
  };
  static constexpr NoNumbers kNumbers{};
  static constexpr Output kOutputs[] = {
      output::path("report", "The file doctor.json: all defects, repairs and figures.", "json"),
      output::path("fixed", "The repaired annotation file; only with fix = true.", "annotations"),
      output::integer("errors", "How many errors were found."),
      output::integer("warnings", "How many warnings were found."),
  };
  static constexpr atelier_str kReports[] = {ATELIER_STR("doctor.txt")};
  static const void* component_extension(std::string_view id) { return reports<kReports>(id); }

  explicit CocoDoctor(const Options& options) : options_(options) {}
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  // The annotation file, or a copy of it in UTF-8, which is removed at the end.
  class Source;
  void examine(const Call& call, const std::filesystem::path& folder, const Source& source);
  void tell(const Call& call, const std::filesystem::path& folder, const Report& report) const;

  Options options_;
};

}  // namespace atelier::coco_doctor
