#include "training_state.hpp"

#include <cmath>
#include <limits>

namespace atelier::supervised {

using Json = nlohmann::ordered_json;

namespace {

constexpr int kFormat = 2;

// JSON has no NaN and no infinities.
Json number(double value) {
  if (std::isfinite(value)) return value;
  if (std::isnan(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}
double number_of(const Json& json) {
  if (json.is_number()) return json.get<double>();
  const std::string word = json.get<std::string>();
  if (word == "nan") return std::nan("");
  if (word == "inf") return std::numeric_limits<double>::infinity();
  if (word == "-inf") return -std::numeric_limits<double>::infinity();
  throw Error(ATELIER_E_DATA, text("\"", word, "\" is no number"));
}

Json numbers(const std::vector<double>& values) {
  Json out = Json::array();
  for (const double value : values) out.push_back(number(value));
  return out;
}
std::vector<double> numbers_of(const Json& json) {
  std::vector<double> out;
  for (const Json& item : json) out.push_back(number_of(item));
  return out;
}

}  // namespace

TrainingState::TrainingState() : epoch_score(std::nan("")) {}

Json json_of(const TrainingState& s) {
  return {{"format", kFormat},
          {"epochs", s.plan.epochs},
          {"patience", s.plan.patience.scores},
          {"min_delta", number(s.plan.patience.least)},
          {"extended", s.extended},
          {"steps_per_epoch", s.steps_per_epoch},
          {"epoch", s.epoch},
          {"batch", s.batch},
          {"step", s.step},
          {"judged_step", s.judged_step},
          {"loss_sum", number(s.loss_sum)},
          {"learning_rate", number(s.learning_rate)},
          {"seconds", number(s.seconds)},
          {"epoch_score", number(s.epoch_score)},
          {"scores", numbers(s.scores)},
          {"best", {{"epoch", s.best.epoch}, {"step", s.best.step}, {"reason", s.best.reason}}},
          {"epoch_scores", numbers(s.epoch_scores)},
          {"history", s.history},
          {"times", s.times},
          {"size", {s.height, s.width}},
          {"model", s.model},
          {"facts", s.facts}};
}

TrainingState state_of(const Json& json) {
  try {
    if (json.at("format") != kFormat)
      throw Error(ATELIER_E_DATA, text("is of format ", json.at("format").dump(), ", not ", kFormat));
    TrainingState s;
    s.plan = {json.at("epochs"), {json.at("patience"), number_of(json.at("min_delta"))}};
    s.extended = json.at("extended").get<std::vector<uint64_t>>();
    s.steps_per_epoch = json.at("steps_per_epoch");
    s.epoch = json.at("epoch");
    s.batch = json.at("batch");
    s.step = json.at("step");
    s.judged_step = json.at("judged_step");
    s.loss_sum = number_of(json.at("loss_sum"));
    s.learning_rate = number_of(json.at("learning_rate"));
    s.seconds = number_of(json.at("seconds"));
    s.epoch_score = number_of(json.at("epoch_score"));
    s.scores = numbers_of(json.at("scores"));
    const Json& best = json.at("best");
    s.best = {best.at("epoch"), best.at("step"), best.at("reason")};
    s.epoch_scores = numbers_of(json.at("epoch_scores"));
    s.history = json.at("history").get<std::vector<std::string>>();
    s.times = json.at("times").get<std::vector<std::string>>();
    s.height = json.at("size").at(0);
    s.width = json.at("size").at(1);
    s.model = json.at("model");
    s.facts = json.at("facts");
    return s;
  } catch (const Json::exception& e) {
    throw Error(ATELIER_E_DATA, text("is no state of a training: ", e.what()));
  }
}

}  // namespace atelier::supervised
