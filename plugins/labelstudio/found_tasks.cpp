#include "found_tasks.hpp"

#include <algorithm>
#include <atelier/cpp/parallel.hpp>
#include <set>
#include <unordered_map>

#include "picture_name.hpp"
#include "task_file.hpp"

namespace atelier::labelstudio {
namespace {

struct TaskItem {
  FoundTask task;
  std::optional<int64_t> id;
  bool is_whole = false;
};

Candidate candidate_of(const Annotation& annotation, const Picture::Chosen& where) {
  Candidate out;
  out.where = where;
  out.cancelled = annotation.cancelled;
  out.ground_truth = annotation.ground_truth;
  out.created = annotation.created;
  out.regions = annotation.regions.size();
  out.without_shape = annotation.without_shape;
  std::set<std::string> labels, to_names;
  for (const Region& region : annotation.regions) {
    labels.insert(region.labels.begin(), region.labels.end());
    if (!region.to_name.empty()) to_names.insert(region.to_name);
    if (region.labels.size() > 1) ++out.of_several_labels;
    if (out.height != 0 || region.height == 0 || region.width == 0) continue;
    out.height = region.height;
    out.width = region.width;
  }
  out.labels.assign(labels.begin(), labels.end());
  out.to_names.assign(to_names.begin(), to_names.end());
  return out;
}

void add_candidates(const std::vector<Annotation>& list, Picture::Chosen where, std::vector<Candidate>& out) {
  for (const Annotation& each : list) {
    out.push_back(candidate_of(each, where));
    ++where.index;
  }
}

std::vector<TaskItem> read_items(const Call& call, const std::filesystem::path& path, uint32_t number,
                                 const std::string& picture_key) {
  std::vector<TaskItem> items;
  TaskFile file(path, picture_key);
  uint64_t offset = 0;
  for (Task task; file.next(task, offset); task = {}) {
    call.stop_if_cancelled();
    TaskItem& item = items.emplace_back();
    item.id = task.id;
    item.is_whole = task.is_whole;
    item.task.picture.task = task.id ? text("task ", *task.id) : text("the task at byte ", offset);
    item.task.picture.inside = is_inside_json(task.picture);
    item.task.picture.written =
        item.task.picture.inside
            ? name_for_inside(task.picture, task.id ? item.task.picture.task : text("byte ", offset))
            : std::move(task.picture);
    item.task.picture.several = task.picture_keys.size() > 1;
    if (item.task.picture.several) item.task.picture_keys = std::move(task.picture_keys);
    item.task.is_flat = task.is_flat;
    item.task.picture.file = number;
    item.task.height = task.width == 0 ? 0 : task.height;
    item.task.width = task.width;
    add_candidates(task.annotations, {{number, offset}, false, 0}, item.task.candidates);
    add_candidates(task.predictions, {{number, offset}, true, 0}, item.task.candidates);
  }
  return items;
}

}  // namespace

std::vector<FoundTask> find_tasks(const Call& call, const std::vector<std::filesystem::path>& files,
                                  const std::string& picture_key) {
  std::vector<std::vector<TaskItem>> of_files(files.size());
  for_each_index(files.size(), call.threads(), [&](unsigned, uint64_t i) {
    of_files[i] = read_items(call, files[i], static_cast<uint32_t>(i), picture_key);
  });
  std::vector<FoundTask> tasks;
  std::unordered_map<int64_t, size_t> in_parts;  // tasks whose annotations are items of their own
  for (std::vector<TaskItem>& items : of_files)
    for (TaskItem& item : items) {
      if (!item.is_whole && item.id) {
        const auto [known, is_new] = in_parts.emplace(*item.id, tasks.size());
        if (!is_new) {
          std::vector<Candidate>& all = tasks[known->second].candidates;
          std::move(item.task.candidates.begin(), item.task.candidates.end(), std::back_inserter(all));
          continue;
        }
      }
      item.task.picture.id = item.id.value_or(0);
      tasks.push_back(std::move(item.task));
    }
  return tasks;
}

Choice choose(const std::vector<Candidate>& candidates, Which which, Several several) {
  Choice out;
  std::vector<const Candidate*> annotations, predictions;
  for (const Candidate& each : candidates) {
    if (each.where.prediction)
      predictions.push_back(&each);
    else if (each.cancelled)
      ++out.cancelled;
    else
      annotations.push_back(&each);
  }
  const bool predicted = which == Which::kPredictions || (which == Which::kEither && annotations.empty());
  out.candidates = predicted ? predictions : annotations;
  const size_t all = out.candidates.size();
  if (several == Several::kAll || all < 2) return out;
  const auto is_truth = [](const Candidate* each) { return each->ground_truth; };
  if (std::any_of(out.candidates.begin(), out.candidates.end(), is_truth))
    std::erase_if(out.candidates, [&](const Candidate* each) { return !is_truth(each); });
  // As in the file where there are no times.
  std::stable_sort(out.candidates.begin(), out.candidates.end(),
                   [](const Candidate* a, const Candidate* b) { return a->created < b->created; });
  out.candidates = {several == Several::kLast ? out.candidates.back() : out.candidates.front()};
  out.passed_over = all - 1;
  return out;
}

}  // namespace atelier::labelstudio
