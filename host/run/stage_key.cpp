#include "stage_key.hpp"

#include <atelier/param.h>
#include <spdlog/fmt/fmt.h>
#include <xxhash.h>

#include <algorithm>
#include <optional>

#include "language/param_type.hpp"
#include "words/json_text.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

template <class T>
void add_new(std::vector<T>& to, const T& one) {
  if (std::find(to.begin(), to.end(), one) == to.end()) to.push_back(one);
}

// A node that many wires lead to is described once.
class KeyMaker {
 public:
  // left_out: the flags of options that are left out of the document of `stage`, but not of any before it.
  KeyMaker(const ResolvedWorkflow& workflow, int stage, uint32_t left_out, const KeySources& sources, StageKey& key)
      : workflow_(workflow), stage_(stage), left_out_(left_out), sources_(sources), key_(key) {}

  const json& node(int index) {
    if (const auto it = known_.find(index); it != known_.end()) return it->second;
    const Node& n = workflow_.nodes[static_cast<size_t>(index)];
    const ComponentInfo& c = *n.component;
    const uint32_t left_out = ATELIER_PARAM_NO_RESULT | (index == stage_ ? left_out_ : 0);
    json options = json::object();
    for (size_t i = 0; i < n.values.size(); ++i)
      if (!c.params[i].has(left_out)) options[c.params[i].name] = value(n.values[i], c.params[i]);
    json document = {{"component", c.id}, {"plugin", c.plugin_id}, {"revision", c.revision}, {"options", options}};
    return known_.emplace(index, std::move(document)).first->second;
  }

  // Why something could not be read, the first that there was.
  const std::optional<Failure>& failure() const { return failure_; }

 private:
  json wire(const Wire& wire) {
    const Node& from = workflow_.nodes[static_cast<size_t>(wire.node)];
    if (!from.stage) return with_port({{"part", node(wire.node)}}, wire);
    const OutputFacts* facts = sources_.output(wire.node);
    if (!facts) return wait_for(wire.node);
    if (!facts->object.empty()) add_new(key_.objects, facts->object);
    // a number or text is what it is, whoever gave it
    if (const auto it = facts->values.find(wire.port); it != facts->values.end()) return it->second;
    return with_port(
        {{"left", facts->digest}, {"component", from.component->id}, {"revision", from.component->revision}}, wire);
  }

  static json with_port(json out, const Wire& wire) {
    if (!wire.port.empty()) out["port"] = wire.port;
    return out;
  }

  json wait_for(int stage) {
    add_new(key_.waits, stage);
    return {{"waits", true}};
  }

  json content(const std::string& path, bool named) {
    if (path.empty()) return path;
    add_new(key_.read, fs::path(path));
    const Result<std::string> digest = sources_.content(path);
    if (!digest) {
      if (!failure_) failure_ = digest.failure();
      return nullptr;
    }
    json out = {{"content", *digest}};
    const std::string name = named ? sources_.file_name(path) : "";
    if (!name.empty()) out["name"] = name;
    return out;
  }

  // The parameter's value, or that of an entry in its list or table.
  json value(const ResolvedValue& v, const ParamInfo& param) {
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
        return table(v, param);
      default:
        return param.type == ATELIER_TYPE_PATH_IN ? content(v.text, param.has(ATELIER_PARAM_NAMED)) : json(v.text);
    }
    json items = json::array();
    for (const ResolvedValue& item : v.items) items.push_back(value(item, param));
    return items;
  }

  // As pairs: the order of writing is part of what the component gets.
  json table(const ResolvedValue& v, const ParamInfo& param) {
    json pairs = json::array();
    for (size_t k = 0; k + 1 < v.items.size(); k += 2)
      pairs.push_back(json::array({v.items[k].text, value(v.items[k + 1], param)}));
    return pairs;
  }

  const ResolvedWorkflow& workflow_;
  int stage_;
  uint32_t left_out_;
  const KeySources& sources_;
  StageKey& key_;
  std::map<int, json> known_;
  std::optional<Failure> failure_;
};

}  // namespace

Result<StageKey> stage_key(const ResolvedWorkflow& workflow, int stage, const KeySources& sources) {
  StageKey key;
  KeyMaker whole(workflow, stage, 0, sources, key);
  key.document = whole.node(stage);
  if (whole.failure()) return *whole.failure();
  if (!key.waits.empty()) return key;
  key.digest = key_digest(key.document);
  KeyMaker without(workflow, stage, ATELIER_PARAM_EXTENDS, sources, key);
  key.extendable = key_digest(without.node(stage));
  if (without.failure()) return *without.failure();
  return key;
}

std::string key_digest(const json& key) {
  const std::string text = dump(key);
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace atelier::host
