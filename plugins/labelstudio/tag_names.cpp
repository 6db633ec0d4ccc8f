#include "tag_names.hpp"

#include <algorithm>
#include <atelier/cpp/words.hpp>

namespace atelier::labelstudio {

namespace {

std::string list_of(const std::set<std::string>& names) {
  std::string out;
  for (const std::string& each : names) out += text(out.empty() ? "`" : ", `", each, "`");
  return out;
}

}  // namespace

void TagNames::take(const FoundTask& task, const Candidate& chosen, const std::string& place) {
  all_.insert(chosen.to_names.begin(), chosen.to_names.end());
  if (!task.picture.several || chosen.regions == 0) return;
  keys_.insert(task.picture_keys.begin(), task.picture_keys.end());
  names_.insert(chosen.to_names.begin(), chosen.to_names.end());
  if (first_.empty()) first_ = place;
  if (!task.is_flat) return;
  if (flat_++ == 0) first_flat_ = place;
}

void TagNames::finish(TaskIndex& out) const {
  const std::vector<std::string>& given = options_.to_name;
  out.to_names_given = !given.empty();
  out.to_names = given.empty() ? found(out) : given;
  for (const std::string& each : given)
    if (all_.count(each) == 0)
      throw Error(ATELIER_E_DATA, text(options_.annotations->string(), ": no region is on `", each,
                                       "`, which the option `to_name` lists; there are regions on ",
                                       all_.empty() ? "pictures without a name" : list_of(all_)));
}

std::vector<std::string> TagNames::found(TaskIndex& out) const {
  const std::string key = options_.image_key->empty() ? "image" : *options_.image_key;
  if (names_.count(key) != 0) return {key};
  std::set<std::string> left;  // tags of the names of other members show these
  std::set_difference(names_.begin(), names_.end(), keys_.begin(), keys_.end(), std::inserter(left, left.end()));
  if (left.size() > 1)
    throw Error(ATELIER_E_DATA, text(options_.annotations->string(), ": there are tasks of several pictures (",
                                     list_of(keys_), "), the first of them ", first_, ", with regions on ",
                                     list_of(left), " (`to_name`). Which of these shows `", key,
                                     "` stands in the project's labelling configuration (`<Image name=… value=\"$", key,
                                     "\"/>`) and not in the export: say it with the option to_name = [\"",
                                     *left.begin(), "\"], and the others' regions are left out"));
  if (flat_ != 0)
    out.notes.push_back({"picture_unknown", flat_, NoteLevel::kWarning,
                         text(counted(flat_, "task of JSON-MIN has", "tasks of JSON-MIN have"), " several pictures (",
                              list_of(keys_), "), the first of ", first_flat_,
                              ", and JSON-MIN does not tell on which of them a region is: all are taken to be on `",
                              key, "`; export the project as JSON")});
  if (left.size() == names_.size()) return {};  // one name, or none
  return left.empty() ? std::vector<std::string>{key} : std::vector<std::string>(left.begin(), left.end());
}

bool is_on_picture(const TaskIndex& tasks, const Picture& picture, const std::string& to_name) {
  if (tasks.to_names.empty() || to_name.empty() || !(picture.several || tasks.to_names_given)) return true;
  return std::find(tasks.to_names.begin(), tasks.to_names.end(), to_name) != tasks.to_names.end();
}

}  // namespace atelier::labelstudio
