// Every output of every shipped component wired into every option of every other: what `check` accepts, `run` starts.
// Each workflow is resolved as `check` does it; of those that are right, every part and stage is made as `check --deep`
// and `run` do it before the first stage works, and none may fail.
#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>
#include <map>

#include "fixtures.hpp"
#include "language/param_type.hpp"
#include "language/selection.hpp"
#include "language/workflow.hpp"
#include "plugins/discovery.hpp"
#include "run/loading.hpp"
#include "run/trial.hpp"
#include "test_data.hpp"

namespace atelier::host::wiring {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> shipped_plugins() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(test::plugin_folder()))
    if (entry.path().extension() == ".so") out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

// "" for the part itself.
std::vector<std::string> outputs_of(const ComponentInfo& component) {
  std::vector<std::string> out;
  for (const OutputInfo& output : component.outputs) out.push_back("." + output.name);
  if (!component.is_stage() && component.wirable) out.emplace_back();
  return out;
}

// The ways in which an option can be given a wire.
std::vector<std::string> values_of(const ParamInfo& param, const std::string& wire) {
  const std::string key = param.name == "label_map" ? "1" : "thing";  // a value of a label map, the name of a class
  if (param.has(ATELIER_PARAM_TABLE)) return {wire, "{ " + key + " = " + wire + " }"};
  const bool of_channels = param.name == "mean" || param.name == "std";  // of a network that takes three
  if (of_channels) return {wire, "[" + wire + ", " + wire + ", " + wire + "]"};
  if (!param.has(ATELIER_PARAM_LIST)) return {wire};
  std::string items = wire;
  for (uint64_t i = 1; i < param.min_items; ++i) items += ", " + wire;
  return {wire, "[" + items + "]"};
}

class Wiring : public testing::Test {
 protected:
  Wiring() : registry_(folder_ / "registry.json") {
    DiscoveryOptions options;
    options.places.named = shipped_plugins();
    options.program = test::program();
    found_ = discover(options, registry_);
    write_files(folder_.path());
  }

  void try_wire(const ComponentInfo& from, const std::string& output, const ComponentInfo& to, const ParamInfo& param,
                const std::string& value) {
    Tables tables(found_.catalog);
    tables.add("source", from);
    tables.add("target", to, param.name, value);
    if (!to.is_stage()) tables.add_user_of("target", to);
    write_file(folder_ / "w.toml", tables.toml(), false);
    ResolveInput input;
    input.file = folder_ / "w.toml";
    input.working_directory = folder_.path();
    const ResolveResult resolved = resolve(input, found_.catalog);
    ++tried_;
    if (!resolved.ok()) {
      for (const Diagnostic& d : resolved.diagnostics) ++codes_[d.code];
      return;
    }
    ++accepted_;
    start(resolved.workflow,
          from.id + output + " -> " + to.id + "." + param.name + " = " + value + "\n" + tables.toml());
  }

  void start(const ResolvedWorkflow& workflow, const std::string& what) {
    const std::vector<int> roots = roots_of(workflow, workflow.stages);
    RehearsalOptions options;
    options.program = test::program();
    const Result<Loaded> loaded = load_needed(workflow, needed_by(workflow, roots), found_.catalog, registry_, options);
    ASSERT_TRUE(loaded) << loaded.failure().text();
    const Trial trial = try_parts(workflow, roots, loaded->components);
    for (const FailedPart& failed : trial.failed) {
      // a number that a part gives, which is known when it is made and not before
      const std::string why = failed.why.text();
      if (why.find("` gives ") != std::string::npos || why.find(": label_map: ") != std::string::npos) continue;
      ADD_FAILURE() << what << "`" << workflow.nodes[static_cast<size_t>(failed.node)].name
                    << "`: " << failed.why.text();
    }
    made_ += trial.made.size();
  }

  test::TemporaryFolder folder_;
  Registry registry_;
  Discovery found_;
  size_t tried_ = 0, accepted_ = 0, made_ = 0;
  std::map<std::string, size_t> codes_;
};

TEST_F(Wiring, WhatCheckAcceptsRunStarts) {
  ASSERT_TRUE(found_.catalog.refusals.empty());
  const std::vector<const ComponentInfo*> components = found_.catalog.components();
  for (const ComponentInfo* from : components)
    for (const std::string& output : outputs_of(*from))
      for (const ComponentInfo* to : components)
        for (const ParamInfo& param : to->params)
          for (const std::string& value : values_of(param, "'@source" + output + "'"))
            try_wire(*from, output, *to, param, value);
  std::string codes;
  for (const auto& [code, count] : codes_) codes += " " + code + ":" + std::to_string(count);
  std::printf("%zu workflows, %zu accepted, %zu parts and stages made; refused by%s\n", tried_, accepted_, made_,
              codes.c_str());
  EXPECT_GT(tried_, 10000u);
  EXPECT_GT(accepted_, 300u);
  EXPECT_GT(made_, accepted_);
  EXPECT_GT(codes_["E310"], 5000u);
}

}  // namespace
}  // namespace atelier::host::wiring
