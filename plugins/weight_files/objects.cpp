#include "objects.hpp"

namespace atelier::weight_files {

const Value* Objects::find(const Value& dict, const char* key) const {
  if (dict.kind != Value::kDict) return nullptr;
  for (size_t i = 0; i + 1 < dict.items.size(); i += 2) {
    const Value& name = values[dict.items[i]];
    if (name.kind == Value::kText && name.text == key) return &values[dict.items[i + 1]];
  }
  return nullptr;
}

}  // namespace atelier::weight_files
