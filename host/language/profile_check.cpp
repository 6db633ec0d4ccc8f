#include "profile_check.hpp"

#include <atelier/param.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>

#include "other_words.hpp"
#include "param_type.hpp"
#include "parameters.hpp"
#include "reference.hpp"
#include "resolver.hpp"
#include "run_table.hpp"

namespace atelier::host {
namespace {

class Check {
 public:
  Check(const Written& root, const Catalog& catalog, Report& report)
      : root_(root), catalog_(catalog), report_(report) {}

  void profile(const Written& profile) {
    for (const WrittenEntry& group : profile.entries) {
      if (!group.value.is_table()) continue;  // told with the outline
      if (group.key == "run") {
        report_unknown_options(report_, run_table(), group.value, group.key_at);
        values(run_table(), group.value, "run");
      }
      if (group.key == "part" || group.key == "stage") tables(group);
    }
  }

 private:
  void tables(const WrittenEntry& group) {
    const Written* below = root_.find(group.key);
    const std::vector<std::string> names = below ? below->keys() : std::vector<std::string>();
    for (const WrittenEntry& entry : group.value.entries) {
      if (!entry.value.is_table()) continue;
      const Written* there = below ? below->find(entry.key) : nullptr;
      if (there || entry.value.find("use"))
        table(entry.value, there, entry.key);
      else
        report_
            .error("E301", "there is no part or stage `" + entry.key + "`", entry.key_at,
                   ask_for_likely(entry.key, names))
            .help = "a profile can also add one: then it needs `use`";
    }
  }

  // What is wrong with a value whatever the profile is laid over.
  void value(const ParamInfo& param, const Written& given, const std::string& name) {
    const bool is_text = !given.is_string() || given.text.find_first_of("@$") == std::string::npos;
    if (is_object(param.type) || given.is_table() || given.is_list() || !is_text) return;
    const auto typed = typed_value(single(param), given);
    const Misfit* misfit = std::get_if<Misfit>(&typed);
    if (misfit)
      report_.error(misfit->code.c_str(), "`" + name + "` " + misfit->message, given.at, misfit->label).help =
          misfit->help;
  }

  void values(const ComponentInfo& component, const Written& over, const std::string& name) {
    for (const WrittenEntry& entry : over.entries) {
      const ParamInfo* param = component.param(entry.key);
      if (!param) continue;
      const std::string option = name + "." + entry.key;
      if (!param->has(ATELIER_PARAM_LIST | ATELIER_PARAM_TABLE))
        value(*param, entry.value, option);
      else if (param->has(ATELIER_PARAM_LIST) && entry.value.is_list())
        for (size_t i = 0; i < entry.value.items.size(); ++i)
          value(*param, entry.value.items[i], option + "[" + std::to_string(i) + "]");
    }
  }

  void table(const Written& over, const Written* below, const std::string& name) {
    const ComponentInfo* component = over.find("use") ? component_in(root_, over, catalog_)
                                     : below          ? component_in(root_, *below, catalog_)
                                                      : nullptr;
    if (!component) return;
    report_unknown_options(report_, *component, over, over.at);
    values(*component, over, name);
    for (const WrittenEntry& entry : over.entries) {
      const ParamInfo* param = component->param(entry.key);
      const bool slot = param && param->type == ATELIER_TYPE_PART && entry.value.is_table();
      if (slot) table(entry.value, below ? below->find(entry.key) : nullptr, name + "." + entry.key);
    }
  }

  const Written& root_;
  const Catalog& catalog_;
  Report& report_;
};

// Of values that stand there themselves; what a reference or a splice brings is not known yet.
bool is_other_kind(const Written& declared, const Written& given) {
  const auto refers = [](const Written& value) {
    return value.is_string() && value.text.find_first_of("@$") != std::string::npos;
  };
  const bool widened = declared.kind == Written::Kind::kFloat && given.kind == Written::Kind::kInt;
  return declared.kind != given.kind && !widened && !refers(declared) && !refers(given);
}

// A profile changes parameters; it cannot add any.
void check_parameters(const Written& root, const Written& given, Report& report) {
  const Written* params = root.find("params");
  const std::vector<std::string> names = params ? params->keys() : std::vector<std::string>();
  for (const WrittenEntry& entry : given.entries) {
    const Written* declared = params ? params->find(entry.key) : nullptr;
    if (declared && is_other_kind(*declared, entry.value))
      report_other_type(entry.key, *declared, entry.value, entry.value.at, report);
    if (std::find(names.begin(), names.end(), entry.key) == names.end())
      report.error("E305", "there is no parameter `" + entry.key + "`", entry.key_at, ask_for_likely(entry.key, names))
          .note = "[params] of the file has " + (names.empty() ? "none" : list_names(names));
  }
}

}  // namespace

void check_profile_outline(const Written& root, const WrittenEntry& profile, Report& report) {
  static const std::vector<std::string> kGroups = {"params", "run", "part", "stage", "check", "matrix"};
  for (const WrittenEntry& entry : profile.value.entries) {
    if (std::find(kGroups.begin(), kGroups.end(), entry.key) == kGroups.end())
      report.error("E201", "a profile has no `" + entry.key + "`", entry.key_at, ask_for_likely(entry.key, kGroups))
          .note = "it lays params.…, run.…, part.<name>.…, stage.<name>.…, check.<name>.… and matrix.… over the file";
    else if (!entry.value.is_table())
      report.error("E401", "`" + entry.key + "` is a table, not " + describe(entry.value), entry.value.at);
    else if (entry.key == "params")
      check_parameters(root, entry.value, report);
  }
}

const ComponentInfo* component_in(const Written& root, const Written& table, const Catalog& catalog) {
  constexpr int kLongestChain = 16;
  const Written* use = table.is_string() ? &table : table.find("use");
  for (int i = 0; use && use->is_string() && i < kLongestChain; ++i) {
    const std::optional<Reference> reference = parse_reference(use->text);
    if (!reference) return catalog.find(use->text);
    const Written* group = root.find(reference->table);
    use = reference->table == "params" && group ? group->find(reference->port) : nullptr;
  }
  return nullptr;
}

void check_idle_profiles(const Written& root, const std::vector<std::string>& chosen, const Catalog& catalog,
                         Report& report) {
  const Written* profiles = root.find("profile");
  if (!profiles || !profiles->is_table()) return;
  for (const WrittenEntry& profile : profiles->entries)
    if (profile.value.is_table() && std::find(chosen.begin(), chosen.end(), profile.key) == chosen.end())
      Check(root, catalog, report).profile(profile.value);
}

}  // namespace atelier::host
