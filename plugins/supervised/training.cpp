#include "training.hpp"

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/random.hpp>
#include <cmath>

#include "durable_files.hpp"
#include "model_page.hpp"
#include "not_finite.hpp"
#include "weights_file.hpp"

namespace atelier::supervised {

namespace fs = std::filesystem;

namespace {

Saver::Settings saver_settings(const TrainOptions& options, const fs::path& folder, const std::string& suffix) {
  return {folder / ResultNames::kCheckpoints, *options.checkpoint, *options.keep_checkpoints, suffix};
}

nlohmann::ordered_json json_of(const std::optional<Settings>& settings) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  if (settings)
    for (const auto& [name, value] : *settings) out[name] = value;
  return out;
}

}  // namespace

Training::Training(const Call& call, const TrainOptions& options, const fs::path& folder, const fs::path& earlier)
    : call_(call),
      options_(options),
      folder_(folder),
      earlier_(earlier),
      model_(*options.model),
      info_(require_samples(call, options)),
      names_{weights_name("", info_)},
      augmenters_(objects_of(*options.augment)),
      plan_(plan_of(call, options, augmenters_)),
      lengths_(require_fit(call, options, info_, plan_)),
      validations_(options, lengths_.steps),
      step_(model_, *options.loss, *options.optimizer, info_, options.aux_weight),
      best_(make_best(call, options)),
      labels_(preflight(call, *options.train, options.validate.given() ? &*options.validate : nullptr)),
      saver_(saver_settings(options, folder, names_.suffix), model_, *options.optimizer,
             options.ema > 0 ? &averaged_.emplace(call, model_, options.ema) : nullptr),
      wish_{{options.epochs, {options.patience, options.min_delta}},
            options.extend,
            best_.lower_is_better(),
            lengths_.steps,
            facts_of(call, options, labels_)} {}

void Training::run() {
  tidy();
  if (is_complete()) return call_.info("all of it was done already");
  begin();
  try {
    go_on();
  } catch (...) {
    pass_.reset();
    leave_checkpoint();
    throw;
  }
  finish();
}

// What was being made, or removed, when a run ended.
void Training::tidy() const {
  std::vector<fs::path> broken;
  for (const auto& entry : fs::directory_iterator(folder_))
    if (entry.path().native().ends_with(kUnfinished)) broken.push_back(entry.path());
  for (const fs::path& path : broken) fs::remove_all(path);
  remove_folder(folder_ / ResultNames::kBadBatch);
}

// A run that was ended between the end of its work and that of the program.
bool Training::is_complete() const {
  const fs::path kept = folder_ / ResultNames::kCheckpoint;
  if (!fs::exists(kept) || fs::exists(saver_.folder())) return false;
  try {
    const Checkpoint there = read_checkpoint(kept);
    if (there.state.plan.epochs != wish_.plan.epochs || !objection(there.state, wish_).empty()) return false;
    if (options_.keep_state && !there.files.count(role::kOptimizer)) return false;
  } catch (const Error&) {
    return false;
  }
  return fs::exists(folder_ / ResultNames::kHistory) && fs::exists(folder_ / ResultNames::kPage);
}

void Training::begin() {
  std::vector<fs::path> folders = saver_.checkpoints().begin();
  folders.push_back(folder_ / ResultNames::kCheckpoint);
  if (!earlier_.empty()) folders.push_back(earlier_ / ResultNames::kCheckpoint);
  const Choice choice = choose(call_, folders, wish_);
  saver_.checkpoints().go_on_from(choice.from ? choice.from->folder : fs::path(), choice.useless);
  if (choice.from) {
    go_on_from(*choice.from);
  } else {
    // As a run with checkpoint = "off" leaves it, or one that ended soon. Of useless checkpoints it has been said.
    if (saver_.begin_anew() && choice.useless.empty())
      call_.info("there is no checkpoint to go on from: training begins anew");
    state_.facts = wish_.facts;
  }
  state_.plan = wish_.plan;
  state_.model = json_of(model_.settings(call_));
  state_.steps_per_epoch = lengths_.steps;
  step_.setup(call_, options_.train->describe(call_), labels_.front().counts.pixels);
  epoch_start_ = Stopwatch::now();
  report_progress(0);  // the first one tells what was there before this run
}

void Training::go_on_from(const Checkpoint& checkpoint) {
  state_ = checkpoint.state;
  if (state_.plan.epochs != wish_.plan.epochs) state_.extended.push_back(state_.plan.epochs);
  best_.restore(state_.scores, state_.best);
  const Attempt attempt(call_);
  try {
    saver_.restore(attempt.call(), checkpoint);
  } catch (const std::exception& e) {
    throw Error(ATELIER_E_DATA,
                text("the checkpoint ", checkpoint.folder.string(), " is sound, but cannot be gone on from: ",
                     attempt.text().empty() ? e.what() : attempt.text(), "; remove it to begin anew"));
  }
  const nlohmann::ordered_json settings = json_of(model_.settings(call_));
  for (const auto& [name, value] : state_.model.items())
    if (!settings.contains(name) || settings.at(name) != value)
      call_.warn(text("the checkpoint was made with ", name, " = ", value.get<std::string>(), ", the model now has ",
                      settings.contains(name) ? settings.at(name).get<std::string>() : "no such setting",
                      ": what comes is not what would have come without the interruption"));
  state_.plan = wish_.plan;
  call_.info(text("goes on after step ", state_.step, " (epoch ", state_.epoch, " of ", *options_.epochs, ", batch ",
                  state_.batch, " of ", lengths_.steps, ") from ", checkpoint.folder.string()));
  steps_before_ = state_.step;
  // A finished result is no work of this stage's run: it counts what comes on top.
  if (checkpoint.folder.parent_path() == earlier_) batches_before_ = batches_done();
}

bool Training::is_done() const {
  if (state_.step == 0 || state_.judged_step != state_.step) return false;
  return has_all_epochs() || best_.ends_after(state_.plan.patience);
}

void Training::go_on() {
  for (;;) {
    if (is_judgement_due()) judge();
    if (is_done()) return;
    if (state_.batch == lengths_.steps) begin_epoch();
    learn();
    save_if_due();
  }
}

void Training::begin_epoch() {
  pass_.reset();
  ++state_.epoch;
  state_.batch = 0;
  state_.loss_sum = 0;
  state_.seconds = 0;
  state_.epoch_score = std::nan("");
  watch_ = {};
  epoch_start_ = Stopwatch::now();
  epoch_saving_ = saver_.seconds();
}

double Training::rate_factor() const {
  auto in = blank<atelier_schedule_input>();
  in.lower_is_better = best_.lower_is_better() ? 1 : 0;
  in.step = state_.step;
  in.total = options_.epochs * lengths_.steps;
  in.epoch = state_.epoch - 1;
  in.epoch_count = options_.epochs;
  in.scores = state_.epoch_scores.data();
  in.score_count = state_.epoch_scores.size();
  return options_.schedule->factor(call_, in);
}

Batch Training::next_batch() {
  const std::string loader = named("the loader", options_.loader->component_id());
  if (!pass_) {
    plan_.epoch = state_.epoch - 1;
    plan_.first_batch = state_.batch;
    pass_.emplace(options_.loader->begin(call_, plan_));
    if (const uint64_t now = pass_->info().batches; now != lengths_.steps)
      throw Error(ATELIER_E_INTERNAL,
                  text("the batches of ", loader, " number ", now, " in epoch ", state_.epoch, ", but ", lengths_.steps,
                       " in the first: its sampler has to give as many samples in every epoch"));
  }
  std::optional<Batch> batch = Stopwatch::timed(watch_.waiting, [&] { return pass_->next(call_); });
  if (!batch)
    throw Error(ATELIER_E_INTERNAL, text(loader, " ended epoch ", state_.epoch, " after ", state_.batch, " of the ",
                                         lengths_.steps, " batches that it said it has"));
  return std::move(*batch);
}

void Training::learn() {
  call_.stop_if_cancelled();
  SeenBatch batch = seen(call_, *options_.train, next_batch());
  see_size(batch.batch);
  const double factor = rate_factor();
  const uint64_t seed = mix_seed(plan_.seed, state_.step);
  is_between_steps_ = false;
  const double loss = Stopwatch::timed(watch_.stepping, [&] { return step_(call_, batch.batch, factor, seed); });
  state_.learning_rate = options_.optimizer->learning_rate(call_) * factor;
  if (!std::isfinite(loss)) {
    check_weights();  // then it was the step before
    stop(&batch, text("the loss is ", loss, " at ", place(1), " and the loss's options"));
  }
  if (averaged_) averaged_->add(call_, state_.step + 1);
  is_between_steps_ = true;
  ++state_.step;
  ++state_.batch;
  state_.loss_sum += loss;
  state_.seconds += watch_.lap();
  last_batch_ = std::move(batch);
  call_.emit_scalar("train/step_loss", state_.step, loss);
  report_progress(0);
  if (state_.batch == lengths_.steps) end_pass();
}

// Asks once more, for a loader that has more than it said.
void Training::end_pass() {
  pass_->next(call_);
  pass_.reset();
}

// The pictures' size, where it is one in all batches.
void Training::see_size(const Batch& batch) {
  const int64_t height = batch.labels.dim(1), width = batch.labels.dim(2);
  if (state_.height < 0) state_.height = height, state_.width = width;
  if (state_.height != height || state_.width != width) state_.height = state_.width = 0;
}

void Training::save_if_due() {
  if (!saver_.is_due(call_, state_.batch == lengths_.steps) || saver_.has(state_)) return;
  check_weights();
  saver_.save(call_, state_);
}

// After a failure or when it is to stop: where it stands, if that is a place to go on from. What failed may have failed
// for a reason that keeps this from working too; then the checkpoints before it are what there is.
void Training::leave_checkpoint() {
  if (saver_.is_off() || state_.step == 0 || !is_between_steps_) return;
  const Attempt attempt(call_);
  try {
    if (averaged_ && averaged_->is_in_model()) averaged_->exchange(attempt.call());
    if (find_not_finite(model_.parameters(attempt.call()))) return;
    saver_.save_now(attempt.call(), state_);
    if (counted_) write_partial(partial_file(), place_digest(), *counted_);
    call_.info(text("saved what is done up to step ", state_.step, " (epoch ", state_.epoch, " of ", *options_.epochs,
                    ", batch ", state_.batch, " of ", lengths_.steps, ")"));
  } catch (const std::exception& e) {
    const std::string& newest = saver_.checkpoints().newest();
    call_.warn(text("cannot keep what is done up to step ", state_.step, ": ",
                    attempt.text().empty() ? e.what() : attempt.text(), "; ",
                    newest.empty() ? "there is no checkpoint" : "the last checkpoint is " + newest));
  }
}

void Training::finish() {
  tell_end();
  saver_.save_now(call_, state_);
  const std::string page = model_page(model_.component_id(), model_.settings(call_), options_.train->describe(call_),
                                      std::max<int64_t>(state_.height, 0), std::max<int64_t>(state_.width, 0));
  saver_.writing(call_, "the result", [&](const Call&) {
    write_file(folder_ / ResultNames::kLabels, labels_json(labels_));
    write_results(folder_, saver_.folder() / saver_.checkpoints().newest(), names_, page, options_.keep_state);
  });
}

}  // namespace atelier::supervised
