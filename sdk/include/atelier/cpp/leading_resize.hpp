// Atelier SDK, C++17 layer: the size at which samples are asked for their pairs.
//
// Decoding at a size changes pixels a little, so that whoever applies augmenters has to go by the same rule, or a
// network is shown other pictures than those it was trained on: where this gives a size, the pair comes from
// SamplesRef::load_resized and the first augmenter is not applied; where that gives nothing, from load. Contracts:
// kinds/samples.h, kinds/augmenter.h.
#pragma once

#include "augmenter.hpp"

namespace atelier {

// first: of the augmenters that are applied; in, out: the forms of pictures before it and after it. The size to which
// it resizes every pair, when that is all it does.
inline std::optional<Extent> leading_resize(const Call& call, const AugmenterRef& first, atelier_form in,
                                            atelier_form out) {
  return same_form(in, out) ? first.resizes_to(call) : std::nullopt;
}

}  // namespace atelier
