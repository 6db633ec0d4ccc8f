#include "resume.hpp"

#include <cmath>

namespace atelier::supervised {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

// What only one of them knows, as an older version's checkpoint may, tells nothing.
bool agree(const Json& there, const Json& wish) {
  if (!there.is_object() || !wish.is_object()) return there == wish;
  for (const auto& [name, value] : wish.items())
    if (there.contains(name) && there.at(name) != value) return false;
  return true;
}

std::string objection_to_facts(const Json& there, const Json& wish) {
  for (const auto& [name, value] : wish.items()) {
    if (!there.contains(name)) return text("knows nothing of `", name, "`");
    if (agree(there.at(name), value)) continue;
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
  const std::optional<BestScore::End> end = BestScore::end_of(there.scores, wish.lower_is_better, wish.plan.patience);
  if (!end || end->scores >= there.scores.size()) return {};
  return text("is of ", there.scores.size(), " scores, where patience = ", wish.plan.patience.scores,
              " and min_delta = ", wish.plan.patience.least, " would have ended training after ", end->scores);
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

namespace {

struct Rejected {
  std::string why;  // with its folder
  bool damaged;
};

// Only the last one says what comes of it all.
void warn_of(const Call& call, const std::vector<Rejected>& rejected, const Choice& choice) {
  for (size_t i = 0; i < rejected.size(); ++i) {
    const auto& [why, damaged] = rejected[i];
    if (i + 1 < rejected.size())
      call.warn(text(why, "; the one before it is tried"));
    else if (choice.from)
      call.warn(text(why, "; goes on from ", choice.from->folder.string(), " instead"));
    else
      call.warn(text(why, damaged ? "; there is none to go on from instead" : "", ": training begins anew"));
  }
}

}  // namespace

Choice choose(const Call& call, const std::vector<fs::path>& folders, const Wish& wish) {
  Choice out;
  std::vector<Rejected> rejected;
  for (const fs::path& folder : folders) {
    if (!fs::is_directory(folder)) continue;
    try {
      Checkpoint found = read_checkpoint(folder);
      const std::string why = objection(found.state, wish);
      if (why.empty() && found.files.count(role::kWeights) && found.files.count(role::kOptimizer)) {
        out.from = std::move(found);
        break;
      }
      rejected.push_back({text("the checkpoint ", folder.string(), " ",
                               why.empty() ? "has no state to go on from (keep_state = false)" : why),
                          false});
    } catch (const Error& e) {
      if (e.code() == ATELIER_E_INVALID) throw;
      rejected.push_back({text("the checkpoint ", folder.string(), " cannot be used: ", e.what()), true});
    }
    out.useless.push_back(folder);
  }
  if (out.from) std::erase_if(rejected, [](const Rejected& each) { return !each.damaged; });
  warn_of(call, rejected, out);
  return out;
}

}  // namespace atelier::supervised
