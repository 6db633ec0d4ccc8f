// What components exist, as data: the host's copy of every plugin's descriptors, read without keeping a library loaded.
//
// `check`, `plugins` and the resolver work on this alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::host {

// One entry of a component's parameter table; the fields are those of atelier_param.
struct ParamInfo {
  std::string name = {};
  uint32_t type = 0;   // ATELIER_TYPE_*
  uint32_t flags = 0;  // ATELIER_PARAM_*
  std::string doc = {};
  std::string unit = {};
  std::string default_value = {};  // as written in TOML; "" when there is none
  std::string kind = {};           // PART, PORT; PATH_IN: the sort of the file, or ""
  std::vector<std::string> choices = {};
  double min = 0;
  double max = 0;
  uint64_t min_items = 0;
  uint64_t max_items = 0;

  bool has(uint32_t flag) const { return (flags & flag) != 0; }
};

// An output port; the fields are those of atelier_output.
struct OutputInfo {
  std::string name;
  uint32_t type = 0;
  uint32_t flags = 0;
  std::string doc;
  std::string kind;  // PORT; PATH_IN: the sort of the file, or ""
};

// One condition of a rule; the fields are those of atelier_condition.
struct ConditionInfo {
  uint32_t kind = 0;  // ATELIER_CONDITION_*
  std::string option = {};
  std::string other = {};
  double number = 0;
  std::vector<std::string> words = {};
};

// A rule between a component's options; the fields are those of atelier_rule.
struct RuleInfo {
  bool warning = false;
  std::vector<ConditionInfo> when = {};
  std::vector<ConditionInfo> must = {};
  std::string sentence = {};
  std::string remedy = {};
};

// Numbers that a component gives; the fields are those of atelier_number and of its atelier_number_terms.
struct NumberInfo {
  std::string name = {};
  std::string slot = {};
  std::string prefix = {};
  std::string doc = {};
  bool per_class = false;
  std::vector<ConditionInfo> when = {};
  std::string items = {};
};

// use, as, after, enabled, keep, doc: they mean the same in every component's table, and no parameter can have such a
// name.
const std::vector<std::string>& reserved_keys();
bool is_reserved(std::string_view key);

struct ComponentInfo {
  std::string id;
  std::string kind;  // "atelier.dataset/1"
  std::string summary;
  std::string doc;
  uint32_t revision = 1;
  bool serial = false;   // takes one call at a time in the process, whatever the number of instances
  bool wirable = true;   // false: only its named outputs can be wired
  bool resumes = false;  // a stage that goes on in the folder of a run that did not reach its end
  std::vector<ParamInfo> params;
  std::vector<OutputInfo> outputs;
  std::vector<std::string> reports = {};  // of a stage: files and folders ("x/") that no output hangs on
  std::vector<RuleInfo> rules = {};       // those that this program understands
  std::vector<NumberInfo> numbers = {};
  bool tells_numbers = false;     // else which numbers it gives is not known
  bool tells_terms = false;       // else there may be numbers for each class beside them
  std::filesystem::path library;  // the file that offers it
  std::string plugin_id;
  std::string plugin_version;

  bool is_stage() const;
  const ParamInfo* param(std::string_view name) const;
  const OutputInfo* output(std::string_view name) const;
};

// A plugin file that was found but cannot be used.
struct Refusal {
  std::filesystem::path library;
  std::string plugin_id;  // "" when not even the manifest could be read
  std::string reason;     // a sentence
};

// A plugin file left out because another one with the same plugin id was found before it.
struct Shadow {
  std::filesystem::path library;
  std::filesystem::path by;  // the file that is used
  std::string plugin_id;
  std::vector<std::string> components;  // that it would offer; none when it cannot be used anyway
};

// What a plugin's libraries must find in the environment when they are loaded; the fields are those of
// atelier_variable.
struct EnvironmentVariable {
  std::string name;
  std::string value;
  std::string why;
};

struct PluginInfo {
  std::filesystem::path library;
  std::string id;
  std::string version;
  std::string build;     // from the manifest
  std::string build_id;  // the linker's, hexadecimal
  uint32_t abi_major = 0;
  uint32_t abi_minor = 0;
  std::vector<EnvironmentVariable> environment;  // of all its components, each name once
  std::vector<ComponentInfo> components;
};

struct Catalog {
  std::vector<PluginInfo> plugins;  // in search order
  std::vector<Refusal> refusals;
  std::vector<Shadow> shadows;

  // The first component of that id, or null.
  const ComponentInfo* find(std::string_view id) const;
  // The first file left out that would offer it, or null.
  const Shadow* shadow_of(std::string_view id) const;
  // Every component, in search order, sorted by id.
  std::vector<const ComponentInfo*> components() const;
};

// "samples/1" for "atelier.samples/1"; other owners' kinds stay whole. For messages.
std::string short_kind(std::string_view kind);

}  // namespace atelier::host
