// An instance as it can be written: its sound rings, and the exact pixels it is painted over.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "geometry/rasteriser.hpp"

namespace writing {

// Keeps its buffers between instances: one for each thread.
class DrawnInstance {
 public:
  // Takes what can be drawn of the instance; `picture` has a size that check_stated_size accepts, `classes` is the
  // number of labels. Returns "", or the word why there is nothing to write: what the dataset says of a damaged
  // instance, "category_unknown", "shape_missing", "runs_do_not_fit", "ring_out_of_range" or "ring_too_short".
  std::string draw(const atelier_instance& instance, const atelier_picture& picture, uint64_t classes);

  // After draw() gave "": the rings, each of three points or more that can be painted, with an even count; none for an
  // instance of runs. Borrowed from the instance.
  const std::vector<atelier_ring>& rings() const { return rings_; }
  // The pixels, as the COCO mask code paints rings; runs as they were given.
  const geometry::Runs& runs() const { return runs_; }
  // Why some rings are missing, as a word and a sentence, or "".
  const std::string& rings_missing() const { return rings_missing_; }
  const std::string& rings_missing_text() const { return rings_missing_text_; }

 private:
  std::string take_rings(const atelier_instance& instance);

  geometry::Rasteriser rasteriser_;
  std::vector<atelier_ring> rings_;
  geometry::Runs runs_;
  std::string rings_missing_;
  std::string rings_missing_text_;
};

}  // namespace writing
