#include "task_index.hpp"

#include <algorithm>
#include <atelier/cpp/words.hpp>
#include <set>

#include "found_pictures.hpp"
#include "found_tasks.hpp"
#include "pictures/folder_walk.hpp"
#include "sources/file_kind.hpp"
#include "tag_names.hpp"

namespace atelier::labelstudio {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> files_of(const fs::path& annotations) {
  std::error_code ec;
  if (!fs::is_directory(annotations, ec)) return {annotations};
  std::vector<fs::path> files;
  // A storage names its files by numbers alone.
  pictures::walk(annotations, [&](const fs::directory_entry& entry, bool is_folder) {
    const std::string extension = entry.path().extension().string();
    if (!is_folder && (extension == ".json" || extension.empty())) files.push_back(entry.path());
    return true;
  });
  if (files.empty()) throw Error(ATELIER_E_DATA, text("there is no JSON file in ", annotations.string()));
  std::sort(files.begin(), files.end());
  return files;
}

// A number for a note, and the first place.
struct Counter {
  uint64_t count = 0;
  std::string first;
  void add(uint64_t more, const std::string& place) {
    if (count == 0 && more != 0) first = place;
    count += more;
  }
};

// Goes through the tasks and keeps of each what was chosen.
class IndexMaker {
 public:
  IndexMaker(const Options& options, TaskIndex& out) : options_(options), out_(out), tags_(options) {}

  void take(FoundTask&& task) {
    const Choice choice = choose(task.candidates, options_.which, options_.several);
    const std::string place = text(task.picture.task, " in ", out_.files[task.picture.file].string());
    ++tasks_;
    cancelled_.add(choice.cancelled, place);
    passed_over_.add(choice.passed_over, place);
    for (const Candidate& each : task.candidates)
      (each.where.prediction ? predictions_ : annotations_) += each.cancelled ? 0 : 1;
    if (choice.candidates.empty()) {
      unannotated_.add(1, place);
      if (*options_.unannotated == Unannotated::kSkip) return;
    }
    for (const Candidate* each : choice.candidates) {
      take(*each, place, task.picture);
      tags_.take(task, *each, place);
    }
    if (task.picture.height == 0) {
      task.picture.height = task.height;
      task.picture.width = task.width;
    }
    out_.pictures.push_back(std::move(task.picture));
  }

  void finish() {
    refuse_nothing();
    tags_.finish(out_);
    number_pictures();
    out_.classes = *options_.classes;
    if (out_.classes.empty()) out_.classes.assign(labels_.begin(), labels_.end());
    for (const std::string& name : out_.classes)
      if (!out_.labels.emplace(name, static_cast<uint32_t>(out_.labels.size() + 1)).second)
        throw Error(ATELIER_E_DATA, text("the option `classes` lists ", name, " twice"));
    write_notes();
  }

 private:
  void take(const Candidate& candidate, const std::string& place, Picture& picture) {
    picture.chosen.push_back(candidate.where);
    if (picture.height == 0) {
      picture.height = candidate.height;
      picture.width = candidate.width;
    }
    regions_ += candidate.regions;
    of_several_labels_.add(candidate.of_several_labels, place);
    labels_.insert(candidate.labels.begin(), candidate.labels.end());
    for (const auto& [type, count] : candidate.without_shape) {
      without_shape_.add(count, place);
      types_.insert(type);
    }
  }

  std::string types() const {
    std::string out;
    for (const std::string& each : types_) out += text(out.empty() ? "" : ", ", each);
    return out;
  }

  // What `which` passes over, with how to take it, or "".
  std::string others() const {
    const bool predicts = *options_.which == Which::kPredictions;
    const uint64_t count = predicts ? annotations_ : predictions_;
    if (count == 0) return "";
    const std::string_view one = predicts ? "annotation" : "prediction", all = predicts ? "annotations" : "predictions";
    return text("; there ", one_or_many(count, "is ", "are "), counted(count, one, all), ": which = \"", all,
                "\" takes ", one_or_many(count, "it", "them"));
  }

  // What would come to nothing without a word.
  void refuse_nothing() const {
    const auto refuse = [this](const std::string& why) {
      const std::string kind = sources::looks_like(out_.files.front(), sources::FileKind::kLabelStudio);
      throw Error(ATELIER_E_DATA, text(options_.annotations->string(), ": ",
                                       kind.empty() ? why : "there is no task of Label Studio in it", kind));
    };
    const std::string tasks = counted(tasks_, "task", "tasks"), others = this->others();
    if (tasks_ == 0) refuse("there is no task in it");
    if (out_.pictures.empty())
      refuse(text("none of ", tasks, " has ",
                  *options_.which == Which::kPredictions ? "a prediction" : "an annotation that was not skipped",
                  others.empty() ? "; unannotated = \"empty\" takes them as pictures of nothing" : others));
    if (regions_ == 0 && without_shape_.count != 0)
      refuse(text("there is no region in ", tasks, ", only results without a shape on a picture (", types(),
                  "): these cannot be painted", others));
  }

  // By their tasks where these have ids that are not given twice.
  void number_pictures() {
    std::set<int64_t> ids;
    for (const Picture& each : out_.pictures)
      if (each.id > 0) ids.insert(each.id);
    if (ids.size() == out_.pictures.size()) return;
    for (size_t i = 0; i < out_.pictures.size(); ++i) out_.pictures[i].id = static_cast<int64_t>(i + 1);
  }

  void write_notes() {
    const auto note = [&](const char* word, const Counter& counter, std::string sentence) {
      if (counter.count == 0) return;
      out_.notes.push_back({word, counter.count, NoteLevel::kInfo, text(sentence, ", the first of ", counter.first)});
    };
    note(
        "annotations_skipped", cancelled_,
        counted(cancelled_.count, "annotation was skipped by its annotator", "annotations were skipped by annotators"));
    note("annotations_not_chosen", passed_over_,
         text(counted(passed_over_.count, "annotation", "annotations"), " of tasks that have several: see `several`"));
    note("tasks_unannotated", unannotated_,
         text(counted(unannotated_.count, "task", "tasks"), " without anything to take ",
              *options_.unannotated == Unannotated::kSkip ? "left out" : "taken as pictures of nothing",
              ": see `unannotated`"));
    note("results_without_shape", without_shape_,
         text(counted(without_shape_.count, "result without a shape was", "results without a shape were"),
              " passed over (", types(), ")"));
    note("regions_of_several_labels", of_several_labels_,
         counted(of_several_labels_.count, "region has several labels and is an instance of each",
                 "regions have several labels and are instances of each"));
  }

  const Options& options_;
  TaskIndex& out_;
  std::set<std::string> labels_;
  std::set<std::string> types_;  // of results without a shape
  TagNames tags_;
  uint64_t tasks_ = 0, annotations_ = 0, predictions_ = 0, regions_ = 0;
  Counter cancelled_, passed_over_, unannotated_, without_shape_, of_several_labels_;
};

}  // namespace

TaskIndex make_index(const Call& call, const Options& options) {
  TaskIndex index;
  index.files = files_of(options.annotations);
  IndexMaker maker(options, index);
  for (FoundTask& task : find_tasks(call, index.files, options.image_key)) maker.take(std::move(task));
  maker.finish();
  find_pictures(call, options, index);
  return index;
}

}  // namespace atelier::labelstudio
