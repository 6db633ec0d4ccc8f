// The component `coco.doctor`: lists every defect of a COCO annotation file and of its pictures, and repairs the file.
//
// In its folder: doctor.json (all defects, repairs and figures), doctor.txt (what is also printed), and with fix = true
// fixed.json, a copy of the annotation file with what can be repaired. The original is only read. The same bytes for
// any number of threads. A file that cannot be opened is an error, a damaged one a defect. [main]
#pragma once

#include <atelier/cpp/stage.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "findings.hpp"

namespace atelier::doctor {

struct Report;

class CocoDoctor : public Stage {
 public:
  static constexpr Component kComponent{
      .id = "coco.doctor",
      .summary = "Lists every defect of a COCO annotation file and its pictures, and repairs the file.",
      .doc =
          "Each defect has a code, a place in the file and a remedy. Goes on behind damage, so that one run tells all. "
          "The original file is never changed."};
  static constexpr atelier_str kDepths[] = {ATELIER_STR("decode"), ATELIER_STR("header"), ATELIER_STR("none")};
  static constexpr atelier_str kFailOn[] = {ATELIER_STR("never"), ATELIER_STR("error"), ATELIER_STR("warning")};
  static constexpr Param kParams[] = {
      param::path_in("annotations").about("Annotation file, JSON in COCO's instances form"),
      param::path_in("images").about("Folder of the pictures; empty: annotations only").by_default("''"),
      param::choice("pictures", kDepths)
          .about("How far to look into the pictures' files: all pixels, headers alone, or not at all")
          .by_default("'decode'"),
      param::boolean("fix").about("Whether to write fixed.json, a copy with what can be repaired").by_default("false"),
      param::choice("fail_on", kFailOn)
          .about("Whether the stage fails on errors, or on warnings too; the report is printed in full before")
          .by_default("'never'"),
      param::integer("tiny_pixels")
          .about("Instances that cover fewer pixels are noted as tiny")
          .at_least(0)
          .by_default("10"),
      param::integer("limit")
          .about("Most defects of one code that are listed; all are counted")
          .at_least(1)
          .by_default("10000"),
      param::integer("examples").about("Most defects of one code that are printed").at_least(0).by_default("5"),
  };
  static constexpr Output kOutputs[] = {
      output::path("report", "doctor.json: all defects, repairs and figures"),
      output::path("fixed", "The repaired annotation file; only with fix = true"),
      output::integer("errors", "How many errors were found"),
      output::integer("warnings", "How many warnings were found"),
  };

  explicit CocoDoctor(const Params& params);
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  void tell(const Call& call, const std::filesystem::path& folder, const Report& report) const;

  std::filesystem::path annotations_;
  std::filesystem::path images_;
  std::string pictures_;
  bool fix_;
  std::string fail_on_;
  uint64_t tiny_pixels_;
  uint64_t limit_;
  uint64_t examples_;
};

}  // namespace atelier::doctor
