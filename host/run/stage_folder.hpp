// Where one running stage writes: a fresh folder or, for a component that goes on, the unfinished folder of its
// lineage. When the work is done, whoever asked moves it to its place; when not, nothing of it is left, or what the
// next run goes on from. [main]
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "lineage.hpp"
#include "run_folder.hpp"
#include "unfinished.hpp"

namespace atelier::host {

class StageFolder {
 public:
  struct Options {
    Lineage lineage;    // needed of a component that goes on or extends
    bool anew = false;  // nothing of earlier work is wanted
    // Makes an empty folder, on the file system of the runs.
    std::function<Result<std::filesystem::path>()> fresh;
  };
  // `run` and `workflow` must outlive it.
  static Result<StageFolder> begin(const RunFolder& run, const ResolvedWorkflow& workflow, int stage, Options options);

  const std::filesystem::path& path() const { return folder_; }
  // Whether files of a run that did not reach its end are in it.
  bool continued() const { return unfinished_ && unfinished_->continued(); }
  // The folder of the result for `atelier.stage.earlier/1`, or "".
  const std::filesystem::path& earlier() const { return earlier_; }
  // Whether what is complete in it stays for the next run when this one does not reach its end, even by a crash.
  bool is_kept() const { return unfinished_.has_value(); }
  // "is given what a failed run left", "starts anew: …", or "" when there is nothing to say. What of a failed run's
  // work still holds only the stage can say.
  const std::string& start_words() const { return start_words_; }

  // The work is done: records what it is made from, for runs that extend it. The folder is to be moved then, and
  // `moved` to be called.
  Result<void> finish();
  void moved();
  // The stage did not reach its end. Whether something stays for the next run.
  bool give_up(Status ended);

 private:
  StageFolder(const RunFolder& run, const ResolvedWorkflow& workflow, int stage, Options options);
  Result<void> take_unfinished();
  std::string words_at_start(const EarlierResults& earlier) const;
  std::string why_not_kept() const;
  std::string why_anew(const std::optional<Finished>& other) const;

  const RunFolder& run_;
  const Node& node_;
  const std::string& workflow_;
  bool extends_ = false;
  Options options_;
  std::optional<Unfinished> unfinished_;
  std::filesystem::path folder_;
  std::filesystem::path earlier_;
  std::string start_words_;
};

}  // namespace atelier::host
