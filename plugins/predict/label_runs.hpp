// A label map taken apart: the pixels of each class that occurs, as COCO's runs.
#pragma once

#include <atelier/cpp/tensor.hpp>
#include <cstdint>
#include <vector>

#include "geometry/runs.hpp"

namespace atelier::predict {

struct ClassPixels {
  uint32_t label = 0;
  uint64_t pixels = 0;
  geometry::Runs runs;  // canonical; empty where they are not wanted
  double score = 0;     // mean over the pixels; 0 where there are no scores
};

// Of the labels that occur, in their order. labels: uint8 or uint16 [H,W]. Throws ATELIER_E_DATA for a label that is no
// class. [any]
std::vector<ClassPixels> take_apart(const atelier_tensor& labels, uint32_t classes, bool want_runs);

// Of each class the mean score of its pixels: those that `labels` says are of it. scores: float32 [classes,H*W].
void add_scores(std::vector<ClassPixels>& found, const atelier_tensor& labels, const float* scores);

}  // namespace atelier::predict
