// The label map of one picture: which instances are painted, their runs, the crowds below them, the policy on top.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/overlap_policy.hpp>
#include <atelier/cpp/tensor.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "geometry/rasteriser.hpp"
#include "label_map.hpp"
#include "tally.hpp"

namespace atelier::masks {

enum class Crowd { kSkip, kVoid, kClass };

// What painting needs to know of the dataset, the same for all pictures.
struct Palette {
  std::vector<std::string> class_names;  // index = label, 0 is the background
  std::vector<atelier_str> class_views;
  uint32_t void_label = 255;
};

// Keeps its buffers between pictures: one for each thread.
class Painter {
 public:
  Painter(DatasetRef dataset, OverlapPolicyRef policy, Crowd crowd, const Palette& palette);

  // The PNG file of picture `index`, whose sides were checked. What was painted and left out goes to `tally`.
  std::string paint(const Call& call, uint64_t index, Tally& tally);

 private:
  struct Shape {
    geometry::Runs runs;
    uint32_t label = 0;
    int64_t id = 0;
    double area = 0;
    uint64_t pixels = 0;
  };

  // Sorts one instance into instances_ or crowds_, or counts why not.
  void consider(const atelier_instance& instance, Tally& tally);
  // Why the instance is not painted, or "". Its runs are in `out` when it is.
  std::string reason_to_skip(const atelier_instance& instance, bool needs_class, Shape& out, Tally& tally);
  std::string draw(const atelier_instance& instance, Shape& out, Tally& tally);
  Listed::Example example_of(const atelier_instance& instance, std::string why) const;
  void compose(const Call& call, atelier_canvas& canvas) const;

  DatasetRef dataset_;
  OverlapPolicyRef policy_;
  Crowd crowd_;
  const Palette& palette_;
  geometry::Rasteriser rasteriser_;
  std::vector<atelier_ring> rings_;
  std::vector<uint16_t> labels_;
  LabelMapWriter writer_;
  std::vector<Shape> instances_;
  std::vector<Shape> crowds_;
  atelier_picture picture_{};
  uint64_t index_ = 0;
  uint64_t place_ = 0;
};

}  // namespace atelier::masks
