// The labels of the pair and the picture of another, and says that it resizes to 4 x 6.
#include <atelier/cpp/augmenter.hpp>

#include "../generation.h"

class Other : public atelier::Augmenter, public atelier::ResizingAugmenter {
 public:
  static constexpr atelier::Component kComponent{"small.augmenter", 1, "The picture of another."};
  bool is_random() const override { return true; }
  uint32_t others() const override { return 1; }
  atelier::Sample apply(const atelier::Call& call, const atelier_augmenter_input& in) const override {
    SAW(call, atelier_augmenter_input, in);
    return {copy(in.others[0]->picture->tensor), copy(in.sample->labels->tensor)};
  }
  std::optional<atelier::Extent> resizes_to() const override { return atelier::Extent{4, 6}; }

 private:
  static atelier::Tensor copy(const atelier_tensor& from) {
    auto made = atelier::Tensor::make(from.dtype, {from.shape, static_cast<size_t>(from.ndim)});
    std::memcpy(made.get().data, from.data, made.bytes());
    return made;
  }
};
ATELIER_PLUGIN("small.cpp.augmenter", "1.0.0", Other)
