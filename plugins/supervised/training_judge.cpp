// What Training does between its steps: validation, the choice of the best weights, the history and its lines.
#include <cmath>

#include "durable_files.hpp"
#include "not_finite.hpp"
#include "partial_validation.hpp"
#include "training.hpp"

namespace atelier::supervised {

bool Training::is_judgement_due() const {
  if (state_.batch == 0 || state_.judged_step == state_.step) return false;
  return state_.batch == lengths_.steps || validations_.is_due(state_.step);
}

// Nothing of the state changes before all has gone well: what is left after a failure is a training that is to be
// judged.
void Training::judge() {
  check_weights();
  Results results;
  const bool validates = validations_.is_due(state_.step);
  const bool at_epoch_end = state_.batch == lengths_.steps;
  if (averaged_) averaged_->exchange(call_);
  if (validates) results = Stopwatch::timed(watch_.validating, [&] { return validate(); });
  if (best_.is_train_loss() ? at_epoch_end : validates) take_score(results);
  if (averaged_) averaged_->exchange(call_);
  state_.seconds += watch_.lap();
  if (at_epoch_end) state_.epoch_scores.push_back(state_.epoch_score);
  state_.history.push_back(history_line(results));
  state_.times.push_back(times_line());
  state_.judged_step = state_.step;
  report(results);
}

void Training::take_score(const Results& results) {
  BestScore with = best_;
  const double score = best_.score_of(mean_loss(), results);
  if (with.takes(score, state_.epoch, state_.step, results)) saver_.save_best(call_);
  best_ = std::move(with);
  state_.scores = best_.scores();
  state_.best = best_.moment();
  state_.epoch_score = score;
}

Results Training::validate() {
  const size_t metrics = options_.metrics->size();
  const ScoreStart start = read_partial(partial_file(), place_digest(), metrics).value_or(ScoreStart{});
  counted_.reset();
  uint64_t batches = start.batches, pictures = start.pictures;
  const auto count = [&] {
    ScoreStart so_far{batches, pictures, {}};
    for (const MetricRef& metric : *options_.metrics) so_far.sums.push_back(metric.export_sums(call_));
    return so_far;
  };
  try {
    return score(
        call_, validation_of(options_),
        [&](uint64_t batches_done, uint64_t pictures_done) {
          batches = batches_done;
          pictures = pictures_done;
          report_progress(batches);
          if (batches == start.batches || !saver_.is_due(call_, false)) return;
          if (!saver_.has(state_)) return saver_.save(call_, state_);
          const double begun = Stopwatch::now();
          write_partial(partial_file(), place_digest(), count());
          saver_.saved_otherwise(begun);
        },
        start);
  } catch (const std::exception&) {
    // Only then it was broken off between two batches.
    if (call_.cancelled() && batches > start.batches) counted_ = count();
    throw;
  }
}

void Training::check_weights() {
  const std::vector<atelier_parameter> parameters = model_.parameters(call_);
  if (const atelier_parameter* bad = find_not_finite(parameters)) {
    is_between_steps_ = false;  // nothing to go on from
    stop(last_batch_ ? &*last_batch_ : nullptr,
         text("the weights have come to hold values that are not finite, in `", view(bad->name), "`, after ", place(0),
              " and at ", named("the optimizer", options_.optimizer->component_id())));
  }
}

// The state says it all, down to the losses.
std::string Training::place_digest() const { return stamp_of_bytes(json_of(state_).dump()).digest; }

// Where training stands, and what helps when it went wrong there.
std::string Training::place(uint64_t ahead) const {
  return text("step ", state_.step + ahead, " (epoch ", state_.epoch, " of ", *options_.epochs, ", learning rate ",
              state_.learning_rate, "): lower the optimizer's lr; if it is so at once, look at the model's weights");
}

// Where a score was measured: with its step where an epoch has more than one.
std::string Training::place_words(uint64_t epoch, uint64_t step) const {
  const bool is_within = *options_.validate_every_steps > 0 && !best_.is_train_loss();
  return text("epoch ", epoch, is_within ? text(", step ", step) : "");
}

// Each score has a line in the history.
std::string Training::place_of_score(size_t index) const {
  for (const std::string& line : state_.history) {
    const auto json = nlohmann::ordered_json::parse(line);
    const uint64_t step = json.at("step");
    const bool has_score = best_.is_train_loss() ? step % lengths_.steps == 0 : json.contains(best_.by());
    if (has_score && index-- == 0) return place_words(json.at("epoch"), step);
  }
  return "?";
}

void Training::tell_end() const {
  if (steps_before_ > 0)
    call_.info(
        text("learnt ", state_.step - steps_before_, " steps in this run, after ", steps_before_, " that were there"));
  const std::optional<BestScore::End> end = best_.ends_after(state_.plan.patience);
  if (end && !has_all_epochs())
    call_.info(text("stops after ", place_words(state_.epoch, state_.step), ": ",
                    best_.end_words(*end, state_.plan.patience, end->best ? place_of_score(*end->best) : "")));
  call_.info(text("best: ", place_words(best_.moment().epoch, best_.moment().step), ", ", best_.moment().reason));
}

void Training::stop(const SeenBatch* batch, const std::string& why) {
  std::string all = why;
  if (batch) {
    all += "\n  the batch: " + names_of(*batch);
    const std::filesystem::path folder = folder_ / ResultNames::kBadBatch;
    try {
      dump(*batch, folder, state_.epoch, state_.step, why);
      all += "\n  its pictures and label maps are in " + folder.string();
    } catch (const std::exception& e) {
      all += text("\n  its pictures could not be written: ", e.what());
    }
  }
  throw Error(ATELIER_E_INVALID, all);
}

std::string Training::history_line(const Results& results) const {
  nlohmann::ordered_json line = {
      {"epoch", state_.epoch}, {"step", state_.step}, {"train_loss", mean_loss()}, {"lr", state_.learning_rate}};
  for (const Scalar& s : results.scalars) line[s.name] = s.value;
  return line.dump();
}

// Apart from the history, which is the same whenever and wherever the training runs.
std::string Training::times_line() const {
  return nlohmann::ordered_json{
      {"epoch", state_.epoch}, {"step", state_.step}, {"seconds", std::round(state_.seconds * 1000) / 1000}}
      .dump();
}

void Training::report(const Results& results) const {
  const std::string last = std::to_string(options_.epochs);
  std::string number = std::to_string(state_.epoch);
  number.insert(0, last.size() - std::min(last.size(), number.size()), ' ');
  std::string line = text("epoch ", number, "/", last);
  const bool at_epoch_end = state_.batch == lengths_.steps;
  if (!at_epoch_end) line += text("  step ", state_.step);
  line += "  loss " + fixed(mean_loss(), 4);
  for (const Scalar& s : results.scalars)
    if (s.main) line += "  " + words(s.name) + " " + readable(s);
  call_.result(text(line, "  (", fixed(state_.seconds, 1), " s)"));

  // What people look at comes first: a program that shows the newest numbers has room for a few.
  const auto emit_validated = [&](bool main) {
    for (const Scalar& s : results.scalars)
      if (s.main == main) call_.emit_scalar("validate/" + s.name, state_.step, s.value);
  };
  emit_validated(true);
  call_.emit_scalar("train/loss", state_.step, mean_loss());
  if (at_epoch_end) report_times();
  call_.emit_scalar("train/learning_rate", state_.step, state_.learning_rate);
  emit_validated(false);
}

// Shares of the time of this epoch's steps, as far as they were taken by this run.
void Training::report_times() const {
  const double all = Stopwatch::now() - epoch_start_ - watch_.validating;
  const double saving = saver_.seconds() - epoch_saving_;
  if (!(all > 0)) return;
  call_.emit_scalar("train/loader_wait", state_.step, watch_.waiting / all);
  call_.emit_scalar("train/saving", state_.step, saving / all);
  call_.emit_scalar("train/around_steps", state_.step,
                    std::max(0.0, all - watch_.waiting - watch_.stepping - saving) / all);
}

// Validation counts along, so that there is one thing that progress is told of.
uint64_t Training::batches_done() const {
  const bool is_ahead = validations_.is_due(state_.step) && state_.judged_step != state_.step;
  return state_.step + (validations_.until(state_.step) - (is_ahead ? 1 : 0)) * lengths_.validation;
}

void Training::report_progress(uint64_t validated) const {
  const uint64_t steps = options_.epochs * lengths_.steps;
  const uint64_t total = steps + validations_.until(steps) * lengths_.validation;
  call_.progress(batches_done() + validated - batches_before_, total - batches_before_, "batches");
}

}  // namespace atelier::supervised
