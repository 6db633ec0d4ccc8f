#include "resume.hpp"

#include <cmath>

namespace atelier::supervised {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

std::string objection_to_facts(const Json& there, const Json& wish) {
  for (const auto& [name, value] : wish.items()) {
    if (!there.contains(name)) return text("knows nothing of `", name, "`");
    if (there.at(name) == value) continue;
    if (value.is_object() && value.contains("samples") && there.at(name).contains("samples") &&
        there.at(name).at("samples") != value.at("samples"))
      return text("was made with ", there.at(name).at("samples").dump(), " pairs in `", name, "`, where there are ",
                  value.at("samples").dump(), " now");
    if (value.is_object()) return text("was made with other pairs, or other labels, in `", name, "`");
    return text("was made with ", name, " = ", there.at(name).dump(), ", not ", value.dump());
  }
  return {};
}

std::string objection_to_patience(const TrainingState& there, const Wish& wish) {
  const std::optional<size_t> end = BestScore::end_of(there.scores, wish.lower_is_better, wish.plan.patience);
  if (!end || *end >= there.scores.size()) return {};
  return text("is of ", there.scores.size(), " scores, where patience = ", wish.plan.patience.scores,
              " and min_delta = ", wish.plan.patience.least, " would have ended training after ", *end);
}

uint64_t epochs_begun(const TrainingState& state) { return state.batch > 0 ? state.epoch : state.epoch - 1; }

}  // namespace

std::string objection(const TrainingState& there, const Wish& wish) {
  if (const std::string facts = objection_to_facts(there.facts, wish.facts); !facts.empty()) return facts;
  if (there.steps_per_epoch != wish.steps_per_epoch)
    return text("was made with ", there.steps_per_epoch, " steps in an epoch, where there are ", wish.steps_per_epoch,
                " now");
  if (!wish.extend && there.plan.epochs != wish.plan.epochs)
    return text("was made with epochs = ", there.plan.epochs, ", not ", wish.plan.epochs,
                "; extend = true would go on from it");
  if (!wish.extend && !there.extended.empty())
    return text("goes on from a training with epochs = ", there.extended.back(), ", which extend = false rules out");
  if (epochs_begun(there) > wish.plan.epochs)
    throw Error(ATELIER_E_INVALID,
                text("epochs is ", wish.plan.epochs, ", but of the training to go on from ", epochs_begun(there),
                     " are begun: give at least as many, or set extend = false to begin anew"));
  return objection_to_patience(there, wish);
}

Choice choose(const Call& call, const std::vector<fs::path>& folders, const Wish& wish) {
  Choice out;
  std::vector<std::string> damaged, unfit;
  for (const fs::path& folder : folders) {
    if (!fs::is_directory(folder)) continue;
    try {
      Checkpoint found = read_checkpoint(folder);
      const std::string why = objection(found.state, wish);
      if (why.empty() && found.files.count(role::kWeights) && found.files.count(role::kOptimizer)) {
        out.from = std::move(found);
        break;
      }
      unfit.push_back(text("the checkpoint ", folder.string(), " ",
                           why.empty() ? "has no state to go on from (keep_state = false)" : why));
    } catch (const Error& e) {
      if (e.code() == ATELIER_E_INVALID) throw;
      damaged.push_back(text("the checkpoint ", folder.string(), " cannot be used: ", e.what()));
    }
    out.useless.push_back(folder);
  }
  const std::string instead = out.from ? text("goes on from ", out.from->folder.string(), " instead")
                                       : std::string("there is none to go on from instead: training begins anew");
  for (const std::string& line : damaged) call.warn(text(line, "; ", instead));
  if (!out.from)
    for (const std::string& line : unfit) call.warn(text(line, ": training begins anew"));
  return out;
}

}  // namespace atelier::supervised
