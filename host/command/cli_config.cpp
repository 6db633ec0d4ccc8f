#include <atelier/param.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <iostream>

#include "config_json.hpp"
#include "language/config_entries.hpp"
#include "language/param_type.hpp"
#include "language/resolved_toml.hpp"
#include "resolving.hpp"
#include "words/json_text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr size_t kLongestValue = 200;

// A value with all that is known of it.
std::string block(const ConfigEntry& entry) {
  std::string out = entry.path + (entry.toml.empty() ? " is not given" : " = " + entry.toml) + "\n";
  const Origin& origin = entry.origin;
  if (origin.kind != LayerKind::kDefault) out += "  " + origin_words(origin) + "\n";
  if (origin.through && origin.through->is_default())
    out += fmt::format("  by {}, the default of {}\n", origin.through->text, origin.through->at.file);
  else if (origin.through)
    out += fmt::format("  by {} of {}\n", one_line(origin.through->text, kLongestValue),
                       origin_words(origin.through->origin()));
  for (const Written* under : layers_under(origin))
    out +=
        fmt::format("  over {} of {}\n", one_line(written_toml(*under), kLongestValue), origin_words(under->origin()));
  if (!entry.by_default.empty())
    out += fmt::format("  {}default of {}: {}\n", origin.kind == LayerKind::kDefault ? "the " : "",
                       entry.of ? entry.of->id : "run", one_line(entry.by_default, kLongestValue));
  if (entry.param)
    out += fmt::format("  it takes {}: {}\n", type_words(*entry.param), one_line(entry.param->doc, kLongestValue));
  return out;
}

bool is_below(const std::string& path, const std::string& table) {
  return path.size() > table.size() && path.starts_with(table) &&
         (path[table.size()] == '.' || path[table.size()] == '[');
}

// `train` for `stage.train`, as --set takes it.
std::string plain_path(const ResolvedWorkflow& workflow, const std::string& path) {
  const size_t dot = path.find('.');
  const std::string group = path.substr(0, dot);
  if (dot == std::string::npos || (group != "stage" && group != "part")) return path;
  const auto is_it = [&](const Node& node) { return node.name == group; };
  return std::any_of(workflow.nodes.begin(), workflow.nodes.end(), is_it) ? path : path.substr(dot + 1);
}

// The entries that a path means; none when there is no such thing.
std::vector<ConfigEntry> chosen(const std::vector<ConfigEntry>& all, const std::string& path) {
  std::vector<ConfigEntry> out;
  for (const ConfigEntry& entry : all)
    if (entry.path == path || is_below(entry.path, path)) out.push_back(entry);
  return out;
}

Failure unknown(const Arguments& arguments, const std::vector<ConfigEntry>& all, const std::string& path) {
  std::vector<std::string> names;
  for (const ConfigEntry& entry : all)
    for (size_t end = entry.path.size(); end != std::string::npos; end = end ? entry.path.rfind('.', end - 1) : end)
      if (std::find(names.begin(), names.end(), entry.path.substr(0, end)) == names.end())
        names.push_back(entry.path.substr(0, end));
  const std::string hint = did_you_mean(path, names);
  return {fmt::format("{} has no `{}`", arguments.file.string(), one_line(path, kLongestValue)),
          hint.empty() ? "`atelier config " + arguments.file.string() + "` shows all there is" : hint,
          kExitCommandLine};
}

// One value with its history, or a table of them.
std::string text_of(const ResolvedWorkflow& workflow, const std::vector<ConfigEntry>& entries, const std::string& path,
                    bool changed) {
  if (entries.size() == 1 && entries[0].path == path) return block(entries[0]);
  const std::string table = write_resolved_toml(workflow, {.changed = changed, .history = true, .only = path});
  if (!table.empty()) return table;
  std::string out;
  for (const ConfigEntry& entry : entries)
    if (!changed || entry.changed) out += block(entry);
  return out;
}

int show_paths(const Arguments& arguments, const ResolvedWorkflow& workflow) {
  const std::vector<ConfigEntry> all = config_entries(workflow);
  std::string text;
  std::vector<ConfigEntry> shown;
  for (const std::string& given : arguments.paths) {
    const std::string path = plain_path(workflow, given);
    const std::vector<ConfigEntry> entries = chosen(all, path);
    if (entries.empty()) {
      const std::optional<Failure> disabled = refuse_disabled(workflow, path.substr(0, path.find_first_of(".[")));
      return tell_failure(disabled ? *disabled : unknown(arguments, all, path));
    }
    text += (text.empty() ? "" : "\n") + text_of(workflow, entries, path, arguments.changed);
    shown.insert(shown.end(), entries.begin(), entries.end());
  }
  std::cout << (arguments.json ? dump(entries_json(workflow, shown, arguments.changed), 2) + "\n" : text);
  return kExitDone;
}

}  // namespace

int cli_config(const Arguments& arguments) {
  const auto resolved = resolve_for(arguments, false);
  tell_diagnostics(arguments, resolved->result);
  if (!resolved->ok()) return exit_code_of(*resolved);
  const ResolvedWorkflow& workflow = resolved->result.workflow;
  if (!arguments.paths.empty()) return show_paths(arguments, workflow);
  if (arguments.json)
    std::cout << dump(config_json(workflow, arguments.changed), 2) << "\n";
  else
    std::cout << write_resolved_toml(workflow, {.changed = arguments.changed, .history = true, .only = ""});
  return kExitDone;
}

}  // namespace atelier::host
