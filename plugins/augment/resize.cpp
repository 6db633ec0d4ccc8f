#include "resize.hpp"

#include "pictures/resize.hpp"

namespace augment {

Resize::Resize(const atelier::Params& params)
    : height_(params.integers("size").at(0)), width_(params.integers("size").at(1)) {}

atelier::Sample Resize::apply(const atelier::Call&, uint64_t, uint32_t, const atelier_sample& in) const {
  return {pictures::resize_picture(in.picture->tensor, height_, width_),
          pictures::resize_labels(in.labels->tensor, height_, width_)};
}

}  // namespace augment
