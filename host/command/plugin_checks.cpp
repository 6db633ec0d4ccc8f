#include "plugin_checks.hpp"

#include <atelier/param.h>
#include <atelier/plugin.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/suggest.hpp>
#include <atelier/cpp/words.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "language/workflow.hpp"
#include "plugins/describing_child.hpp"
#include "plugins/embedded.hpp"
#include "plugins/exports.hpp"
#include "plugins/plugin_json.hpp"
#include "plugins/rehearsal.hpp"
#include "run/deep_check.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

using Checks = std::vector<PluginCheck>;

void good(Checks& to, std::string what, std::string words) {
  to.push_back({CheckState::kGood, std::move(what), std::move(words)});
}
void doubtful(Checks& to, std::string what, std::string words, std::string remedy = {}) {
  to.push_back({CheckState::kDoubtful, std::move(what), std::move(words), std::move(remedy)});
}
void bad(Checks& to, std::string what, std::string words, std::string remedy = {}) {
  to.push_back({CheckState::kBad, std::move(what), std::move(words), std::move(remedy)});
}

std::string joined(const std::vector<std::string>& names) { return list_names(names, 5); }

void check_exports(const fs::path& file, Checks& to) {
  std::vector<std::string> others = exported_symbols(file);
  const size_t all = others.size();
  std::erase(others, ATELIER_ENTRY_SYMBOL);
  if (others.size() == all)
    bad(to, "exports", fmt::format("{} is not among what it exports", ATELIER_ENTRY_SYMBOL),
        "name the plugin in one source, with ATELIER_PLUGIN or ATELIER_PLUGIN_ENTRY");
  else if (!others.empty())
    doubtful(to, "exports",
             fmt::format("besides {}, {}: {}", ATELIER_ENTRY_SYMBOL,
                         counted(others.size(), "symbol that can clash with other plugins'",
                                 "symbols that can clash with other plugins'"),
                         joined(others)),
             "link with the SDK's plugin.map, as atelier_add_plugin does");
  else
    good(to, "exports", fmt::format("{} alone", ATELIER_ENTRY_SYMBOL));
}

// Sentences that people look for in `plugins show` and in an editor.
void check_docs(const PluginInfo& plugin, Checks& to) {
  std::vector<std::string> bare;
  for (const ComponentInfo& c : plugin.components) {
    for (const ParamInfo& p : c.params)
      if (p.doc.empty()) bare.push_back(fmt::format("`{}.{}`", c.id, p.name));
    for (const OutputInfo& o : c.outputs)
      if (o.doc.empty()) bare.push_back(fmt::format("`{}.{}`", c.id, o.name));
  }
  if (bare.empty())
    good(to, "docs", "each option and output has a sentence");
  else
    doubtful(to, "docs", fmt::format("no sentence about {}", joined(bare)), "say what it is for, in one line");
}

void check_embedded(const fs::path& file, const PluginInfo& plugin, Checks& to) {
  if (read_description(file).empty()) return;
  const Result<Manifest> manifest = read_manifest(file);
  const std::optional<PluginInfo> said = manifest ? embedded_description(file, *manifest) : std::nullopt;
  if (!said)
    doubtful(to, "embedded", "the description that the file carries is of another version or build, and not used",
             "atelier plugins embed " + file.string());
  else if (nlohmann::json(*said) != nlohmann::json(plugin))
    bad(to, "embedded", "the description that the file carries is not what loading it gives",
        "atelier plugins embed " + file.string());
  else
    good(to, "embedded", "the file carries what loading it gives");
}

std::vector<std::string> required_of(const ComponentInfo& c) {
  std::vector<std::string> out;
  for (const ParamInfo& p : c.params)
    if (p.has(ATELIER_PARAM_REQUIRED)) out.push_back(p.name);
  return out;
}

// A workflow of that component alone, with its defaults.
std::string workflow_of(const ComponentInfo& c) {
  return fmt::format("atelier = 1\nname = \"validate\"\n[{}.it]\nuse = \"{}\"\n", c.is_stage() ? "stage" : "part",
                     c.id);
}

std::string first_error(const std::vector<Diagnostic>& diagnostics) {
  for (const Diagnostic& d : diagnostics)
    if (d.severity == Severity::kError) return d.message;
  return "";
}

// "" when it can be made, or why not.
std::string refusal_of(const ComponentInfo& c, const Catalog& catalog, Registry& registry) {
  const fs::path file = fs::temp_directory_path() / fmt::format("atelier-validate-{}.toml", ::getpid());
  write_file(file, workflow_of(c), false);
  ResolveInput input;
  input.file = file;
  input.keep_idle = true;
  ResolveResult resolved = resolve(input, catalog);
  std::error_code ignored;
  fs::remove(file, ignored);
  if (!resolved.ok()) return first_error(resolved.diagnostics);
  const Result<Trial> trial = check_deeply(resolved.workflow, {0}, catalog, registry);
  if (!trial) return trial.failure().reason;
  return first_error(diagnostics_of(resolved.workflow, *trial));
}

void check_components(const PluginInfo& plugin, const Catalog& catalog, Registry& registry, Checks& to) {
  for (const ComponentInfo& c : plugin.components) {
    const std::string what = fmt::format("`{}`", c.id);
    if (const std::vector<std::string> needs = required_of(c); !needs.empty()) {
      good(to, what, fmt::format("described; not made, as it needs {}", joined(needs)));
      continue;
    }
    const std::string why = refusal_of(c, catalog, registry);
    if (why.empty())
      good(to, what, "made with its defaults, and taken down");
    else
      doubtful(to, what, "cannot be made with its defaults: " + why, "a default should fit, or the option be required");
  }
}

void check_together(const Discovery& found, Registry& registry, Checks& to) {
  std::vector<const PluginInfo*> all;
  for (const PluginInfo& plugin : found.catalog.plugins) all.push_back(&plugin);
  if (all.empty()) return;
  if (const Result<void> together = rehearse(all, registry); !together)
    bad(to, "together", together.failure().reason, together.failure().details);
  else
    good(to, "together", fmt::format("{} into one process", counted(all.size(), "plugin loads", "plugins load")));
}

void check_environment(const PluginInfo& plugin, Checks& to) {
  for (const EnvironmentVariable& v : plugin.environment) {
    const char* set = std::getenv(v.name.c_str());
    if (set && set != v.value)
      doubtful(to, plugin.id, fmt::format("{} is {}, and it would have {}: {}", v.name, set, v.value, v.why),
               fmt::format("unset {}, unless that is meant", v.name));
  }
}

}  // namespace

std::vector<PluginCheck> validate_plugin(const fs::path& file, const Discovery& others, Registry& registry) {
  Checks out;
  const Result<Manifest> manifest = read_manifest(file);
  const Result<void> fits = manifest ? check_abi(manifest->abi_major, manifest->abi_minor) : manifest.failure();
  if (!fits) return bad(out, "file", fits.failure().reason), out;
  good(out, "file",
       fmt::format("{} {}, ABI {}.{}, built by {}", manifest->id, manifest->version, manifest->abi_major,
                   manifest->abi_minor, manifest->build));
  check_exports(file, out);
  const Description said = describe_by_child(file, {}).description;
  if (!said.plugin) return bad(out, "description", said.plugin.failure().reason), out;
  good(out, "description", counted(said.plugin->components.size(), "component", "components"));
  check_embedded(file, *said.plugin, out);
  check_docs(*said.plugin, out);
  check_together(others, registry, out);
  check_components(*said.plugin, others.catalog, registry, out);
  return out;
}

std::vector<PluginCheck> examine_plugins(const SearchPlaces& places, const Discovery& found, Registry& registry) {
  Checks out;
  const PluginFiles files = find_plugin_files(places);
  good(out, "searched", counted(files.files.size(), "plugin file", "plugin files"));
  for (const std::string& warning : files.warnings) doubtful(out, "searched", warning);
  for (const PluginInfo& p : found.catalog.plugins) {
    good(out, p.id,
         fmt::format("{}, {}, {}", p.version, counted(p.components.size(), "component", "components"),
                     p.library.string()));
    check_environment(p, out);
  }
  for (const Refusal& r : found.catalog.refusals)
    bad(out, r.plugin_id.empty() ? "refused" : r.plugin_id, r.library.string() + " " + r.reason,
        "`atelier plugins validate FILE` tells more; take it away if nothing needs it");
  for (const Shadow& s : found.catalog.shadows)
    doubtful(out, s.plugin_id,
             fmt::format("{} is not used: {} has the same id and comes first", s.library.string(), s.by.string()),
             "take one of the two away");
  check_together(found, registry, out);
  if (!registry.save())
    doubtful(out, "registry", "what was learnt of the plugins cannot be kept",
             "make ~/.cache or $XDG_CACHE_HOME a folder that can be written to");
  return out;
}

}  // namespace atelier::host
