// The classes of a dataset whose source gives them names alone.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <string>
#include <vector>

namespace sources {

// The class of that index; ids count from `first_id`. Borrows the name. Throws ATELIER_E_INVALID beyond the last. [any]
inline atelier_class class_of(const std::vector<std::string>& names, uint64_t index, int64_t first_id) {
  if (index >= names.size()) throw atelier::Error(ATELIER_E_INVALID, atelier::text("there is no class ", index));
  auto out = atelier::blank<atelier_class>();
  out.id = first_id + static_cast<int64_t>(index);
  out.name = atelier::c_str(names[index]);
  return out;
}

}  // namespace sources
