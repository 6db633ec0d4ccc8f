// A file of weights on its way into a network: opened and held against the network's names and shapes while nothing but
// its header has been read, then read tensor by tensor. [worker]
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "file_settings.hpp"
#include "state.hpp"
#include "weight_plan.hpp"

namespace atelier::torch_models {

class StartingWeights {
 public:
  StartingWeights(const std::filesystem::path& path, const std::string& architecture);

  const FileSettings& settings() const { return settings_; }
  // Of the file's heads and first convolution; nothing where it has none.
  std::optional<int64_t> classes() const;
  // Where classes() is nothing: why, and what to do.
  std::string without_classes() const;
  std::optional<bool> aux() const;
  std::optional<int64_t> channels() const;

  // Decides where each tensor of `state` starts, which need not hold memory; ATELIER_E_DATA says why it cannot.
  void fit(const State& state, Wanted wanted);
  // What a user should know of it, after fit.
  const std::vector<std::string>& notes() const { return plan_.notes; }
  // Fills the state, which must be of the form that fit saw. What starts anew follows `seed`.
  void fill(State& state, uint64_t seed) const;

 private:
  void fill_one(State& state, size_t index, uint64_t seed) const;

  weight_files::WeightFile file_;
  weight_files::NetworkNames names_;
  FileSettings settings_;
  WeightPlan plan_;
};

}  // namespace atelier::torch_models
