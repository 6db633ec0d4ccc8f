// augment.resize: every pair to one size. Pictures without aliasing, labels by the nearest pixel (pictures/resize.hpp).
#pragma once

#include "atelier/cpp/augmenter.hpp"

namespace augment {

class Resize : public atelier::Augmenter {
 public:
  static constexpr atelier::Component kComponent{.id = "augment.resize",
                                                 .revision = 1,
                                                 .summary = "Resizes every pair to one size.",
                                                 .threading = ATELIER_THREADING_PARALLEL_CALLS};
  static constexpr atelier::Param kParams[] = {
      atelier::param::integer("size").list(2, 2).at_least(1).at_most(32767).in("pixels").about("Height and width."),
  };

  explicit Resize(const atelier::Params& params);
  bool is_random() const override { return false; }
  atelier::Sample apply(const atelier::Call& call, uint64_t seed, uint32_t void_label,
                        const atelier_sample& in) const override;
  std::optional<atelier::Extent> resizes_to() const override {
    return atelier::Extent{static_cast<uint32_t>(height_), static_cast<uint32_t>(width_)};
  }

 private:
  int64_t height_;
  int64_t width_;
};

}  // namespace augment
