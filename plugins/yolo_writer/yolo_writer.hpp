// The component `yolo.writer`: a dataset as Ultralytics' segmentation labels.
//
// In its folder: labels/<file name without extension>.txt (a line for each instance: class from 0, one ring with
// coordinates from 0 to 1; empty for a picture without instances), data.yaml, images/ when asked for, and
// writer_report.json. The same bytes for any number of threads.
// Errors: ATELIER_E_DATA (a picture of an impossible size or name, two of one label file, a class name that is not
// UTF-8), ATELIER_E_IO (also for a picture file that is missing when pictures are wanted). [main]
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/reports.hpp>
#include <atelier/cpp/stage.hpp>
#include <memory>
#include <string>
#include <vector>

#include "totals.hpp"

namespace atelier::yolo_writer {

class YoloWriter : public Stage {
 public:
  static constexpr Component kComponent{
      .id = "yolo.writer",
      .revision = 3,
      .summary = "Writes a dataset as YOLO segmentation labels, as Ultralytics reads them.",
      .doc =
          "A text file for each picture, with one polygon for each instance: several rings are joined where they are "
          "nearest, or written as their union where they overlap, runs become outlines without holes. What cannot be "
          "written is counted in writer_report.json."};
  enum class Copies { kNone, kLink, kCopy };
  static constexpr atelier_str kCopies[] = {ATELIER_STR("none"), ATELIER_STR("link"), ATELIER_STR("copy")};
  struct Options {
    Option<DatasetRef> dataset{option("dataset", "Pictures and their instances.").wired()};
    Option<Crowd> crowd{option("crowd", "Crowd regions: left out, or written as instances of their class.")
                            .one_of(kCrowds)
                            .by_default("'skip'")};
    Option<conversion::Holes> holes{conversion::holes_option()};
    Option<bool> strict{option("strict", "Fail when an annotation cannot be written in full.").by_default("false")};
    Option<Copies> copy_pictures{
        option("copy_pictures", "What to put into images/: nothing, symbolic links to the pictures, or copies.")
            .one_of(kCopies)
            .by_default("'none'")};
    Option<double> simplify{
        option("simplify", "How far an outline made of runs may stray from the pixels' borders, to have fewer points.")
            .in("pixels")
            .at_least(0)
            .by_default("0")};
  };
  static constexpr Number kNumbers[] = {number("write/instances"), number("write/written"), number("write/skipped"),
                                        number("write/orphans")};
  static constexpr Output kOutputs[] = {
      output::path("labels", "Folder of the label files.", "folder"),
      output::path("data", "File data.yaml: the classes, and where the pictures are.", "yaml"),
  };
  static constexpr atelier_str kReports[] = {ATELIER_STR("writer_report.json")};
  static const void* component_extension(std::string_view id) { return reports<kReports>(id); }

  explicit YoloWriter(const Options& options) : options_(options) {}
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  struct Plan {
    std::vector<std::string> class_names;
    // The files of each picture, below the stage's folder.
    std::vector<std::string> labels;
    std::vector<std::string> images;
    std::vector<std::string> sources;  // empty when no pictures are wanted, like images
  };
  Plan plan(const Call& call) const;
  void check_sources(const Call& call, const Plan& plan) const;
  Totals write_all(const Call& call, const Plan& plan, const std::filesystem::path& folder) const;

  Options options_;
};

}  // namespace atelier::yolo_writer
