// Where one running stage writes: a fresh folder of the run or, for a component that goes on, the unfinished folder of
// its key. What ends well gets its name under outputs/; what does not leaves nothing, or what the next run goes on
// from. [main]
#pragma once

#include <optional>
#include <string>

#include "run_folder.hpp"
#include "unfinished.hpp"

namespace atelier::host {

class StageFolder {
 public:
  // Throws atelier::Error.
  StageFolder(const RunFolder& run, const ResolvedWorkflow& workflow, int stage)
      : run_(run),
        name_(workflow.nodes[static_cast<size_t>(stage)].name),
        unfinished_(unfinished(run, workflow, stage)),
        folder_(unfinished_ ? unfinished_->folder() : run.begin_output(name_)) {}

  const std::filesystem::path& path() const { return folder_; }
  // Whether files of an interrupted run are in it.
  bool continued() const { return unfinished_ && unfinished_->continued(); }

  // Throws atelier::Error.
  void commit() {
    run_.commit_output(name_, folder_);
    if (unfinished_) unfinished_->drop();
  }
  // The stage failed: nothing of it stays.
  void drop() {
    if (unfinished_) return unfinished_->drop();
    run_.drop_output(name_);
  }
  // The run was interrupted. Whether something stays for the next one.
  bool interrupt() {
    if (unfinished_) return unfinished_->keep();
    run_.drop_output(name_);
    return false;
  }

 private:
  static std::optional<Unfinished> unfinished(const RunFolder& run, const ResolvedWorkflow& workflow, int stage) {
    if (!workflow.nodes[static_cast<size_t>(stage)].component->resumes) return std::nullopt;
    return Unfinished::take(run.workspace(), unfinished_key(workflow, stage), run.outputs());
  }

  const RunFolder& run_;
  std::string name_;
  std::optional<Unfinished> unfinished_;
  std::filesystem::path folder_;
};

}  // namespace atelier::host
