#include "train_supervised.hpp"

#include <atelier/cpp/files.hpp>
#include <atelier/cpp/random.hpp>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "not_finite.hpp"
#include "weights_file.hpp"

namespace atelier::supervised {

namespace fs = std::filesystem;

namespace {

constexpr const char* kHistory = "history.jsonl";

// Files on their way: they get their place in the stage's folder together, in commit(), or vanish.
class UnfinishedFiles {
 public:
  explicit UnfinishedFiles(const fs::path& folder) : folder_(folder), unfinished_(folder / "unfinished") {
    fs::create_directory(unfinished_);
  }
  UnfinishedFiles(const UnfinishedFiles&) = delete;
  UnfinishedFiles& operator=(const UnfinishedFiles&) = delete;
  ~UnfinishedFiles() {
    std::error_code ignored;
    fs::remove_all(unfinished_, ignored);
  }
  fs::path operator/(const std::string& name) const { return unfinished_ / name; }
  void commit(const std::vector<std::string>& names) const {
    for (const std::string& name : names) fs::rename(unfinished_ / name, folder_ / name);
  }

 private:
  fs::path folder_;
  fs::path unfinished_;
};

}  // namespace

// One walk over the training pairs, and what was found after it.
struct TrainSupervised::Epoch {
  uint64_t number = 0;       // from 1
  uint64_t steps = 0;        // in it
  uint64_t validation = 0;   // batches of validation after them
  uint64_t step = 0;         // taken so far, over all epochs
  double train_loss = 0;     // the mean over its batches
  double learning_rate = 0;  // of its last step
  double seconds = 0;        // validation included
  Results results;           // of the metrics; empty without validation
};

Scoring TrainSupervised::validation() const {
  return {*options_.model, *options_.validate, *options_.loader, *options_.augment, *options_.metrics};
}

void TrainSupervised::check_samples(const Call& call, const atelier_model_info& info) const {
  require_usable(call, *options_.train, info, "train");
  if (options_.validate.given()) require_usable(call, *options_.validate, info, "validate");
}

// What there is to do in each epoch; nothing is loaded for it.
TrainSupervised::Epoch TrainSupervised::plan_epochs(const Call& call, const atelier_model_info& info,
                                                    const atelier_load_plan& plan) const {
  Epoch epoch;
  const LoadInfo train = options_.loader->describe(call, plan);
  require_taken(info, *options_.loader, train, "train");
  epoch.steps = train.batches;
  if (options_.validate.given()) {
    const LoadInfo validate = batches_of(call, validation());
    require_taken(info, *options_.loader, validate, "validate");
    epoch.validation = validate.batches;
  }
  return epoch;
}

// Before the first step, so that a wrong name does not cost an epoch.
BestEpoch TrainSupervised::make_best(const Call& call) const {
  Results offered;
  if (options_.validate.given()) {
    const atelier_samples_info samples = options_.validate->describe(call);
    begin_metrics(call, *options_.metrics, samples);
    offered = gather(call, *options_.metrics, samples.class_count);
  } else {
    call.info("nothing to validate with: the epoch with the lowest train loss counts as the best");
  }
  return BestEpoch(*options_.best_by, options_.validate.given(), offered);
}

atelier_load_plan TrainSupervised::plan_of(const Call& call, const std::vector<atelier_object>& augmenters) const {
  auto plan = blank<atelier_load_plan>();
  plan.drop_last = options_.drop_last ? 1 : 0;
  plan.samples = options_.train->object();
  plan.augmenters = augmenters.data();
  plan.augmenter_count = augmenters.size();
  plan.seed = seed_;
  const bool nothing_left = options_.drop_last && options_.loader->describe(call, plan).batches == 0;
  if (nothing_left) plan.drop_last = 0;  // fewer samples than one batch
  return plan;
}

double TrainSupervised::rate_factor(const Call& call, const Epoch& epoch, const BestEpoch& best) const {
  auto in = blank<atelier_schedule_input>();
  in.lower_is_better = best.lower_is_better() ? 1 : 0;
  in.step = epoch.step;
  in.total = options_.epochs * epoch.steps;
  in.epoch = epoch.number - 1;
  in.epoch_count = options_.epochs;
  in.scores = best.scores().data();
  in.score_count = best.scores().size();
  return options_.schedule->factor(call, in);
}

// Validation counts along, so that there is one thing that progress is told of.
void TrainSupervised::report_progress(const Call& call, const Epoch& epoch, uint64_t batches) const {
  const uint64_t each = epoch.steps + epoch.validation;
  call.progress((epoch.number - 1) * each + batches, options_.epochs * each, "batches");
}

// Where training stands, and what helps when it went wrong there.
std::string TrainSupervised::place_of(const Epoch& epoch, uint64_t step) const {
  return text("step ", step, " (epoch ", epoch.number, " of ", *options_.epochs, ", learning rate ",
              epoch.learning_rate, "): lower the optimizer's lr; if it is so at once, look at the model's weights");
}

void TrainSupervised::learn(const Call& call, const TrainStep& step, const atelier_load_plan& plan,
                            const BestEpoch& best, Epoch& epoch) const {
  const std::string loader = named("the loader", options_.loader->component_id());
  LoaderRef::Pass pass = options_.loader->begin(call, plan);
  if (const uint64_t now = pass.info().batches; now != epoch.steps)
    throw Error(ATELIER_E_INTERNAL,
                text("the batches of ", loader, " number ", now, " in epoch ", epoch.number, ", but ", epoch.steps,
                     " in the first: its sampler has to give as many samples in every epoch"));
  double sum = 0;
  uint64_t batches = 0;
  while (std::optional<Batch> batch = pass.next(call)) {
    call.stop_if_cancelled();
    const double factor = rate_factor(call, epoch, best);
    const double loss = step(call, *batch, factor, mix_seed(seed_, epoch.step));
    epoch.learning_rate = options_.optimizer->learning_rate(call) * factor;
    if (!std::isfinite(loss))
      throw Error(ATELIER_E_INVALID,
                  text("the loss is ", loss, " at ", place_of(epoch, epoch.step + 1), " and the loss's options"));
    ++epoch.step;
    ++batches;
    sum += loss;
    call.emit_scalar("train/step_loss", epoch.step, loss);
    report_progress(call, epoch, batches);
  }
  if (batches != epoch.steps)
    throw Error(ATELIER_E_INTERNAL, text(loader, " ended epoch ", epoch.number, " after ", batches, " of the ",
                                         epoch.steps, " batches that it said it has"));
  epoch.train_loss = sum / static_cast<double>(batches);
}

// Once an epoch: weights that went wrong in a step are still so at its end.
void TrainSupervised::check_weights(const Call& call, const Epoch& epoch) const {
  const std::vector<atelier_parameter> parameters = options_.model->parameters(call);
  if (const atelier_parameter* bad = find_not_finite(parameters))
    throw Error(ATELIER_E_INVALID, text("the weights have come to hold values that are not finite, in `",
                                        view(bad->name), "`, after ", place_of(epoch, epoch.step), " and at ",
                                        named("the optimizer", options_.optimizer->component_id())));
}

std::string TrainSupervised::history_line(const Epoch& epoch) {
  nlohmann::ordered_json line = {{"epoch", epoch.number},
                                 {"step", epoch.step},
                                 {"train_loss", epoch.train_loss},
                                 {"lr", epoch.learning_rate},
                                 {"seconds", std::round(epoch.seconds * 1000) / 1000}};
  for (const Scalar& s : epoch.results.scalars) line[s.name] = s.value;
  return line.dump() + '\n';
}

void TrainSupervised::report(const Call& call, const Epoch& epoch) const {
  const std::string last = std::to_string(options_.epochs);
  std::string number = std::to_string(epoch.number);
  number.insert(0, last.size() - number.size(), ' ');
  std::string line = text("epoch ", number, "/", last, "  loss ", fixed(epoch.train_loss, 4));
  for (const Scalar& s : epoch.results.scalars)
    if (s.main) line += "  " + words(s.name) + " " + readable(s);
  call.result(text(line, "  (", fixed(epoch.seconds, 1), " s)"));

  call.emit_scalar("train/loss", epoch.step, epoch.train_loss);
  call.emit_scalar("train/learning_rate", epoch.step, epoch.learning_rate);
  for (const Scalar& s : epoch.results.scalars) call.emit_scalar("validate/" + s.name, epoch.step, s.value);
}

void TrainSupervised::run(const Call& call, const fs::path& folder) {
  const ModelRef& model = *options_.model;
  const atelier_model_info info = model.describe(call);
  const std::string best_name = weights_name("best", info), last_name = weights_name("last", info);
  check_samples(call, info);
  const std::vector<atelier_object> augmenters = objects_of(*options_.augment);
  atelier_load_plan plan = plan_of(call, augmenters);
  Epoch epoch = plan_epochs(call, info, plan);
  const TrainStep step(model, *options_.loss, *options_.optimizer, info, options_.aux_weight);
  BestEpoch best = make_best(call);
  step.setup(call, options_.train->describe(call));

  const UnfinishedFiles files(folder);
  std::string history;
  for (epoch.number = 1; epoch.number <= options_.epochs; ++epoch.number) {
    const auto start = std::chrono::steady_clock::now();
    plan.epoch = epoch.number - 1;
    learn(call, step, plan, best, epoch);
    check_weights(call, epoch);
    if (options_.validate.given())
      epoch.results = score(call, validation(),
                            [&](uint64_t batches, uint64_t) { report_progress(call, epoch, epoch.steps + batches); });
    epoch.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (best.takes(epoch.train_loss, epoch.results)) save_weights(call, model, files / best_name);
    history += history_line(epoch);
    report(call, epoch);
  }
  call.info(text("best: epoch ", best.epoch(), ", ", best.reason()));
  save_weights(call, model, files / last_name);
  write_file(files / kHistory, history);
  call.stop_if_cancelled();
  files.commit({best_name, last_name, kHistory});
}

std::unique_ptr<Opened> TrainSupervised::open(const Call&, const fs::path& folder) {
  const std::string best = find_weights(folder, "best"), last = find_weights(folder, "last");
  return std::make_unique<OpenedFiles>(folder, std::initializer_list<std::pair<std::string_view, std::string_view>>{
                                                   {"best", best}, {"last", last}, {"history", kHistory}});
}

}  // namespace atelier::supervised
