// A model's predictions over all samples, in their order and without random augmenters, counted by metrics.
//
// Shapes as in kinds/loader.h; the model predicts at the size of the (augmented) label maps. Where a batch holds
// pictures of different sizes the loader pads them, and the padding is void, which no metric counts.
#pragma once

#include <atelier/cpp/loader.hpp>
#include <atelier/cpp/model.hpp>
#include <string_view>
#include <vector>

#include "results.hpp"

namespace supervised {

// The objects an ABI struct points at; they must outlive it.
std::vector<atelier_object> objects_of(const std::vector<atelier::AugmenterRef>& augmenters);

// Describes the samples and checks that there are some, and that the model has as many classes as they have. `option`
// is the name under which a workflow gives them.
atelier_samples_info require_usable(const atelier::Call& call, const atelier::SamplesRef& samples,
                                    const atelier_model_info& model, std::string_view option);

struct Scoring {
  const atelier::ModelRef& model;
  const atelier::SamplesRef& samples;
  const atelier::LoaderRef& loader;
  const std::vector<atelier::AugmenterRef>& augmenters;
  const std::vector<atelier::MetricRef>& metrics;
};

// `unit` names the pictures in progress reports. Stops when the call is cancelled.
Results score(const atelier::Call& call, const Scoring& scoring, std::string_view unit);

}  // namespace supervised
