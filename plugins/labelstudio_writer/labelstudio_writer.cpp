#include "labelstudio_writer.hpp"

#include <atelier/cpp/parallel.hpp>

#include "conversion/stated_size.hpp"
#include "label_config.hpp"
#include "pictures/output_names.hpp"
#include "task_text.hpp"

namespace atelier::labelstudio_writer {

namespace fs = std::filesystem;

namespace {

constexpr const char* kTasks = "tasks.json";
constexpr const char* kConfig = "label_config.xml";
constexpr uint64_t kBatch = 256;      // pictures whose text is held at once
constexpr uint64_t kPatience = 1024;  // pictures between two looks at whether to stop

}  // namespace

void LabelstudioWriter::run(const Call& call, const fs::path& folder) {
  const uint64_t count = options_.dataset->describe(call).pictures;
  const std::vector<std::string> class_names = this->class_names(call);
  const std::string config = label_config(class_names, controls_of(options_), options_.to_name);
  check_pictures(call, count);

  NewFile file(folder / kTasks);
  Totals totals = write_tasks(call, class_names, count, file);
  totals.outcomes.count_orphans(call, options_.dataset);
  const conversion::StageWords words = {"written", "writer_report.json", {{"crowd", "`crowd`"}}};
  if (options_.strict) conversion::refuse_defects(call, options_.dataset, totals.outcomes, words);
  const conversion::Assessment assessment(call, options_.dataset, totals.outcomes, words);
  write_file(folder / "writer_report.json", report_json(totals, options_, assessment));
  write_file(folder / kConfig, config);
  file.commit();
  call.result(summary(totals, options_.crowd));
  totals.outcomes.emit(call);
  assessment.say(call);
}

std::unique_ptr<Opened> LabelstudioWriter::open(const Call&, const fs::path& folder) {
  using Files = std::initializer_list<std::pair<std::string_view, std::string_view>>;
  return std::make_unique<OpenedFiles>(folder, Files{{"annotations", kTasks}, {"config", kConfig}});
}

std::vector<std::string> LabelstudioWriter::class_names(const Call& call) const {
  std::vector<std::string> names;
  const uint64_t count = options_.dataset->describe(call).classes;
  for (uint64_t i = 0; i < count; ++i) names.push_back(str(options_.dataset->class_at(call, i).name));
  return names;
}

void LabelstudioWriter::check_pictures(const Call& call, uint64_t count) const {
  for (uint64_t i = 0; i < count; ++i) {
    if (i % kPatience == 0) call.stop_if_cancelled();
    const atelier_picture picture = options_.dataset->picture_at(call, i);
    conversion::check_stated_size(picture);
    pictures::checked_name(str(picture.file_name), picture.id);
  }
}

// Batch by batch: the texts are made on all threads, then written in order.
Totals LabelstudioWriter::write_tasks(const Call& call, const std::vector<std::string>& class_names, uint64_t count,
                                      NewFile& file) const {
  std::vector<TaskWriter> writers;
  for (unsigned i = 0; i < call.threads(); ++i) writers.emplace_back(options_, class_names);
  std::vector<Totals> totals_of_threads(writers.size());
  std::vector<std::string> texts;
  file.write("[");
  for (uint64_t first = 0; first < count; first += kBatch) {
    texts.assign(std::min(kBatch, count - first), "");
    for_each_index(texts.size(), call.threads(), [&](unsigned thread, uint64_t i) {
      call.stop_if_cancelled();
      texts[i] = writers[thread].write(call, first + i, totals_of_threads[thread]);
    });
    std::string together;
    for (size_t i = 0; i < texts.size(); ++i) together += text(first + i == 0 ? "\n" : ",\n", texts[i]);
    file.write(together);
    call.progress(first + texts.size(), count, "pictures");
  }
  file.write("\n]\n");
  Totals all;
  for (const Totals& totals : totals_of_threads) all.merge(totals);
  return all;
}

}  // namespace atelier::labelstudio_writer
