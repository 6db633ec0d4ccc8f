#include "train_supervised.hpp"

#include <atelier/cpp/files.hpp>
#include <atelier/cpp/random.hpp>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "score.hpp"

namespace supervised {

using atelier::Call;
using atelier::Error;
using atelier::text;
namespace fs = std::filesystem;

namespace {

constexpr const char* kBest = "best.safetensors";
constexpr const char* kLast = "last.safetensors";
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
  fs::path operator/(const char* name) const { return unfinished_ / name; }
  void commit(std::initializer_list<const char*> names) const {
    for (const char* name : names) fs::rename(unfinished_ / name, folder_ / name);
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
  uint64_t step = 0;         // taken so far, over all epochs
  double train_loss = 0;     // the mean over its batches
  double learning_rate = 0;  // of its last step
  double seconds = 0;        // validation included
  Results results;           // of the metrics; empty without validation
};

TrainSupervised::TrainSupervised(const atelier::Params& params)
    : model_(params.part<atelier::ModelRef>("model")),
      train_(params.part<atelier::SamplesRef>("train")),
      validate_(params.part<atelier::SamplesRef>("validate")),
      epochs_(static_cast<uint64_t>(params.integer("epochs"))),
      loss_(params.part<atelier::LossRef>("loss")),
      optimizer_(params.part<atelier::OptimizerRef>("optimizer")),
      schedule_(params.part<atelier::ScheduleRef>("schedule")),
      augment_(params.parts<atelier::AugmenterRef>("augment")),
      metrics_(params.parts<atelier::MetricRef>("metrics")),
      loader_(params.part<atelier::LoaderRef>("loader")),
      aux_weight_(params.real("aux_weight")),
      best_by_(params.string("best_by")),
      drop_last_(params.boolean("drop_last")),
      seed_(static_cast<uint64_t>(params.integer("seed"))) {}

void TrainSupervised::check_inputs(const Call& call, const atelier_model_info& info) const {
  require_usable(call, train_, info, "train");
  if (validate_) require_usable(call, validate_, info, "validate");
}

// Before the first step, so that a wrong name does not cost an epoch.
BestEpoch TrainSupervised::make_best(const Call& call) const {
  Results offered;
  if (validate_) {
    begin_metrics(call, metrics_, validate_.describe(call));
    offered = gather(call, metrics_);
  } else {
    call.info("nothing to validate with: the epoch with the lowest train loss counts as the best");
  }
  return BestEpoch(best_by_, static_cast<bool>(validate_), offered);
}

atelier_load_plan TrainSupervised::plan_of(const Call& call, const std::vector<atelier_object>& augmenters) const {
  atelier_load_plan plan{};
  plan.struct_size = sizeof plan;
  plan.shuffle = 1;
  plan.drop_last = drop_last_ ? 1 : 0;
  plan.samples = train_.object();
  plan.augmenters = augmenters.data();
  plan.augmenter_count = augmenters.size();
  plan.seed = seed_;
  if (drop_last_ && loader_.batch_count(call, plan) == 0) plan.drop_last = 0;  // fewer samples than one batch
  return plan;
}

void TrainSupervised::learn(const Call& call, const TrainStep& step, const atelier_load_plan& plan,
                            Epoch& epoch) const {
  const uint64_t total = epochs_ * epoch.steps;
  double sum = 0;
  uint64_t batches = 0;
  atelier::LoaderRef::Pass pass = loader_.begin(call, plan);
  while (std::optional<atelier::Batch> batch = pass.next(call)) {
    call.stop_if_cancelled();
    const double factor = schedule_.factor(call, epoch.step, total);
    const double loss = step(call, *batch, factor, atelier::mix_seed(seed_, epoch.step));
    epoch.learning_rate = optimizer_.learning_rate() * factor;
    if (!std::isfinite(loss))
      throw Error(ATELIER_E_INVALID,
                  text("the loss is ", loss, " at step ", epoch.step + 1, " (epoch ", epoch.number, " of ", epochs_,
                       ", learning rate ", epoch.learning_rate,
                       "): lower the optimizer's lr; if it is so at once, look at the model's weights and the loss's "
                       "options"));
    ++epoch.step;
    ++batches;
    sum += loss;
    call.emit_scalar("train/step_loss", epoch.step, loss);
    call.progress(epoch.step, total, "steps");
  }
  if (batches != epoch.steps)
    throw Error(ATELIER_E_INTERNAL, text("the loader gave ", batches, " batches instead of ", epoch.steps));
  epoch.train_loss = sum / static_cast<double>(batches);
}

void TrainSupervised::measure(const Call& call, Epoch& epoch) const {
  if (validate_) epoch.results = score(call, {model_, validate_, loader_, augment_, metrics_}, "validation pictures");
}

void TrainSupervised::report(const Call& call, const Epoch& epoch) const {
  const std::string last = std::to_string(epochs_);
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
  const atelier_model_info info = model_.describe(call);
  check_inputs(call, info);
  const TrainStep step(model_, loss_, optimizer_, info, aux_weight_);
  BestEpoch best = make_best(call);
  const std::vector<atelier_object> augmenters = objects_of(augment_);
  atelier_load_plan plan = plan_of(call, augmenters);

  const UnfinishedFiles files(folder);
  std::string history;
  Epoch epoch;
  epoch.steps = loader_.batch_count(call, plan);
  for (epoch.number = 1; epoch.number <= epochs_; ++epoch.number) {
    const auto start = std::chrono::steady_clock::now();
    plan.epoch = epoch.number - 1;
    learn(call, step, plan, epoch);
    measure(call, epoch);
    epoch.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (best.takes(epoch.number, epoch.train_loss, epoch.results)) model_.save(call, files / kBest);

    nlohmann::ordered_json line = {{"epoch", epoch.number},
                                   {"step", epoch.step},
                                   {"train_loss", epoch.train_loss},
                                   {"lr", epoch.learning_rate},
                                   {"seconds", std::round(epoch.seconds * 1000) / 1000}};
    for (const Scalar& s : epoch.results.scalars) line[s.name] = s.value;
    history += line.dump() + '\n';
    report(call, epoch);
  }
  call.info(text("best: epoch ", best.epoch(), ", ", best.reason()));
  model_.save(call, files / kLast);
  atelier::write_file(files / kHistory, history);
  call.stop_if_cancelled();
  files.commit({kBest, kLast, kHistory});
}

std::unique_ptr<atelier::Opened> TrainSupervised::open(const Call&, const fs::path& folder) {
  return std::make_unique<atelier::OpenedFiles>(folder,
                                                std::initializer_list<std::pair<std::string_view, std::string_view>>{
                                                    {"best", kBest}, {"last", kLast}, {"history", kHistory}});
}

}  // namespace supervised
