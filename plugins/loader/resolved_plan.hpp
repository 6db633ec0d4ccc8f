// What a plan comes to before anything is loaded: which samples in which order, through which augmenters, and what form
// pictures have on the way.
#pragma once

#include <cstdint>
#include <vector>

#include "atelier/cpp/loader.hpp"
#include "atelier/cpp/sampler.hpp"

namespace atelier::loader {

// An augmenter that is applied.
struct AugmentStep {
  AugmenterRef augmenter;
  uint64_t index;     // in the plan
  uint32_t others;    // how many other pairs it wants
  atelier_form form;  // of what it gives
};

// A sample in the order of an epoch.
struct Occurrence {
  uint64_t sample;
  uint64_t repeat;  // how often the epoch has had it before
};

struct ResolvedPlan {
  SamplesRef samples;
  uint64_t sample_count;  // that there are
  uint32_t void_label;
  atelier_form form;  // of the samples
  uint64_t epoch_seed;
  std::vector<AugmentStep> steps;
  std::vector<Occurrence> order;  // of this rank, as far as there are batches of them
  uint64_t batches;

  // Of the pictures in the batches.
  atelier_form result() const { return steps.empty() ? form : steps.back().form; }
};

// batch: samples in a batch. Throws where samples and augmenters do not fit, and ATELIER_E_INVALID for a rank that
// there is not. [main]
ResolvedPlan resolve(const Call& call, const atelier_load_plan& plan, const SamplerRef& sampler, uint64_t batch);

}  // namespace atelier::loader
