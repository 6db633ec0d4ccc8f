// Which of the checkpoints that are there a training goes on from, and why not from the others.
#pragma once

#include <atelier/cpp/core.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "checkpoint.hpp"

namespace atelier::supervised {

// What is asked for.
struct Wish {
  Plan plan;
  bool extend = false;  // from a training of other epochs
  bool lower_is_better = false;
  uint64_t steps_per_epoch = 0;
  nlohmann::ordered_json facts;  // of data and parts: all of them must be those of the checkpoint
};

// Why training as it is asked for cannot go on from there, in words that follow "it"; "": it can. Throws
// ATELIER_E_INVALID when more is done than is asked for.
std::string objection(const TrainingState& there, const Wish& wish);

struct Choice {
  std::optional<Checkpoint> from;
  std::vector<std::filesystem::path> useless;  // damaged, or of other options
};

// folders: where checkpoints are, in the order in which they are wanted. Warns of those that are damaged, and, when
// there is none to go on from, of those that do not fit; the last warning says what comes of it.
Choice choose(const Call& call, const std::vector<std::filesystem::path>& folders, const Wish& wish);

}  // namespace atelier::supervised
