// A model's predictions over all samples, in their order and without random augmenters, counted by metrics; and the
// checks that model, samples and loader fit together, before anything is loaded.
//
// Shapes as in kinds/loader.h; the model predicts at the size of the (augmented) label maps. Where a batch holds
// pictures of different sizes the loader pads them, and the padding is void, which no metric counts.
#pragma once

#include <atelier/cpp/loader.hpp>
#include <atelier/cpp/model.hpp>
#include <functional>
#include <string_view>
#include <vector>

#include "results.hpp"

namespace atelier::supervised {

// The objects an ABI struct points at; they must outlive it.
std::vector<atelier_object> objects_of(const std::vector<AugmenterRef>& augmenters);

// Describes the samples and checks that there are some, and that the model has as many classes as they have. `option`
// is the name under which a workflow gives them; `remedy` follows the advice to give the model another number.
atelier_samples_info require_usable(const Call& call, const SamplesRef& samples, const atelier_model_info& model,
                                    std::string_view option, std::string_view remedy = {});

// Checks that the loader gives batches of the samples of `option`, and that the model takes pictures of their form.
void require_taken(const atelier_model_info& model, const LoaderRef& loader, const LoadInfo& batches,
                   std::string_view option);

struct Scoring {
  const ModelRef& model;
  const SamplesRef& samples;
  const LoaderRef& loader;
  const std::vector<AugmenterRef>& augmenters;
  const std::vector<MetricRef>& metrics;
};

// What the loader will give.
LoadInfo batches_of(const Call& call, const Scoring& scoring);

// What is counted already, to go on from.
struct ScoreStart {
  uint64_t batches = 0;
  uint64_t pictures = 0;
  std::vector<std::vector<uint8_t>> sums;  // of each metric; empty: nothing is counted
};

// report(batches, pictures): how many are done, from those of `start` on. Stops when the call is cancelled.
using Report = std::function<void(uint64_t batches, uint64_t pictures)>;
Results score(const Call& call, const Scoring& scoring, const Report& report, const ScoreStart& start = {});

}  // namespace atelier::supervised
