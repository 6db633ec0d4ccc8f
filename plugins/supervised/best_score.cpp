#include "best_score.hpp"

#include <atelier/cpp/words.hpp>
#include <cmath>
#include <utility>

namespace atelier::supervised {

namespace {

bool is_better(double score, double than, bool lower_is_better, double by = 0) {
  if (std::isnan(than)) return !std::isnan(score);
  return lower_is_better ? score < than - by : score > than + by;
}

}  // namespace

BestScore::BestScore(const std::string& best_by, bool lowest, bool validates, const Results& offered)
    : by_(validates ? best_by : std::string(kTrainLoss)), lower_is_better_(lowest || by_ == kTrainLoss) {
  if (by_ == kTrainLoss) return;
  if (const Scalar* scalar = offered.scalar(by_)) {
    percent_ = scalar->percent;
    return;
  }
  std::string names;
  for (const Scalar& s : offered.scalars) names += s.name + ", ";
  throw Error(ATELIER_E_INVALID,
              text("best_by is \"", by_, "\", which no metric gives: there are ", names, kTrainLoss));
}

double BestScore::score_of(double train_loss, const Results& results) const {
  if (is_train_loss()) return train_loss;
  const Scalar* scalar = results.scalar(by_);
  if (!scalar) throw Error(ATELIER_E_INTERNAL, text("no metric gives `", by_, "` any more"));
  return scalar->value;
}

bool BestScore::takes(double score, uint64_t epoch, uint64_t step, const Results& results) {
  scores_.push_back(score);
  if (moment_.epoch != 0 && !is_better(score, best_, lower_is_better_)) return false;
  best_ = score;
  const Scalar* scalar = is_train_loss() ? nullptr : results.scalar(by_);
  moment_ = {epoch, step, scalar ? words(by_) + " " + readable(*scalar) : "loss " + fixed(score, 4)};
  return true;
}

std::optional<BestScore::End> BestScore::end_of(const std::vector<double>& scores, bool lower_is_better,
                                                const Patience& patience) {
  if (patience.scores == 0) return std::nullopt;
  std::optional<size_t> best;
  uint64_t borne = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (is_better(scores[i], best ? scores[*best] : std::nan(""), lower_is_better, patience.least)) {
      best = i;
      borne = 0;
    } else if (++borne >= patience.scores) {
      return End{i + 1, best};
    }
  }
  return std::nullopt;
}

std::string BestScore::end_words(const End& end, const Patience& patience, const std::string& place) const {
  std::string out = is_train_loss() ? "the train loss" : words(by_);
  if (end.best) {
    const double best = scores_.at(*end.best);
    out += text(lower_is_better_ ? " has not fallen below " : " has not risen above ",
                is_train_loss() ? fixed(best, 4) : readable({by_, best, percent_, true}), " (", place, ")");
    if (patience.least > 0) out += text(" by more than ", patience.least);
  } else {
    out += " has been undefined";
  }
  return out + text(" for ",
                    is_train_loss() ? counted(patience.scores, "epoch", "epochs")
                                    : counted(patience.scores, "validation", "validations"),
                    " (patience = ", patience.scores, ")");
}

void BestScore::restore(std::vector<double> scores, Moment moment) {
  scores_ = std::move(scores);
  moment_ = std::move(moment);
  if (moment_.epoch == 0) return;
  best_ = scores_.at(0);
  for (const double score : scores_)
    if (is_better(score, best_, lower_is_better_)) best_ = score;
}

}  // namespace atelier::supervised
