// Where a training stands, beside the weights and what the optimizer remembers: all that decides how it goes on, and
// all that it has to tell at its end. It becomes JSON and comes back from it bit for bit.
//
// A position is between two steps: `batch` batches of `epoch` are learnt. What is due after the last of them
// (validation, a line of the history) is done when judged_step says this step.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "best_score.hpp"

namespace atelier::supervised {

// Of the options that another run may change and still go on.
struct Plan {
  uint64_t epochs = 0;
  Patience patience;
};

struct TrainingState {
  Plan plan;
  std::vector<uint64_t> extended;  // the `epochs` of the trainings that this one goes on from
  uint64_t steps_per_epoch = 0;

  uint64_t epoch = 1;
  uint64_t batch = 0;
  uint64_t step = 0;  // over all epochs
  uint64_t judged_step = 0;

  double loss_sum = 0;       // of the epoch's batches so far
  double learning_rate = 0;  // of the last step
  double seconds = 0;        // of the epoch so far
  double epoch_score = 0;    // the last one of this epoch; NaN: none yet

  std::vector<double> scores;  // BestScore's
  BestScore::Moment best;
  std::vector<double> epoch_scores;  // of each epoch that is done; NaN: not measured
  std::vector<std::string> history;  // lines of history.jsonl
  std::vector<std::string> times;    // lines of times.jsonl

  int64_t height = -1, width = -1;  // of the training pictures; -1: none seen yet; 0: they vary

  nlohmann::ordered_json model = nlohmann::ordered_json::object();  // its settings, as it tells them
  nlohmann::ordered_json facts;                                     // of data and model, to be compared: see resume.hpp

  TrainingState();
};

nlohmann::ordered_json json_of(const TrainingState& state);
// Throws ATELIER_E_DATA for what is none.
TrainingState state_of(const nlohmann::ordered_json& json);

}  // namespace atelier::supervised
