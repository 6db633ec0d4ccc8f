// A model's predictions over all samples, in their order and without random augmenters, counted by metrics; and the
// checks that model, samples and loader fit together, before anything is loaded.
//
// Shapes as in kinds/loader.h; the model predicts at the size of the (augmented) label maps. Where a batch holds
// pictures of different sizes the loader pads them, and the padding is void, which no metric counts.
#pragma once

#include <atelier/cpp/loader.hpp>
#include <atelier/cpp/model.hpp>
#include <string_view>
#include <vector>

#include "results.hpp"

namespace atelier::supervised {

// The objects an ABI struct points at; they must outlive it.
std::vector<atelier_object> objects_of(const std::vector<AugmenterRef>& augmenters);

// Describes the samples and checks that there are some, and that the model has as many classes as they have. `option`
// is the name under which a workflow gives them.
atelier_samples_info require_usable(const Call& call, const SamplesRef& samples, const atelier_model_info& model,
                                    std::string_view option);

// Checks that the model takes pictures of the form in which they come from the samples of `option`.
void require_taken(const atelier_model_info& model, atelier_form pictures, std::string_view option);

struct Scoring {
  const ModelRef& model;
  const SamplesRef& samples;
  const LoaderRef& loader;
  const std::vector<AugmenterRef>& augmenters;
  const std::vector<MetricRef>& metrics;
};

// The form in which the pictures will reach the model.
atelier_form form_of_pictures(const Call& call, const Scoring& scoring);

// `unit` names the pictures in progress reports. Stops when the call is cancelled.
Results score(const Call& call, const Scoring& scoring, std::string_view unit);

}  // namespace atelier::supervised
