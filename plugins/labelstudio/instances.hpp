// The regions of an annotation as the instances of a dataset.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <string>
#include <vector>

#include "outline.hpp"
#include "task_index.hpp"

namespace atelier::labelstudio {

// Regions of one instance, by their numbers: a region that lies below one of the same labels in the tool's tree is a
// part of it, and so is one of the same id and labels but another shape. In the order of the first. [any]
std::vector<std::vector<size_t>> instances_of(const std::vector<Region>& regions);

// Gives the instances of annotations of one picture, in order. Keeps its buffers: one for each thread.
class InstanceTaker {
 public:
  // index: of `picture`, from 0.
  InstanceTaker(const TaskIndex& tasks, uint64_t index, const TakeInstance& take)
      : tasks_(tasks), picture_(tasks.pictures[index]), index_(index), take_(take) {}

  void take(const Annotation& annotation);

 private:
  void take(const Annotation& annotation, const std::vector<size_t>& members);
  void give(const std::string& label, const Outline::Defect& defect, std::string why, const std::string& place);

  const TaskIndex& tasks_;
  const Picture& picture_;
  uint64_t index_;
  const TakeInstance& take_;
  Outline outline_;
  uint64_t given_ = 0;
};

}  // namespace atelier::labelstudio
