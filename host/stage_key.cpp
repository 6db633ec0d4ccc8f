#include "stage_key.hpp"

#include <atelier/param.h>
#include <spdlog/fmt/fmt.h>
#include <xxhash.h>

#include "line_file.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;

json node_key(const ResolvedWorkflow& workflow, const Node& node);

json wire_key(const ResolvedWorkflow& workflow, const Wire& wire) {
  const Node& node = workflow.nodes[static_cast<size_t>(wire.node)];
  const json key = node_key(workflow, node);
  json out = node.stage ? json{{"stage", key_digest(key)}} : json{{"part", key}};
  if (!wire.port.empty()) out["port"] = wire.port;
  return out;
}

json value_key(const ResolvedWorkflow& workflow, const ResolvedValue& value) {
  if (value.is_wire()) return wire_key(workflow, value.wire);
  switch (value.type) {
    case ATELIER_TYPE_NONE:
      return nullptr;
    case ATELIER_TYPE_BOOL:
      return value.integer != 0;
    case ATELIER_TYPE_INT:
      return value.integer;
    case ATELIER_TYPE_FLOAT:
    case ATELIER_TYPE_DURATION:
      return value.real;
    case ATELIER_TYPE_LIST:
      break;
    default:
      return value.text;
  }
  json items = json::array();
  for (const ResolvedValue& item : value.items) items.push_back(value_key(workflow, item));
  return items;
}

json node_key(const ResolvedWorkflow& workflow, const Node& node) {
  const ComponentInfo& c = *node.component;
  json options = json::object();
  for (size_t i = 0; i < node.values.size(); ++i)
    if (!c.params[i].has(ATELIER_PARAM_NO_RESULT)) options[c.params[i].name] = value_key(workflow, node.values[i]);
  return {{"component", c.id},
          {"revision", c.revision},
          {"plugin", {{"id", c.plugin_id}, {"version", c.plugin_version}}},
          {"options", std::move(options)}};
}

}  // namespace

json stage_key(const ResolvedWorkflow& workflow, int stage) {
  return node_key(workflow, workflow.nodes[static_cast<size_t>(stage)]);
}

std::string key_digest(const json& key) {
  const std::string text = dump(key);
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace atelier::host
