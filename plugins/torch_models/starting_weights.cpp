#include "starting_weights.hpp"

namespace atelier::torch_models {
namespace {

using weight_files::Entry;
using weight_files::WeightFile;

// A new contiguous CPU tensor with the values of an entry, in the type that the network has for them.
at::Tensor values_of(const WeightFile& file, const Entry& entry, bool whole_numbers) {
  at::Tensor out = at::empty(entry.shape, at::TensorOptions().dtype(whole_numbers ? at::kLong : at::kFloat));
  if (whole_numbers)
    file.read_integers(entry, out.data_ptr<int64_t>());
  else
    file.read_floats(entry, out.data_ptr<float>());
  return out;
}

std::optional<int64_t> size_in(const Entry* entry, size_t dimension) {
  if (!entry || entry->shape.size() <= dimension) return std::nullopt;
  return entry->shape[dimension];
}

}  // namespace

StartingWeights::StartingWeights(const std::filesystem::path& path, const std::string& architecture)
    : file_(path),
      names_(weight_files::network_names(file_)),
      settings_(settings_in(file_.metadata(), architecture, path)) {}

std::optional<int64_t> StartingWeights::classes() const { return size_in(names_.find("classifier.4.weight"), 0); }

std::optional<bool> StartingWeights::aux() const {
  if (names_.source == weight_files::Source::kBackbone) return std::nullopt;
  return names_.find("aux_classifier.4.weight") != nullptr;
}

std::optional<int64_t> StartingWeights::channels() const { return size_in(names_.find("backbone.conv1.weight"), 1); }

void StartingWeights::fit(const State& state, Wanted wanted) {
  std::vector<Needed> needed;
  for (const State::Entry& entry : state.entries())
    needed.push_back({entry.name, entry.value.sizes().vec(), !c10::isFloatingType(entry.value.scalar_type())});
  wanted.file_class_names = settings_.class_names.empty() ? file_.class_names() : settings_.class_names;
  plan_ = plan_weights(file_, names_, needed, wanted);
}

void StartingWeights::fill(State& state, uint64_t seed) const {
  const c10::NoGradGuard no_grad;
  for (size_t i = 0; i < plan_.starts.size(); ++i) {
    const State::Entry& entry = state.entries()[i];
    const Start& start = plan_.starts[i];
    const bool whole_numbers = !c10::isFloatingType(entry.value.scalar_type());
    at::Tensor value = entry.value;  // shares its memory
    if (start.from == Start::kFresh || start.from == Start::kRows) state.randomise(i, seed);
    if (start.from == Start::kZero) value.zero_();
    if (start.from == Start::kFile) value.copy_(values_of(file_, *start.entry, whole_numbers));
    if (start.from != Start::kRows) continue;
    const at::Tensor rows = values_of(file_, *start.entry, whole_numbers);
    for (size_t c = 0; c < plan_.rows.size(); ++c)
      if (plan_.rows[c] >= 0) value[static_cast<int64_t>(c)].copy_(rows[plan_.rows[c]]);
  }
}

}  // namespace atelier::torch_models
