// The component `labelstudio.writer`: a dataset as tasks for Label Studio.
//
// In its folder: tasks.json (a task on each line, to be imported), label_config.xml (the labelling interface that fits
// them) and writer_report.json. The same bytes for any number of threads; what is in memory at once is the text of a
// few hundred pictures.
// Errors: ATELIER_E_DATA (a picture of an impossible size or name, a class name that cannot be a label, a text that is
// not UTF-8, nothing written of all there is), ATELIER_E_IO. [main]
#pragma once

#include <atelier/cpp/files.hpp>
#include <atelier/cpp/reports.hpp>
#include <atelier/cpp/stage.hpp>
#include <memory>
#include <string>
#include <vector>

#include "options.hpp"
#include "totals.hpp"

namespace atelier::labelstudio_writer {

class LabelstudioWriter : public Stage {
 public:
  static constexpr Component kComponent{
      .id = "labelstudio.writer",
      .summary = "Writes a dataset as tasks for Label Studio, with the labelling interface that fits them.",
      .doc =
          "Polygons or brush regions, as predictions to be corrected or as annotations; read again by "
          "labelstudio.reader, each paints the same pixels. What cannot be written is counted in writer_report.json."};
  using Options = labelstudio_writer::Options;
  static constexpr Number kNumbers[] = {number("write/instances"), number("write/written"), number("write/skipped"),
                                        number("write/orphans")};
  static constexpr Output kOutputs[] = {
      output::path("annotations", "File tasks.json.", "annotations"),
      output::path("config", "File label_config.xml: the labelling interface.", "xml"),
  };
  static constexpr atelier_str kReports[] = {ATELIER_STR("writer_report.json")};
  static constexpr Rule kRules[] = {
      rule("Label Studio needs a name for what draws the labels", "give one, such as \"label\"")
          .must(condition::given("from_name")),
      rule("Label Studio needs a name for the picture", "give one, such as \"image\"")
          .must(condition::given("to_name")),
  };
  static const void* component_extension(std::string_view id) { return reports<kReports>(id); }

  explicit LabelstudioWriter(const Options& options) : options_(options) {}
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  std::vector<std::string> class_names(const Call& call) const;
  void check_pictures(const Call& call, uint64_t count) const;
  Totals write_tasks(const Call& call, const std::vector<std::string>& class_names, uint64_t count,
                     NewFile& file) const;

  Options options_;
};

}  // namespace atelier::labelstudio_writer
