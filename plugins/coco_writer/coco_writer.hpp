// The component `coco.writer`: a dataset as an annotation file in COCO's instances form.
//
// In its folder: instances.json (info, licenses, images, annotations, categories, as Python's json.dump spaces them)
// and writer_report.json (what was written and what was left out). `area` and `bbox` are those of the exact pixels, as
// pycocotools computes them. Annotations come picture by picture. The same bytes for any number of threads; what is in
// memory at once is the text of a few hundred pictures and an id of each picture and annotation.
// Errors: ATELIER_E_DATA (a picture of an impossible size or name, a text that is not UTF-8), ATELIER_E_IO. [main]
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/reports.hpp>
#include <atelier/cpp/stage.hpp>
#include <memory>
#include <string>
#include <vector>

#include "conversion/unique_ids.hpp"
#include "segmentation_text.hpp"
#include "totals.hpp"

namespace atelier::coco_writer {

class TextFile;

class CocoWriter : public Stage {
 public:
  static constexpr Component kComponent{
      .id = "coco.writer",
      .revision = 2,
      .summary = "Writes a dataset as an annotation file in COCO's instances form.",
      .doc =
          "Polygons or runs, as they are or all in one form; read again, each paints the same pixels. What cannot be "
          "written is counted in writer_report.json."};
  struct Options {
    Option<DatasetRef> dataset{option("dataset", "Pictures and their instances.").wired()};
    Option<Form> segmentation{
        option("segmentation",
               "Rings and runs as they are; all as polygons; all as compressed runs; all as lists of counts.")
            .one_of(kForms)
            .by_default("'as_given'")};
    Option<conversion::Holes> holes{conversion::holes_option()};
    Option<bool> strict{option("strict", "Fail when an annotation cannot be written in full.").by_default("false")};
    Option<std::string> description{option("description", "What `info` says about the file.").by_default("''")};
  };
  static constexpr Number kNumbers[] = {number("write/instances"), number("write/written"), number("write/skipped"),
                                        number("write/orphans")};
  static constexpr Output kOutputs[] = {output::path("annotations", "The annotation file.", "annotations")};
  static constexpr atelier_str kReports[] = {ATELIER_STR("writer_report.json")};
  static const void* component_extension(std::string_view id) { return reports<kReports>(id); }

  explicit CocoWriter(const Options& options) : options_(options) {}
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  // Known before the first byte is written.
  struct Ids {
    std::vector<int64_t> images;
    std::vector<int64_t> categories;
    std::vector<int64_t> annotations;  // of the source, in no order
  };
  Ids collect_ids(const Call& call, Totals& totals) const;
  void write_images(const Call& call, const Ids& ids, TextFile& file) const;
  void write_annotations(const Call& call, Ids& ids, TextFile& file, Totals& totals) const;
  void write_categories(const Call& call, const Ids& ids, TextFile& file) const;

  Options options_;
};

}  // namespace atelier::coco_writer
