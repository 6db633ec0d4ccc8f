#include "profile_check.hpp"

#include <atelier/param.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>

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
      if (group.key == "run") report_unknown_options(report_, run_table(), group.value, group.key_at);
      if (group.key == "part" || group.key == "stage") tables(group);
    }
  }

 private:
  void tables(const WrittenEntry& group) {
    const Written* below = root_.find(group.key);
    const std::vector<std::string> names = below ? below->keys() : std::vector<std::string>(), none;
    for (const WrittenEntry& entry : group.value.entries) {
      if (!entry.value.is_table()) continue;
      const Written* there = below ? below->find(entry.key) : nullptr;
      if (there || entry.value.find("use"))
        table(entry.value, there);
      else
        report_
            .error("E301", "there is no part or stage `" + entry.key + "`", entry.key_at,
                   did_you_mean(entry.key, report_.may_search() ? names : none))
            .help = "a profile can also add one: then it needs `use`";
    }
  }

  void table(const Written& over, const Written* below) {
    const ComponentInfo* component = over.find("use") ? component_in(root_, over, catalog_)
                                     : below          ? component_in(root_, *below, catalog_)
                                                      : nullptr;
    if (!component) return;
    report_unknown_options(report_, *component, over, over.at);
    for (const WrittenEntry& entry : over.entries) {
      const ParamInfo* param = component->param(entry.key);
      const bool slot = param && param->type == ATELIER_TYPE_PART && entry.value.is_table();
      if (slot) table(entry.value, below ? below->find(entry.key) : nullptr);
    }
  }

  const Written& root_;
  const Catalog& catalog_;
  Report& report_;
};

}  // namespace

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
