// Which epoch so far is the best one: by a scalar of the metrics on the validation part (the highest), or by the mean
// train loss (the lowest) when there is no validation part or `best_by` is "train_loss". The first of equals stays; an
// undefined value (NaN) loses against any defined one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "results.hpp"

namespace atelier::supervised {

class BestEpoch {
 public:
  static constexpr std::string_view kTrainLoss = "train_loss";

  // `offered`: what the metrics give before anything is counted. Throws ATELIER_E_INVALID when `best_by` is not in it.
  BestEpoch(const std::string& best_by, bool validates, const Results& offered);

  // Whether the epoch that is done now is the best so far; it is remembered then.
  bool takes(double train_loss, const Results& results);

  // Counted from 1; 0: none yet.
  uint64_t epoch() const { return epoch_; }
  // "mean IoU 0.612", "loss 0.4321"
  std::string reason() const { return reason_; }
  // What each epoch so far was judged by.
  const std::vector<double>& scores() const { return scores_; }
  bool lower_is_better() const { return by_ == kTrainLoss; }

 private:
  std::string by_;
  std::vector<double> scores_;
  uint64_t epoch_ = 0;
  std::string reason_;
};

}  // namespace atelier::supervised
