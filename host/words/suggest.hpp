// Did you mean: the legal name nearest to what was written.
#pragma once

#include <atelier/cpp/suggest.hpp>

namespace atelier::host {

template <class Names>
std::string nearest(std::string_view written, const Names& names) {
  return nearest_name(written, names);
}

}  // namespace atelier::host
