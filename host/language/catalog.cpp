#include "catalog.hpp"

#include <algorithm>

#include <atelier/kinds/stage.h>

namespace atelier::host {
namespace {

template <class Item>
const Item* by_name(const std::vector<Item>& items, std::string_view name) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.name == name; });
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

bool ComponentInfo::is_stage() const { return kind == ATELIER_KIND_STAGE; }
const ParamInfo* ComponentInfo::param(std::string_view name) const { return by_name(params, name); }
const OutputInfo* ComponentInfo::output(std::string_view name) const { return by_name(outputs, name); }

const std::vector<std::string>& reserved_keys() {
  static const std::vector<std::string> keys = {"use", "as", "after", "enabled", "keep", "doc"};
  return keys;
}

bool is_reserved(std::string_view key) {
  return std::find(reserved_keys().begin(), reserved_keys().end(), key) != reserved_keys().end();
}

const ComponentInfo* Catalog::find(std::string_view id) const {
  for (const PluginInfo& plugin : plugins)
    for (const ComponentInfo& component : plugin.components)
      if (component.id == id) return &component;
  return nullptr;
}

const Shadow* Catalog::shadow_of(std::string_view id) const {
  for (const Shadow& shadow : shadows)
    if (std::find(shadow.components.begin(), shadow.components.end(), id) != shadow.components.end()) return &shadow;
  return nullptr;
}

std::vector<const ComponentInfo*> Catalog::components() const {
  std::vector<const ComponentInfo*> all;
  for (const PluginInfo& plugin : plugins)
    for (const ComponentInfo& component : plugin.components) all.push_back(&component);
  std::stable_sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
  return all;
}

std::string short_kind(std::string_view kind) {
  constexpr std::string_view kOurs = "atelier.";
  if (kind.substr(0, kOurs.size()) == kOurs) kind.remove_prefix(kOurs.size());
  return std::string(kind);
}

}  // namespace atelier::host
