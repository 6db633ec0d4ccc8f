#include "saver.hpp"

#include <cerrno>
#include <cstring>

#include "durable_files.hpp"
#include "weights_file.hpp"

namespace atelier::supervised {

namespace fs = std::filesystem;

namespace {

constexpr unsigned kMostFailures = 3;
constexpr const char* kOptimizerFile = "optimizer.state";

// The model holds its own weights, or the average, as long as this lives; afterwards as before.
class Holds {
 public:
  Holds(const Call& call, AveragedWeights* averaged, bool average)
      : call_(call), averaged_(averaged && averaged->is_in_model() != average ? averaged : nullptr) {
    if (averaged_) averaged_->exchange(call_);
  }
  Holds(const Holds&) = delete;
  Holds& operator=(const Holds&) = delete;
  ~Holds() {
    try {
      if (averaged_) averaged_->exchange(call_);
    } catch (const std::exception&) {  // is_in_model tells how it is
    }
  }

 private:
  Call call_;
  AveragedWeights* averaged_;
};

void save_state(const Call& call, const OptimizerRef& optimizer, const fs::path& file) {
  optimizer.save(call, file);
  if (!fs::is_regular_file(file))
    throw Error(ATELIER_E_INTERNAL, text(named("the optimizer", optimizer.component_id()),
                                         " reported that it saved its state, but there is no file ", file.string()));
}

// In MB of a million, what is begun counted as a whole one.
uint64_t megabytes(uint64_t bytes) { return bytes / 1'000'000 + (bytes % 1'000'000 != 0 ? 1 : 0); }

}  // namespace

Saver::Saver(Settings settings, const ModelRef& model, const OptimizerRef& optimizer, AveragedWeights* averaged)
    : settings_(std::move(settings)),
      model_(model),
      optimizer_(optimizer),
      averaged_(averaged),
      checkpoints_(settings_.folder, settings_.keep),
      pace_(settings_.pace, Stopwatch::now()) {}

void Saver::restore(const Call& call, const Checkpoint& from) {
  if (averaged_) {
    const auto file = from.files.find(role::kAveraged);
    if (file == from.files.end()) throw Error(ATELIER_E_DATA, text(from.folder.string(), " has no averaged weights"));
    model_.load(call, file->second);
    averaged_->take(call);
  }
  model_.load(call, from.files.at(role::kWeights));
  optimizer_.load(call, from.files.at(role::kOptimizer));
  begin_anew();
  const auto best = from.files.find(role::kBest);
  if (best == from.files.end()) return;
  fs::create_directories(checkpoints_.folder());
  const bool own = from.folder.parent_path() == checkpoints_.folder();
  (own ? put_link : put_copy)(best->second, best_file());
}

bool Saver::begin_anew() { return fs::remove_all(best_file()) != 0; }

bool Saver::is_due(const Call& call, bool at_epoch_end) {
  take(call, checkpoints_.poll());
  return pace_.is_due(Stopwatch::now(), at_epoch_end) && (on_its_way_.empty() || !pace_.may_skip());
}

void Saver::save_best(const Call& call) {
  const double start = Stopwatch::now();
  const Holds average(call, averaged_, true);
  writing(call, "the best weights", [&](const Call& c) {
    fs::create_directories(checkpoints_.folder());
    const fs::path made = checkpoints_.folder() / ("best.new" + settings_.suffix);
    save_weights(c, model_, made);
    rename_path(made, best_file());
  });
  seconds_ += Stopwatch::now() - start;
}

void Saver::fail(const Call& call, const char* what, int32_t code, const std::string& why) const {
  if (code != ATELIER_E_IO) throw Error(code, why);
  uint64_t weights = 0;
  for (const atelier_parameter& p : model_.parameters(call))
    weights += static_cast<uint64_t>(element_count(*p.value)) * p.value->dtype.bits / 8;
  // Of a checkpoint: the weights, twice as much of an optimizer such as Adam, the average.
  const uint64_t needed = weights * (averaged_ ? 4 : 3);
  std::error_code unknown;
  const fs::space_info space = fs::space(folder().parent_path(), unknown);
  const auto is_reason = [&](int error) { return why.find(std::strerror(error)) != std::string::npos; };
  const bool is_full = is_reason(ENOSPC) || is_reason(EDQUOT) || (!unknown && space.available < needed);
  std::string out = text("cannot write ", what, ": ", why, "; ");
  if (is_full) {
    out += text("training needs about ", megabytes(needed), " MB free at ", folder().parent_path().string());
    if (!unknown) out += text(" (", space.available / 1'000'000, " MB are)");
    out += ": make room, and run again";
  } else {
    out += text("run again when ", folder().parent_path().string(), " can be written");
  }
  if (!checkpoints_.newest().empty()) out += ": training goes on from the last checkpoint";
  throw Error(code, out);
}

Checkpoints::New Saver::write(const Call& call, const TrainingState& state) {
  Checkpoints::New made{checkpoints_.make_folder(state), {}, state};
  try {
    const auto file = [&](const char* role, const std::string& name) {
      made.files[role] = name;
      return made.folder / name;
    };
    const Holds own(call, averaged_, false);
    save_weights(call, model_, file(role::kWeights, "weights" + settings_.suffix));
    save_state(call, optimizer_, file(role::kOptimizer, kOptimizerFile));
    if (averaged_) {
      const Holds average(call, averaged_, true);
      save_weights(call, model_, file(role::kAveraged, "averaged" + settings_.suffix));
    }
    if (state.best.epoch != 0) put_link(best_file(), file(role::kBest, "best" + settings_.suffix));
    return made;
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(made.folder, ignored);
    throw;
  }
}

void Saver::save(const Call& call, const TrainingState& state) {
  settle(call);
  const double start = Stopwatch::now();
  const Attempt attempt(call);
  try {
    checkpoints_.commit(write(attempt.call(), state));
    on_its_way_ = Checkpoints::name_of(state);
  } catch (const std::exception& e) {
    failed(call, Checkpoints::name_of(state), attempt.text().empty() ? e.what() : attempt.text());
  }
  pace_.saved(start, Stopwatch::now() - start);
  seconds_ += Stopwatch::now() - start;
  if (const std::optional<std::string> complaint = pace_.complaint()) call.warn(*complaint);
}

void Saver::save_now(const Call& call, const TrainingState& state) {
  settle(call);
  if (checkpoints_.newest() == Checkpoints::name_of(state)) return;
  const double start = Stopwatch::now();
  writing(call, "a checkpoint", [&](const Call& c) {
    checkpoints_.commit(write(c, state));
    const std::optional<Checkpoints::Outcome> outcome = checkpoints_.settle();
    if (outcome && !outcome->failure.empty()) throw Error(ATELIER_E_IO, outcome->failure);
  });
  seconds_ += Stopwatch::now() - start;
}

bool Saver::has(const TrainingState& state) const {
  const std::string name = Checkpoints::name_of(state);
  return name == checkpoints_.newest() || name == on_its_way_;
}

void Saver::take(const Call& call, const std::optional<Checkpoints::Outcome>& outcome) {
  if (!outcome) return;
  on_its_way_.clear();
  if (!outcome->failure.empty()) return failed(call, outcome->name, outcome->failure);
  failures_ = 0;
  pace_.settled(outcome->seconds);
  call.debug(text("checkpoint ", outcome->name, ": on the disk after ", fixed(outcome->seconds, 2), " s"));
}

void Saver::failed(const Call& call, const std::string& name, const std::string& why) {
  ++failures_;
  const std::string last =
      checkpoints_.newest().empty() ? "there is none yet" : "the last good one is " + checkpoints_.newest();
  if (failures_ >= kMostFailures)
    throw Error(ATELIER_E_IO, text("cannot save checkpoints, ", failures_, " times in a row: ", why, "; ", last,
                                   ". Make room, and run again: training goes on from there"));
  call.warn(text("cannot save the checkpoint ", name, ": ", why, "; ", last, ", and it is tried again"));
}

}  // namespace atelier::supervised
