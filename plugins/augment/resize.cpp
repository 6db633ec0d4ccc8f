#include "resize.hpp"

#include "pictures/resize.hpp"

namespace atelier::augment {

Sample Resize::apply(const Call&, const atelier_augmenter_input& in) const {
  return {pictures::resize_picture(in.sample->picture->tensor, size_.height, size_.width),
          pictures::resize_labels(in.sample->labels->tensor, size_.height, size_.width)};
}

}  // namespace atelier::augment
