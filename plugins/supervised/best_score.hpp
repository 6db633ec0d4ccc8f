// Which weights so far are the best ones, and whether it is time to stop: by a scalar of the metrics on the validation
// part, or by the mean train loss of epochs when there is no validation part or `best_by` is "train_loss". The first of
// equals stays; an undefined value (NaN) loses against any defined one. All it knows is a function of the scores.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "results.hpp"

namespace atelier::supervised {

// How often in a row a score may fail to be better than the best before it by more than `least`; 0: as often as it
// likes.
struct Patience {
  uint64_t scores = 0;
  double least = 0;
};

class BestScore {
 public:
  static constexpr std::string_view kTrainLoss = "train_loss";

  // When it was.
  struct Moment {
    uint64_t epoch = 0;  // from 1; 0: nowhere yet
    uint64_t step = 0;
    std::string reason;  // "mean IoU 0.612", "loss 0.4321"
  };

  // `offered`: what the metrics give before anything is counted. lowest: the lowest value of a scalar is the best, as
  // the train loss's always is. Throws ATELIER_E_INVALID when `best_by` is not offered.
  BestScore(const std::string& best_by, bool lowest, bool validates, const Results& offered);

  bool lower_is_better() const { return lower_is_better_; }
  bool is_train_loss() const { return by_ == kTrainLoss; }
  // The name of the scalar.
  const std::string& by() const { return by_; }

  // The score of weights with these results.
  double score_of(double train_loss, const Results& results) const;
  // Takes the next score; whether it is the best so far.
  bool takes(double score, uint64_t epoch, uint64_t step, const Results& results);

  const Moment& moment() const { return moment_; }
  const std::vector<double>& scores() const { return scores_; }
  // When training ends; nothing: not yet.
  struct End {
    size_t scores;               // after so many
    std::optional<size_t> best;  // which of them none was better than by enough; nothing: all are undefined
  };
  static std::optional<End> end_of(const std::vector<double>& scores, bool lower_is_better, const Patience& patience);
  std::optional<End> ends_after(const Patience& patience) const { return end_of(scores_, lower_is_better_, patience); }
  // "mean IoU has not risen above 0.410 (epoch 4) for 3 validations (patience = 3)". place: where the best one was.
  std::string end_words(const End& end, const Patience& patience, const std::string& place) const;

  // Goes on from what another one knew.
  void restore(std::vector<double> scores, Moment moment);

 private:
  std::string by_;
  bool lower_is_better_;
  bool percent_ = false;  // people read it in %
  std::vector<double> scores_;
  double best_ = 0;  // where moment_ says one
  Moment moment_;
};

}  // namespace atelier::supervised
