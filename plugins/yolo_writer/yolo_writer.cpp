#include "yolo_writer.hpp"

#include <atelier/cpp/files.hpp>
#include <atelier/cpp/parallel.hpp>
#include <atelier/cpp/places.hpp>
#include <atomic>
#include <set>

#include "conversion/missing_pictures.hpp"
#include "conversion/stated_size.hpp"
#include "data_yaml.hpp"
#include "label_text.hpp"
#include "picture_copy.hpp"
#include "pictures/output_names.hpp"

namespace atelier::yolo_writer {

namespace fs = std::filesystem;

namespace {

constexpr uint64_t kPatience = 1024;  // pictures between two looks at whether to stop

}  // namespace

void YoloWriter::run(const Call& call, const fs::path& folder) {
  const Plan plan = this->plan(call);
  check_sources(call, plan);
  const std::string yaml = data_yaml(plan.class_names);

  std::set<fs::path> folders = {folder / "labels"};
  for (const auto* files : {&plan.labels, &plan.images})
    for (const std::string& file : *files) folders.insert((folder / file).parent_path());
  for (const fs::path& each : folders) fs::create_directories(each);
  Totals totals = write_all(call, plan, folder);
  totals.outcomes.count_orphans(call, options_.dataset);
  const conversion::StageWords words = {"written", "writer_report.json", {{"crowd", "`crowd`"}}};
  if (options_.strict) conversion::refuse_defects(call, options_.dataset, totals.outcomes, words);
  const conversion::Assessment assessment(call, options_.dataset, totals.outcomes, words);
  write_file(folder / "writer_report.json", report_json(totals, options_.crowd, assessment));
  write_file(folder / "data.yaml", yaml);
  call.result(summary(totals, options_.crowd));
  totals.outcomes.emit(call);
  assessment.say(call);
}

std::unique_ptr<Opened> YoloWriter::open(const Call&, const fs::path& folder) {
  using Files = std::initializer_list<std::pair<std::string_view, std::string_view>>;
  return std::make_unique<OpenedFiles>(folder, Files{{"labels", "labels"}, {"data", "data.yaml"}});
}

YoloWriter::Plan YoloWriter::plan(const Call& call) const {
  Plan plan;
  const DatasetRef& dataset = options_.dataset;
  const DatasetCounts counts = dataset.describe(call);
  for (uint64_t i = 0; i < counts.classes; ++i) plan.class_names.push_back(str(dataset.class_at(call, i).name));
  pictures::OutputNames names(".txt", "label file");
  for (uint64_t i = 0; i < counts.pictures; ++i) {
    if (i % kPatience == 0) call.stop_if_cancelled();
    const atelier_picture picture = dataset.picture_at(call, i);
    conversion::check_stated_size(picture);
    const std::string name = str(picture.file_name);
    plan.labels.push_back((fs::path("labels") / names.add(name, picture.id)).string());
    if (*options_.copy_pictures == Copies::kNone) continue;
    plan.images.push_back((fs::path("images") / pictures::checked_name(name, picture.id)).string());
    plan.sources.push_back(str(picture.path));
  }
  return plan;
}

void YoloWriter::check_sources(const Call& call, const Plan& plan) const {
  conversion::MissingPictures missing;
  for (uint64_t i = 0; i < plan.sources.size(); ++i) {
    if (i % kPatience == 0) call.stop_if_cancelled();
    if (plan.sources[i].empty())
      throw Error(ATELIER_E_DATA, text("the dataset does not say where its pictures lie: give its reader their folder, "
                                       "or set copy_pictures = \"none\""));
    missing.look_for(options_.dataset->picture_at(call, i));
  }
  missing.refuse(call, options_.dataset, "set copy_pictures = \"none\" for labels without pictures");
}

Totals YoloWriter::write_all(const Call& call, const Plan& plan, const fs::path& folder) const {
  const uint64_t count = plan.labels.size();
  std::vector<LabelWriter> writers;
  for (unsigned i = 0; i < call.threads(); ++i)
    writers.emplace_back(options_.dataset, plan.class_names.size(), *options_.crowd == Crowd::kClass, options_.simplify,
                         options_.holes);
  std::vector<Totals> totals_of_threads(writers.size());
  std::atomic<uint64_t> done{0};
  for_each_index(count, call.threads(), [&](unsigned thread, uint64_t i) {
    call.stop_if_cancelled();
    write_file(folder / plan.labels[i], writers[thread].write(call, i, totals_of_threads[thread]), false);
    if (*options_.copy_pictures == Copies::kLink) {
      link_picture(plan.sources[i], folder / plan.images[i]);
      hold_place(call, plan.sources[i]);
    }
    if (*options_.copy_pictures == Copies::kCopy) copy_picture(plan.sources[i], folder / plan.images[i]);
    call.progress(++done, count, "pictures");
  });
  Totals all;
  for (const Totals& totals : totals_of_threads) all.merge(totals);
  return all;
}

}  // namespace atelier::yolo_writer
