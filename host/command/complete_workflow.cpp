#include "complete_workflow.hpp"

#include <atelier/param.h>

#include <algorithm>

#include "language/default_value.hpp"
#include "language/layers.hpp"
#include "language/matrix.hpp"
#include "language/param_type.hpp"
#include "language/parameters.hpp"
#include "language/resolved_toml.hpp"
#include "language/resolver.hpp"
#include "language/run_table.hpp"
#include "language/set_option.hpp"
#include "plugins/discovery.hpp"
#include "shipped.hpp"

namespace atelier::host {
namespace {

Catalog known_catalog(const TypedLine& line) {
  Registry registry(Registry::default_file());
  DiscoveryOptions options;
  options.places = search_places(line.plugins);
  options.only_known = true;
  return discover(options, registry).catalog;
}

// The file with its includes; nothing when there is none, or one that cannot be read.
std::optional<LoadedWorkflow> loaded(const TypedLine& line, Report& report) {
  if (line.file.empty()) return std::nullopt;
  const std::filesystem::path file = workflow_file(line.file, search_places({}).program);
  return load_workflow(real_disk(), file, std::filesystem::current_path(), report);
}

const Written* group_of(const Written& root, const char* name) {
  const Written* group = root.find(name);
  return group && group->is_table() ? group : nullptr;
}

// Walks down the path of a --set, and offers what stands below.
class SetPath {
 public:
  SetPath(const TypedLine& line, bool values) : catalog_(known_catalog(line)), values_(values) {
    std::optional<LoadedWorkflow> workflow = loaded(line, report_);
    if (!workflow) return;
    root_ = std::move(workflow->root);
    apply_profiles(root_, line.profiles, report_);
    if (values) apply_set(root_, line.set, std::filesystem::current_path(), catalog_, report_);
  }

  std::vector<Candidate> candidates(const std::string& word) {
    const size_t equals = values_ ? word.find('=') : std::string::npos;
    const std::string path = word.substr(0, equals);
    const size_t dot = path.rfind('.');
    const std::string step = dot == std::string::npos ? path : path.substr(dot + 1);
    before_ = path.substr(0, path.size() - step.size());
    if (dot == std::string::npos && equals == std::string::npos) return top();
    if (dot == std::string::npos || !descend(path.substr(0, dot))) return {};
    if (equals == std::string::npos) return below();
    before_ = word.substr(0, equals + 1);
    return values_of(step, word.substr(equals + 1));
  }

 private:
  void offer(const std::string& name, const std::string& about) { out_.push_back({before_ + name, about}); }

  std::vector<Candidate> top() {
    if (group_of(root_, "params")) offer("params.", "parameters of the workflow");
    if (group_of(root_, "check")) offer("check.", "conditions on what stages leave");
    offer("run.", "settings of the run");
    for (const char* kind : {"stage", "part"})
      if (const Written* group = group_of(root_, kind))
        for (const WrittenEntry& entry : group->entries) {
          const ComponentInfo* component = component_of(&entry.value);
          offer(entry.key + ".", std::string(kind) + (component ? ", " + component->id : ""));
        }
    return std::move(out_);
  }

  // Sets table_ and component_ to what the path leads to; false when it leads nowhere.
  bool descend(const std::string& path) {
    std::vector<std::string> steps;
    for (size_t at = 0; at <= path.size();) {
      const size_t end = std::min(path.find('.', at), path.size());
      steps.push_back(path.substr(at, end - at));
      at = end + 1;
    }
    size_t first = 1;
    if (steps[0] == "params" || steps[0] == "check") {
      (steps[0] == "params" ? parameters_ : checks_) = true;
      table_ = group_of(root_, steps[0].c_str());
      return table_ && steps.size() == 1;
    }
    if (steps[0] == "run") {
      table_ = group_of(root_, "run");
      component_ = &run_table();
    } else {
      if ((steps[0] == "part" || steps[0] == "stage") && steps.size() > 1) ++first;
      for (const char* kind : {"part", "stage"})
        if (const Written* group = group_of(root_, kind); group && group->find(steps[first - 1]))
          table_ = group->find(steps[first - 1]);
      if (!table_) return false;
      component_ = component_of(table_);
    }
    for (size_t i = first; i < steps.size(); ++i)
      if (!step_down(steps[i])) return false;
    return component_ != nullptr;
  }

  bool step_down(const std::string& step) {
    const size_t bracket = step.find('[');
    const ParamInfo* param = component_ ? component_->param(step.substr(0, bracket)) : nullptr;
    if (!param || param->type != ATELIER_TYPE_PART) return false;
    const Written* child = table_ ? table_->find(param->name) : nullptr;
    std::string id;
    if (const std::vector<std::string> ids = default_parts(*param); !child && ids.size() == 1) id = ids[0];
    if (bracket != std::string::npos) child = child ? item(*child, step.substr(bracket + 1)) : nullptr;
    if (child && child->is_table() && !child->find("use")) {
      if (const std::vector<std::string> ids = default_parts(*param); ids.size() == 1) id = ids[0];
    }
    component_ = id.empty() ? component_of(child) : catalog_.find(id);
    table_ = child && child->is_table() ? child : nullptr;
    slot_kind_ = param->kind;
    return component_ != nullptr;
  }

  static const Written* item(const Written& list, std::string name) {
    if (!name.empty() && name.back() == ']') name.pop_back();
    if (!list.is_list()) return nullptr;
    for (size_t i = 0; i < list.items.size(); ++i)
      if (name == label(list, i) || name == std::to_string(i)) return &list.items[i];
    return nullptr;
  }

  static std::string label(const Written& list, size_t i) {
    const Written* as = list.items[i].is_table() ? list.items[i].find("as") : nullptr;
    return as && as->is_string() ? as->text : std::to_string(i);
  }

  // The component that a table, or a slot's bare text, is of, through parameters if need be.
  const ComponentInfo* component_of(const Written* written) const {
    constexpr int kLongestChain = 16;
    if (written && written->is_table()) written = written->find("use");
    for (int i = 0; written && written->is_string() && i < kLongestChain; ++i) {
      const std::optional<Reference> reference = reference_in(*written);
      if (!reference) return catalog_.find(written->text);
      const Written* params = group_of(root_, "params");
      written = reference->table == "params" && params ? params->find(reference->port) : nullptr;
    }
    return nullptr;
  }

  std::vector<Candidate> below() {
    const std::string end = values_ ? "=" : "";
    if (parameters_)
      for (const WrittenEntry& entry : table_->entries) offer(entry.key + end, "now " + written_toml(entry.value));
    if (checks_)
      for (const WrittenEntry& entry : table_->entries) offer(entry.key + ".that" + end, "a condition");
    if (!component_) return std::move(out_);
    if (component_ != &run_table()) offer("use" + end, "now " + component_->id);
    for (const ParamInfo& param : component_->params) {
      const std::string about = param.doc + " (" + type_words(param) + ")";
      const Written* child = table_ ? table_->find(param.name) : nullptr;
      if (param.type == ATELIER_TYPE_PART && param.has(ATELIER_PARAM_LIST)) {
        for (size_t i = 0; child && child->is_list() && i < child->items.size(); ++i)
          offer(param.name + "[" + label(*child, i) + "].", about);
      } else if (param.type == ATELIER_TYPE_PART || param.has(ATELIER_PARAM_TABLE)) {
        if (!child || !wire_in(*child)) offer(param.name + ".", about);  // a part of its own is set by its own name
      }
      offer(param.name + end, about);
    }
    return std::move(out_);
  }

  // Where a parameter is used says what it can be.
  const ParamInfo* use_of_parameter(const Written& table, const std::string& reference) const {
    const ComponentInfo* component = component_of(&table);
    for (const WrittenEntry& entry : table.entries) {
      const ParamInfo* param = component ? component->param(entry.key) : nullptr;
      if (param && entry.value.is_string() && entry.value.text == reference) return param;
      for (const Written& inner : entry.value.as_list())
        if (inner.is_table())
          if (const ParamInfo* found = use_of_parameter(inner, reference)) return found;
    }
    return nullptr;
  }

  std::vector<Candidate> values_of_parameter(const std::string& name, const std::string& word) {
    const Written* now = table_->find(name);
    if (!now) return {};
    for (const char* kind : {"part", "stage"})
      if (const Written* group = group_of(root_, kind))
        for (const WrittenEntry& entry : group->entries)
          if (const ParamInfo* param =
                  entry.value.is_table() ? use_of_parameter(entry.value, "@params." + name) : nullptr)
            return values_for(*param, word);
    if (const ComponentInfo* component = component_of(now)) offer_kind(component->kind);
    if (now->kind == Written::Kind::kBool) offer_all({"true", "false"});
    return std::move(out_);
  }

  std::vector<Candidate> values_of(const std::string& name, const std::string& word) {
    if (parameters_) return values_of_parameter(name, word);
    if (!component_) return {};
    if (name == "use" && component_ != &run_table()) {
      offer_kind(slot_kind_.empty() && !component_->is_stage() ? "" : component_->kind);
      return std::move(out_);
    }
    const ParamInfo* param = component_->param(name);
    return param ? values_for(*param, word) : std::vector<Candidate>();
  }

  std::vector<Candidate> values_for(const ParamInfo& param, const std::string& word) {
    if (param.has(ATELIER_PARAM_LIST | ATELIER_PARAM_TABLE)) return {};
    if (param.type == ATELIER_TYPE_BOOL) offer_all({"true", "false"});
    if (param.type == ATELIER_TYPE_ENUM) offer_all(param.choices);
    if (param.type == ATELIER_TYPE_PART) offer_kind(param.kind);
    if (is_object(param.type)) offer_wires(param);
    if (param.type == ATELIER_TYPE_PATH_IN || param.type == ATELIER_TYPE_PATH_OUT)
      for (const Candidate& file : complete_file(word, FileSort::kAny)) offer(file.text, file.about);
    return std::move(out_);
  }

  // What the tables of the workflow give that the option takes.
  void offer_wires(const ParamInfo& param) {
    for (const char* kind : {"part", "stage"})
      if (const Written* group = group_of(root_, kind))
        for (const WrittenEntry& entry : group->entries) {
          const ComponentInfo* component = component_of(&entry.value);
          if (!component) continue;
          const std::optional<OutputInfo> itself = part_itself(*component);
          if (itself && feeds(*itself, param)) offer("@" + entry.key, component->summary);
          for (const OutputInfo& output : component->outputs)
            if (feeds(output, param)) offer("@" + entry.key + "." + output.name, output.doc);
        }
  }

  void offer_all(const std::vector<std::string>& values) {
    for (const std::string& value : values) offer(value, "");
  }

  // "": of any kind that a part of its own can have.
  void offer_kind(const std::string& kind) {
    for (const ComponentInfo* component : catalog_.components())
      if (kind.empty() ? !component->is_stage() : component->kind == kind) offer(component->id, component->summary);
  }

  Report report_;
  Written root_;
  Catalog catalog_;
  bool values_;
  std::string before_;  // what candidates begin with
  bool parameters_ = false;
  bool checks_ = false;
  const Written* table_ = nullptr;
  const ComponentInfo* component_ = nullptr;
  std::string slot_kind_;
  std::vector<Candidate> out_;
};

}  // namespace

std::vector<Candidate> complete_stage(const TypedLine& line) {
  Report report;
  std::vector<Candidate> out;
  const std::optional<LoadedWorkflow> workflow = loaded(line, report);
  const Written* stages = workflow ? group_of(workflow->root, "stage") : nullptr;
  if (!stages) return out;
  for (const WrittenEntry& entry : stages->entries) {
    const Written* enabled = entry.value.find("enabled");
    const Written* use = entry.value.find("use");
    if (!enabled || enabled->kind != Written::Kind::kBool || enabled->boolean)
      out.push_back({entry.key, use && use->is_string() ? use->text : ""});
  }
  return out;
}

std::vector<Candidate> complete_profile(const TypedLine& line) {
  Report report;
  std::vector<Candidate> out;
  const std::optional<LoadedWorkflow> workflow = loaded(line, report);
  if (const Written* profiles = workflow ? group_of(workflow->root, "profile") : nullptr)
    for (const std::string& name : profiles->keys()) out.push_back({name, ""});
  return out;
}

std::vector<Candidate> complete_job(const TypedLine& line) {
  Report report;
  std::vector<Candidate> out;
  std::optional<LoadedWorkflow> workflow = loaded(line, report);
  if (!workflow) return out;
  apply_profiles(workflow->root, line.profiles, report);
  for (const Job& job : take_jobs(workflow->root, line.over, std::filesystem::current_path(), report))
    out.push_back({job.name, ""});
  return out;
}

std::vector<Candidate> complete_id(const TypedLine& line) {
  const Catalog catalog = known_catalog(line);
  std::vector<Candidate> out;
  for (const ComponentInfo* component : catalog.components()) out.push_back({component->id, component->summary});
  for (const PluginInfo& plugin : catalog.plugins) out.push_back({plugin.id, "plugin"});
  return out;
}

std::vector<Candidate> complete_set(const TypedLine& line, const std::string& word) {
  return SetPath(line, true).candidates(word);
}

std::vector<Candidate> complete_path(const TypedLine& line, const std::string& word) {
  return SetPath(line, false).candidates(word);
}

}  // namespace atelier::host
