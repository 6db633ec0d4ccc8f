// libFuzzer over the text of a workflow and the descriptors of plugins. An input is a workflow; behind a line `---` may
// stand a `--set`, and behind a second one components as JSON, as the registry of plugins keeps them. Whatever it is,
// it is answered: a resolved workflow, or errors that name their places. See fuzz_workflow.sh.
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "language/default_value.hpp"
#include "language/workflow.hpp"
#include "plugins/plugin_json.hpp"
#include "testing/fake_catalog.hpp"
#include "testing/fake_system.hpp"

namespace {

using namespace atelier::host;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

using nlohmann::json;

// What is given of a T; the rest is as in a new one, so that a descriptor of an input need not be whole.
template <class T>
json whole(const json& given) {
  json out = T();
  if (given.is_object()) out.update(given);
  return out;
}

template <class T>
void make_whole(json& list) {
  for (json& item : list) item = whole<T>(item);
}

ComponentInfo component_of(const json& given) {
  json all = whole<ComponentInfo>(given);
  make_whole<ParamInfo>(all["params"]);
  make_whole<OutputInfo>(all["outputs"]);
  make_whole<NumberInfo>(all["numbers"]);
  make_whole<RuleInfo>(all["rules"]);
  for (json& rule : all["rules"])
    for (const char* conditions : {"when", "must"}) make_whole<ConditionInfo>(rule[conditions]);
  return all.get<ComponentInfo>();
}

// Components of the input; the descriptor's defaults are checked as the program does when a plugin is described.
void add_components(Catalog& catalog, const std::string& text) {
  const json given = json::parse(text, nullptr, false);
  if (!given.is_array()) return;
  for (const json& entry : given) {
    try {
      ComponentInfo component = component_of(entry);
      bool sound = true;
      for (const ParamInfo& param : component.params) sound = sound && refuse_default(param).empty();
      if (sound && !catalog.find(component.id)) catalog.plugins.back().components.push_back(std::move(component));
    } catch (const json::exception&) {
    }
  }
}

void check_answer(const ResolveResult& result) {
  require(result.ok() == !result.workflow.resolved_toml.empty(), "a good workflow is resolved, and no other");
  for (const Diagnostic& d : result.diagnostics) {
    require(d.code.size() == 4, "a diagnostic has a code");
    require(!d.message.empty(), "a diagnostic says something");
    require(d.message != "this is not valid TOML", "what is refused has a reason");
    require(d.message.size() < 4000 && d.help.size() < 4000, "a message can be read");
  }
  render_text(result.diagnostics, result.sources);
  render_short(result.diagnostics);
  render_json(result.diagnostics);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  const std::string line = "\n---\n";
  const size_t first = std::min(input.find(line), input.size());
  const size_t second = std::min(input.find(line, std::min(first + 1, input.size())), input.size());
  const auto piece = [&](size_t from, size_t to) { return from < to ? input.substr(from, to - from) : std::string(); };
  static Catalog catalog = fake::catalog();
  static const size_t known = catalog.plugins.back().components.size();
  catalog.plugins.back().components.resize(known);  // without those of the last input
  add_components(catalog, piece(second + line.size(), input.size()));
  fake::Machine machine;
  machine.disk.put("/w/w.toml", piece(0, first));
  machine.disk.put("/w/base.toml", "[params]\nlow = 1\n[part.low]\nuse = 'coco.reader'\n");
  machine.environment.variables["HOME"] = "/w";
  ResolveInput resolve_input{.file = "w.toml", .working_directory = "/w", .system = machine.system};
  if (const std::string set = piece(first + line.size(), second); !set.empty()) resolve_input.set = {set};
  check_answer(resolve(resolve_input, catalog));
  return 0;
}
