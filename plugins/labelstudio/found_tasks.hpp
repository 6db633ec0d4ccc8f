// All items of all files in short, and the choice among the annotations of each picture.
#pragma once

#include <atelier/cpp/core.hpp>
#include <map>
#include <string>
#include <vector>

#include "task_index.hpp"

namespace atelier::labelstudio {

// An annotation or a prediction without its shapes.
struct Candidate {
  Picture::Chosen where;
  bool cancelled = false;
  bool ground_truth = false;
  std::string created;
  uint32_t height = 0;  // of the picture; 0: not given
  uint32_t width = 0;
  uint64_t regions = 0;
  uint64_t of_several_labels = 0;  // among the regions
  std::vector<std::string> labels;
  std::vector<std::string> to_names;
  std::map<std::string, uint64_t> without_shape;
};

struct FoundTask {
  Picture picture;                        // without what was chosen, its path and its size
  std::vector<std::string> picture_keys;  // where there are several
  bool is_flat = false;
  uint32_t height = 0;  // as the task's `data` says; 0: not given
  uint32_t width = 0;
  std::vector<Candidate> candidates;
};

// Items that tell of the same task are one. In the order of files and items.
std::vector<FoundTask> find_tasks(const Call& call, const std::vector<std::filesystem::path>& files,
                                  const std::string& picture_key);

struct Choice {
  std::vector<const Candidate*> candidates;
  uint64_t cancelled = 0;
  uint64_t passed_over = 0;  // others that would do
};
Choice choose(const std::vector<Candidate>& candidates, Which which, Several several);

}  // namespace atelier::labelstudio
