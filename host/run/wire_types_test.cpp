// What may feed what: `check`, `run` and the check of values agree on it, with the table that stands here.
#include <atelier/cpp/params.hpp>
#include <map>
#include <set>

#include "language/param_type.hpp"
#include "testing/host_bench.hpp"
#include "testing/plugins/task.h"
#include "values.hpp"

namespace atelier::host {
namespace {

// By the type of an output, the types of options that it does for.
const std::map<std::string, std::set<std::string>> kFeeds = {{"int", {"int", "float"}},
                                                             {"float", {"float"}},
                                                             {"string", {"string"}},
                                                             {"path", {"path", "string"}},
                                                             {"object", {"part", "wire"}}};
const std::set<std::string> kOptionTypes = {"bool", "int",    "float",    "string", "enum",
                                            "path", "target", "duration", "part",   "wire"};

// "list_int"
struct Name {
  std::string shape, type;
  explicit Name(const std::string& name)
      : shape(name.substr(0, name.find('_'))), type(name.substr(name.find('_') + 1)) {}
};

// An output wired to an option, as a whole or as one item or entry of it.
struct Wiring {
  const OutputInfo* output;
  const ParamInfo* option;
  bool inside;  // [ "@…" ], { key = "@…" }

  std::string toml() const {
    const std::string wire = "\"@give." + output->name + "\"";
    const bool table = Name(option->name).shape == "table";
    return option->name + " = " + (!inside ? wire : table ? "{ key = " + wire + " }" : "[" + wire + "]") + "\n";
  }
  bool fits() const {
    const Name from(output->name), to(option->name);
    const std::string shape = inside ? "one" : to.shape;
    return from.shape == shape && shape != "table" && kFeeds.at(from.type).count(to.type) == 1;
  }
};

class WireTypes : public testing::Test {
 protected:
  const ComponentInfo& component(const char* id) const { return *bench_.found().catalog.find(id); }

  std::vector<Wiring> all() const {
    std::vector<Wiring> out;
    for (const OutputInfo& output : component("test.gives").outputs)
      for (const ParamInfo& option : component("test.takes").params) {
        out.push_back({&output, &option, false});
        if (Name(option.name).shape != "one") out.push_back({&output, &option, true});
      }
    return out;
  }

  // The values that test.gives gives.
  atelier_value value(const Name& of) {
    atelier_value one = atelier::integer_value(3);
    if (of.type == "float") one = atelier::real_value(0.5);
    if (of.type == "string") one = atelier::string_value(word_);
    if (of.type == "path") one = atelier::path_value(here_);
    if (of.type == "object") one = atelier::object_value({&task_, this});
    if (of.shape == "one") return one;
    item_ = one;
    atelier_value list = atelier::make_value(ATELIER_TYPE_LIST);
    list.items = &items_;
    list.count = 1;
    return list;
  }

  static constexpr const char* kGive = "[stage.give]\nuse = \"test.gives\"\n";
  const acme_task_v1 task_{sizeof(acme_task_v1), 0, nullptr, nullptr};
  const std::string word_ = "word", here_ = "/proc/self";
  atelier_value item_{};
  const atelier_value* items_ = &item_;
  test_bench::Bench bench_{{"test_types"}};
};

TEST_F(WireTypes, ThereAreAllTypes) {
  std::set<std::string> outputs, options;
  for (const OutputInfo& output : component("test.gives").outputs) outputs.insert(output.name);
  for (const ParamInfo& option : component("test.takes").params) options.insert(option.name);
  for (const std::string& type : kOptionTypes)
    for (const std::string shape : {"one_", "list_", "table_"}) {
      const bool object_in_table = shape == "table_" && (type == "part" || type == "wire");
      EXPECT_EQ(options.count(shape + type), object_in_table ? 0u : 1u) << shape << type;
    }
  for (const auto& [type, fed] : kFeeds) EXPECT_TRUE(outputs.count("one_" + type) && outputs.count("list_" + type));
  std::set<uint32_t> output_types, option_types;
  for (const OutputInfo& output : component("test.gives").outputs) output_types.insert(output.type);
  for (const ParamInfo& option : component("test.takes").params) option_types.insert(option.type);
  for (uint32_t type = 0; type < 32; ++type) {
    EXPECT_EQ(option_types.count(type) == 1, param_type(type) != nullptr) << type;
    EXPECT_EQ(output_types.count(type) == 1, may_be_output(type)) << type;
  }
}

TEST_F(WireTypes, CheckGoesByTheTable) {
  for (const Wiring& wiring : all()) {
    const std::string text = kGive + std::string("[stage.take]\nuse = \"test.takes\"\n") + wiring.toml();
    const ResolveResult result = bench_.try_resolve(text);
    EXPECT_EQ(result.ok(), wiring.fits()) << wiring.toml() << render_text(result.diagnostics, result.sources);
  }
}

TEST_F(WireTypes, RunTakesWhatCheckAccepts) {
  std::string text = kGive;
  size_t count = 0;
  for (const Wiring& wiring : all())
    if (wiring.fits()) text += "[stage.take" + std::to_string(count++) + "]\nuse = \"test.takes\"\n" + wiring.toml();
  EXPECT_GT(count, 20u);
  const test_bench::Ran ran = bench_.run(text);
  EXPECT_EQ(ran.result.exit_code, 0) << text << ran.err;
}

TEST_F(WireTypes, TheCheckOfValuesGoesByTheTable) {
  for (const Wiring& wiring : all()) {
    const ParamInfo param = wiring.inside ? single(*wiring.option) : *wiring.option;
    ValueStore store;
    bool taken = true;
    try {
      from_output(value(Name(wiring.output->name)), param, store, "output", "option");
    } catch (const Error&) {
      taken = false;
    }
    EXPECT_EQ(taken, wiring.fits()) << wiring.toml();
  }
}

}  // namespace
}  // namespace atelier::host
