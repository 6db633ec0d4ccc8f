#include "stage_key.hpp"

#include <atelier/param.h>
#include <spdlog/fmt/fmt.h>
#include <xxhash.h>

#include <map>

#include "words/json_text.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;

// A node that many wires lead to is described once.
class KeyMaker {
 public:
  // left_out: the flags of options that are left out of the document of `stage`, but not of any before it.
  KeyMaker(const ResolvedWorkflow& workflow, int stage, uint32_t left_out)
      : workflow_(workflow), stage_(stage), left_out_(left_out) {}

  const json& node(int index) {
    if (const auto it = known_.find(index); it != known_.end()) return it->second;
    const Node& n = workflow_.nodes[static_cast<size_t>(index)];
    const ComponentInfo& c = *n.component;
    const uint32_t left_out = ATELIER_PARAM_NO_RESULT | (index == stage_ ? left_out_ : 0);
    json options = json::object();
    for (size_t i = 0; i < n.values.size(); ++i)
      if (!c.params[i].has(left_out)) options[c.params[i].name] = value(n.values[i]);
    json key = {{"component", c.id},
                {"revision", c.revision},
                {"plugin", {{"id", c.plugin_id}, {"version", c.plugin_version}}},
                {"options", std::move(options)}};
    return known_.emplace(index, std::move(key)).first->second;
  }

 private:
  // A stage before this one is named by the digest of its own document.
  json wire(const Wire& wire) {
    const bool stage = workflow_.nodes[static_cast<size_t>(wire.node)].stage;
    const json& key = node(wire.node);
    json out = stage ? json{{"stage", key_digest(key)}} : json{{"part", key}};
    if (!wire.port.empty()) out["port"] = wire.port;
    return out;
  }

  json value(const ResolvedValue& v) {
    if (v.is_wire()) return wire(v.wire);
    switch (v.type) {
      case ATELIER_TYPE_NONE:
        return nullptr;
      case ATELIER_TYPE_BOOL:
        return v.integer != 0;
      case ATELIER_TYPE_INT:
        return v.integer;
      case ATELIER_TYPE_FLOAT:
      case ATELIER_TYPE_DURATION:
        return v.real;
      case ATELIER_TYPE_LIST:
        break;
      case ATELIER_TYPE_TABLE:
        return table(v);
      default:
        return v.text;
    }
    json items = json::array();
    for (const ResolvedValue& item : v.items) items.push_back(value(item));
    return items;
  }

  // As pairs: the order of writing is part of what the component gets.
  json table(const ResolvedValue& v) {
    json pairs = json::array();
    for (size_t k = 0; k + 1 < v.items.size(); k += 2)
      pairs.push_back(json::array({v.items[k].text, value(v.items[k + 1])}));
    return pairs;
  }

  const ResolvedWorkflow& workflow_;
  int stage_;
  uint32_t left_out_;
  std::map<int, json> known_;
};

}  // namespace

json stage_key(const ResolvedWorkflow& workflow, int stage) { return KeyMaker(workflow, stage, 0).node(stage); }

json extendable_key(const ResolvedWorkflow& workflow, int stage) {
  return KeyMaker(workflow, stage, ATELIER_PARAM_EXTENDS).node(stage);
}

std::string key_digest(const json& key) {
  const std::string text = dump(key);
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace atelier::host
