// What the labels hold, looked at before hours are spent on them: every label map is read once, on all threads that the
// call may keep busy.
//
// Errors: ATELIER_E_DATA for a label that is neither a class nor void, with file (or key), row and column;
// ATELIER_E_INVALID, with the remedy, for labels of which nothing can be learnt: all void, or of one class only. What
// is merely odd is told.
#pragma once

#include <atelier/cpp/samples.hpp>
#include <string>
#include <vector>

#include "label_counts.hpp"

namespace atelier::supervised {

struct PartLabels {
  std::string option;  // "train", "validate": under which a workflow gives the samples
  std::vector<std::string> classes;
  uint32_t void_label = 0;
  LabelCounts counts;
};

// Before a training: the parts' labels, the training part first. `validate` may be null.
std::vector<PartLabels> preflight(const Call& call, const SamplesRef& train, const SamplesRef* validate);

// Before an evaluation. Labels of one class are told, not refused.
void preflight(const Call& call, const SamplesRef& samples);

// {"train": {"label_maps", "pixels", "void": {"pixels","share","label_maps"}, "classes": [{"name","pixels","share",
// "label_maps"}, …]}, …}. The share of void is of all pixels, that of a class of those that are not void.
std::string labels_json(const std::vector<PartLabels>& parts);

}  // namespace atelier::supervised
