#include "starting_weights.hpp"

#include <atomic>

namespace atelier::torch_models {
namespace {

using weight_files::Entry;
using weight_files::WeightFile;

void read_into(const WeightFile& file, const Entry& entry, at::Tensor& to) {
  if (to.scalar_type() == at::kLong)
    file.read_integers(entry, to.data_ptr<int64_t>());
  else
    file.read_floats(entry, to.data_ptr<float>());
}

// The values of an entry; straight into the tensor's memory where it lies row by row.
void read_values(const WeightFile& file, const Entry& entry, at::Tensor& to) {
  if (to.is_cpu() && to.is_contiguous()) return read_into(file, entry, to);
  at::Tensor values = at::empty(entry.shape, at::TensorOptions().dtype(to.scalar_type()));
  read_into(file, entry, values);
  to.copy_(values);
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

std::optional<int64_t> StartingWeights::classes() const { return names_.classes(); }

std::string StartingWeights::without_classes() const {
  if (names_.source != weight_files::Source::kBackbone)
    return text(file_.path().string(), " does not tell how many classes there are: give `classes`");
  return text(file_.path().string(), " is ", names_.what, ": ", weight_files::no_head(file_),
              "; a training that begins with it needs `classes`");
}

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
  wanted.written_here = settings_.told;
  plan_ = plan_weights(file_, names_, needed, wanted);
}

void StartingWeights::fill(State& state, uint64_t seed) const {
  const auto count = static_cast<int64_t>(plan_.starts.size());
  if (!state.device().is_cpu()) {
    for (int64_t i = 0; i < count; ++i) fill_one(state, static_cast<size_t>(i), seed);
    return;
  }
  // Tensor by tensor on all threads: half of them are as small as the other half is large.
  std::atomic<int64_t> next = 0;
  at::parallel_for(0, at::get_num_threads(), 1, [&](int64_t, int64_t) {
    for (int64_t i = next++; i < count; i = next++) fill_one(state, static_cast<size_t>(i), seed);
  });
}

void StartingWeights::fill_one(State& state, size_t index, uint64_t seed) const {
  const c10::NoGradGuard no_grad;
  const Start& start = plan_.starts[index];
  at::Tensor value = state.entries()[index].value.detach();  // shares its memory
  if (start.from == Start::kFresh || start.from == Start::kRows) state.randomise(index, seed);
  if (start.from == Start::kZero) value.zero_();
  if (start.from == Start::kFile) read_values(file_, *start.entry, value);
  if (start.from == Start::kFile && c10::isFloatingType(value.scalar_type()) && value.isnan().any().item<bool>())
    throw Error(ATELIER_E_DATA, text(file_.path().string(), ": `", state.entries()[index].name,
                                     "` holds NaN: a training has spoilt these weights, take others"));
  if (start.from != Start::kRows) return;
  at::Tensor rows = at::empty(start.entry->shape, at::TensorOptions().dtype(value.scalar_type()));
  read_into(file_, *start.entry, rows);
  for (size_t c = 0; c < plan_.rows.size(); ++c)
    if (plan_.rows[c] >= 0) value[static_cast<int64_t>(c)].copy_(rows[plan_.rows[c]]);
}

}  // namespace atelier::torch_models
