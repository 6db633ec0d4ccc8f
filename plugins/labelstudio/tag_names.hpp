// Which regions are on the picture that is taken, where tasks have several.
//
// A region names the tag of its picture in the labelling configuration (`to_name`), and a task names its pictures by
// the members of `data`; which tag shows which member stands in the configuration alone.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "found_tasks.hpp"

namespace atelier::labelstudio {

class TagNames {
 public:
  explicit TagNames(const Options& options) : options_(options) {}

  // place: of the task.
  void take(const FoundTask& task, const Candidate& chosen, const std::string& place);

  // Sets the index's `to_names`, and adds a note where nothing tells. Throws ATELIER_E_DATA when they must be given, or
  // those that are given are not there.
  void finish(TaskIndex& out) const;

 private:
  std::vector<std::string> found(TaskIndex& out) const;

  const Options& options_;
  std::set<std::string> all_, keys_, names_;  // names of tags; of tasks with several pictures: members, names of tags
  std::string first_, first_flat_;            // such a task
  uint64_t flat_ = 0;
};

// Whether a region of such a name is on the picture. [any]
bool is_on_picture(const TaskIndex& tasks, const Picture& picture, const std::string& to_name);

}  // namespace atelier::labelstudio
