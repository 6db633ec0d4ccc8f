// augment.resize: every pair to one size. Pictures without aliasing, labels by the nearest pixel (pictures/resize.hpp).
#pragma once

#include "atelier/cpp/augmenter.hpp"

namespace atelier::augment {

class Resize : public Augmenter, public ResizingAugmenter {
 public:
  static constexpr Component kComponent{
      .id = "augment.resize", .revision = 1, .summary = "Resizes every pair to one size."};
  struct Options {
    Option<std::vector<uint32_t>> size{
        option("size", "Height and width.").items(2, 2).at_least(1).at_most(32767).in("pixels")};
  };

  explicit Resize(const Options& options) : size_{options.size->at(0), options.size->at(1)} {}
  bool is_random() const override { return false; }
  Sample apply(const Call& call, const atelier_augmenter_input& in) const override;
  std::optional<Extent> resizes_to() const override { return size_; }

 private:
  Extent size_;
};

}  // namespace atelier::augment
