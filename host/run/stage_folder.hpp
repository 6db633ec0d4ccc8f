// Where one running stage writes: a fresh folder of the run or, for a component that goes on, the unfinished folder of
// its key. What ends well gets its name under outputs/; what does not leaves nothing, or what the next run goes on
// from. [main]
#pragma once

#include <optional>
#include <string>

#include "lineage.hpp"
#include "run_folder.hpp"
#include "unfinished.hpp"

namespace atelier::host {

class StageFolder {
 public:
  // All must outlive it.
  static Result<StageFolder> begin(const RunFolder& run, const ResolvedWorkflow& workflow, int stage);

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

  Result<void> commit();
  // The stage did not reach its end. Whether something stays for the next run.
  bool give_up(Status ended);

 private:
  StageFolder(const RunFolder& run, const ResolvedWorkflow& workflow, int stage);
  std::string words_at_start(bool resumes, const EarlierResults& earlier) const;
  std::string why_not_kept() const;
  std::string why_anew(const std::optional<Finished>& other) const;

  const RunFolder& run_;
  const Node& node_;
  const std::string& workflow_;
  bool extends_ = false;
  Lineage lineage_;  // of a component that goes on or extends, else empty
  std::optional<Unfinished> unfinished_;
  std::filesystem::path folder_;
  std::filesystem::path earlier_;
  std::string start_words_;
};

}  // namespace atelier::host
