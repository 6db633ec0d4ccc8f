#include "describe.hpp"

#include <atelier/environment.h>
#include <atelier/kinds.h>
#include <atelier/reports.h>
#include <gtest/gtest.h>
#include <atelier/cpp/stage.hpp>

namespace atelier::host {
namespace {

constexpr atelier_str kWays[] = {ATELIER_STR("left"), ATELIER_STR("right")};

class Idle : public Stage {
 public:
  static constexpr Component kComponent{.id = "test.idle", .summary = "Does nothing.", .resumes = true};
  void run(const Call&, const std::filesystem::path&) override {}
  static std::unique_ptr<Opened> open(const Call&, const std::filesystem::path&) { return nullptr; }
};

// "" or why a plugin with this component is refused.
std::string refusal(const atelier_component& component) {
  const atelier_component* components[] = {&component};
  atelier_plugin plugin{};
  plugin.struct_size = sizeof plugin;
  plugin.abi_major = ATELIER_ABI_MAJOR;
  plugin.abi_minor = ATELIER_ABI_MINOR;
  plugin.id = ATELIER_STR("test.plugin");
  plugin.version = ATELIER_STR("1.0.0");
  plugin.components = components;
  plugin.component_count = 1;
  Manifest manifest;
  manifest.id = "test.plugin";
  manifest.version = "1.0.0";
  const Result<PluginInfo> described = describe(&plugin, manifest, "plugin.so");
  return described ? "" : described.failure().reason;
}

std::string refusal(const Param& param) {
  atelier_component component = component_of<Idle>();
  const atelier_param* params[] = {&param};
  component.params = params;
  component.param_count = 1;
  return refusal(component);
}

Param with(Param param, uint32_t flag) {
  param.flags |= flag;
  return param;
}
Param table_of(uint32_t type) { return with(Param(type, "t"), ATELIER_PARAM_TABLE); }
Param of_kind(Param param) {
  param.kind = ATELIER_STR("acme.thing/1");
  return param;
}

TEST(Describe, Tables) {
  const Param table = table_of(ATELIER_TYPE_INT).at_least(0);
  const Param choice = table_of(ATELIER_TYPE_NONE).one_of(kWays);
  EXPECT_EQ(refusal(table), "");
  EXPECT_EQ(refusal(table.optional()), "");
  EXPECT_EQ(refusal(table.by_default("{}")), "");
  EXPECT_EQ(refusal(table.by_default("{ a = 1, 'b c' = '@run.seed' }")), "");
  EXPECT_EQ(refusal(choice.by_default("{ a = 'left' }")), "");
  const std::string lead = "breaks the plugin contract: ";
  const std::string of = "parameter `t` of `test.idle`";
  EXPECT_EQ(refusal(table.by_default("3")), lead + "the default of " + of + " must be a table, such as {}");
  EXPECT_EQ(refusal(table.by_default("{ a = 'x' }")),
            lead + "the default of " + of + " at `a` does not fit: it takes int, not the string \"x\"");
  EXPECT_EQ(refusal(table.by_default("{ a = -1 }")),
            lead + "the default of " + of + " at `a` does not fit: it must be at least 0, not -1");
  EXPECT_EQ(refusal(choice.by_default("{ a = 'up' }")),
            lead + "the default of " + of + " at `a` does not fit: it has no choice \"up\"");
  EXPECT_EQ(refusal(with(table, ATELIER_PARAM_LIST)), lead + of + " is a table and a list at once");
  EXPECT_EQ(refusal(of_kind(table_of(ATELIER_TYPE_PART))),
            lead + of + " is a table of parts or wires, which cannot be");
  EXPECT_EQ(refusal(of_kind(table_of(ATELIER_TYPE_PORT))),
            lead + of + " is a table of parts or wires, which cannot be");
}

TEST(Describe, ExtendingOptions) {
  const std::string lead = "breaks the plugin contract: parameter `t` of `test.idle` says that ";
  const Param days = Param(ATELIER_TYPE_INT, "t").by_default("3").extends();
  EXPECT_EQ(refusal(days), "");
  EXPECT_EQ(refusal(days.no_result()),
            lead + "it changes no result, and that the work for another value can be gone on from");
  atelier_component part = component_of<Idle>();
  const atelier_param* params[] = {&days};
  part.params = params;
  part.param_count = 1;
  part.flags = 0;
  EXPECT_EQ(refusal(part), "") << "a stage that goes on from finished results alone";
  part.kind = ATELIER_STR("acme.thing/1");
  EXPECT_EQ(refusal(part), lead + "the work for another value can be gone on from, but `test.idle` is no stage");
}

TEST(Describe, NamedFiles) {
  EXPECT_EQ(refusal(Param(ATELIER_TYPE_PATH_IN, "t").by_default("''").named()), "");
  EXPECT_EQ(refusal(Param(ATELIER_TYPE_STRING, "t").by_default("''").named()),
            "breaks the plugin contract: parameter `t` of `test.idle` says that the name of its file counts, but is no "
            "path to read");
}

TEST(Describe, DefaultsThatNoWorkflowCouldHaveWritten) {
  const std::string lead = "breaks the plugin contract: the default of parameter `t` of `test.idle` ";
  const auto of = [&](uint32_t type, const char* text) {
    const std::string why = refusal(Param(type, "t").by_default(text));
    return why.rfind(lead, 0) == 0 ? why.substr(lead.size()) : why;
  };
  EXPECT_EQ(of(ATELIER_TYPE_DURATION, "'1m30s'"), "");
  EXPECT_EQ(of(ATELIER_TYPE_DURATION, "1.5"), "");
  EXPECT_EQ(of(ATELIER_TYPE_DURATION, "'5 parsecs'"),
            "does not fit: it takes a duration, not the string \"5 parsecs\"");
  EXPECT_EQ(refusal(Param(ATELIER_TYPE_DURATION, "t").at_most(60).by_default("'1h'")),
            lead + "does not fit: it must be at most 60, not 1h");
  EXPECT_EQ(of(ATELIER_TYPE_INT, "'@run.seed'"), "");
  EXPECT_EQ(of(ATELIER_TYPE_FLOAT, "'@run.threads'"), "");
  EXPECT_EQ(of(ATELIER_TYPE_STRING, "'@run.device'"), "");
  EXPECT_EQ(of(ATELIER_TYPE_STRING, "'@@run'"), "");
  EXPECT_EQ(of(ATELIER_TYPE_INT, "'@run.seeds'"), "refers to @run.seeds; did you mean `@run.seed`?");
  EXPECT_EQ(of(ATELIER_TYPE_INT, "'@params.x'"),
            "refers to @params.x; a default can refer only to @run.seed, @run.device, @run.threads");
  EXPECT_EQ(of(ATELIER_TYPE_INT, "'@run.device'"), "refers to @run.device, which is string");
  EXPECT_EQ(of(ATELIER_TYPE_STRING, "'@run.seed'"), "refers to @run.seed, which is int");
  EXPECT_EQ(of(ATELIER_TYPE_STRING, "'${env.HOME} $${params.x}'"), "");
  EXPECT_EQ(of(ATELIER_TYPE_STRING, "'a ${params.x}'"), "has a splice of a parameter, but a plugin knows none");
}

TEST(Describe, DefaultsOfSlotsAndWires) {
  const std::string lead = "breaks the plugin contract: the default of parameter `t` of `test.idle` ";
  const auto of = [&](uint32_t type, const char* text) {
    const std::string why = refusal(of_kind(Param(type, "t").by_default(text)));
    return why.rfind(lead, 0) == 0 ? why.substr(lead.size()) : why;
  };
  EXPECT_EQ(of(ATELIER_TYPE_PART, "'acme.one'"), "");
  EXPECT_EQ(of(ATELIER_TYPE_PART, "{ use = 'acme.one', n = 3 }"), "");
  EXPECT_EQ(of(ATELIER_TYPE_PART, "{ n = 3 }"), "must be a component's id or an inline table with `use`");
  EXPECT_EQ(of(ATELIER_TYPE_PART, "3"), "must be a component's id or an inline table with `use`");
  EXPECT_EQ(of(ATELIER_TYPE_PART, "'@part'"), "names \"@part\", which is no component's id");
  EXPECT_EQ(of(ATELIER_TYPE_PART, "'test.idle'"), "is `test.idle`, which is stage/1, not acme.thing/1");
  EXPECT_EQ(of(ATELIER_TYPE_PORT, "'@part'"), "is a wire, which a plugin cannot know");
}

TEST(Describe, TextsAreToldByTheirField) {
  const auto of = [](atelier_str atelier_component::*field, atelier_str text) {
    atelier_component component = component_of<Idle>();
    component.*field = text;
    return refusal(component);
  };
  const std::string lead = "breaks the plugin contract: ";
  const atelier_str no_bytes{nullptr, 3};
  const atelier_str latin = ATELIER_STR("caf\xe9");
  EXPECT_EQ(of(&atelier_component::id, no_bytes),
            lead + "the id of component 0 is no text: it has a size, but no bytes");
  EXPECT_EQ(of(&atelier_component::kind, latin), lead + "the kind of `test.idle` is not UTF-8");
  EXPECT_EQ(of(&atelier_component::summary, latin), lead + "the summary of `test.idle` is not UTF-8");
  EXPECT_EQ(of(&atelier_component::doc, latin), lead + "the doc of `test.idle` is not UTF-8");
  EXPECT_EQ(of(&atelier_component::id, ATELIER_STR("Bad\n\x1b[2J")),
            lead + "component 0 has the id \"Bad\\n\\x1b[2J\"; ids are lower-case words with dots between");
  Param param(ATELIER_TYPE_INT, "t");
  param.unit = latin;
  EXPECT_EQ(refusal(param), lead + "the unit of parameter `t` of `test.idle` is not UTF-8");
}

TEST(Describe, KindsOfTheSdkAreThoseThatItHas) {
  const auto of = [](atelier_str kind) {
    atelier_component component = component_of<Idle>();
    component.kind = kind;
    component.flags = 0;
    return refusal(component);
  };
  EXPECT_EQ(of(ATELIER_STR("acme.overlap_policy/1")), "");
  EXPECT_EQ(of(ATELIER_STR("atelier.overlap_policy/1")),
            "breaks the plugin contract: the kind of `test.idle` is atelier.overlap_policy/1, which the SDK does not "
            "have; did you mean `atelier.overlap-policy/1`?");
  EXPECT_EQ(of(ATELIER_STR("atelier.overlap-policy/2")),
            "needs a newer atelier: the kind of `test.idle` is atelier.overlap-policy/2, and this atelier has "
            "atelier.overlap-policy/1");
  Param slot(ATELIER_TYPE_PART, "t");
  slot.kind = ATELIER_STR("atelier.quux/1");
  EXPECT_EQ(
      refusal(slot),
      "breaks the plugin contract: the kind of parameter `t` of `test.idle` is atelier.quux/1, which the SDK does "
      "not have");
}

TEST(Describe, APluginHasComponents) {
  atelier_plugin plugin{};
  plugin.struct_size = sizeof plugin;
  plugin.abi_major = ATELIER_ABI_MAJOR;
  plugin.id = ATELIER_STR("test.plugin");
  plugin.version = ATELIER_STR("1.0.0");
  Manifest manifest;
  manifest.id = "test.plugin";
  manifest.version = "1.0.0";
  const Result<PluginInfo> described = describe(&plugin, manifest, "plugin.so");
  ASSERT_FALSE(described);
  EXPECT_EQ(described.failure().reason, "breaks the plugin contract: it has no components, so that nothing can use it");
}

TEST(Describe, WhatMustBeInTheEnvironment) {
  static atelier_variable variable;
  static const atelier_variable* variables = &variable;
  static atelier_component_environment_v1 environment = {sizeof environment, 0,
                                                         [](const atelier_component*, uint64_t* count) noexcept {
                                                           *count = 1;
                                                           return variables;
                                                         }};
  atelier_component component = component_of<Idle>();
  component.extension = [](const atelier_component*, atelier_str id) noexcept -> const void* {
    return view(id) == ATELIER_EXTENSION_COMPONENT_ENVIRONMENT ? &environment : nullptr;
  };
  variable = {ATELIER_STR("TEST_PATIENCE"), ATELIER_STR("much"), ATELIER_STR("So that it waits.")};
  EXPECT_EQ(refusal(component), "");
  const std::string of = "breaks the plugin contract: variable 0 of the environment of `test.idle` ";
  variable.name = ATELIER_STR("A=B");
  EXPECT_EQ(refusal(component), of + "has the name \"A=B\", which none can have");
  variable.name = ATELIER_STR("");
  EXPECT_EQ(refusal(component), of + "has the name \"\", which none can have");
  variables = nullptr;
  EXPECT_EQ(refusal(component), "breaks the plugin contract: the environment of `test.idle` is missing");
  environment.variables = nullptr;
  EXPECT_EQ(refusal(component), "breaks the plugin contract: the environment of `test.idle` lacks its function");
  environment.struct_size = 4;
  EXPECT_EQ(
      refusal(component),
      "breaks the plugin contract: the environment of `test.idle` has struct_size 4, where at least 16 is needed");
}

TEST(Describe, ReportsAreNamesWithinTheStagesFolder) {
  static atelier_str names[2];
  static atelier_stage_reports_v1 reports = {sizeof reports, 0, [](const atelier_component*, uint64_t* count) noexcept {
                                               *count = 2;
                                               return static_cast<const atelier_str*>(names);
                                             }};
  atelier_component component = component_of<Idle>();
  component.extension = [](const atelier_component*, atelier_str id) noexcept -> const void* {
    return view(id) == ATELIER_EXTENSION_STAGE_REPORTS ? &reports : nullptr;
  };
  names[0] = ATELIER_STR("report.json");
  names[1] = ATELIER_STR("times/");
  EXPECT_EQ(refusal(component), "");
  const std::string of = "breaks the plugin contract: the list of reports of `test.idle` ";
  for (const char* wrong : {"", "/etc/passwd", "../up", "a/./b"}) {
    names[1] = c_str(wrong);
    EXPECT_EQ(refusal(component), of + "has the name \"" + wrong + "\", which is none within the stage's folder");
  }
  reports.names = nullptr;
  EXPECT_EQ(refusal(component), of + "lacks its function");
  component.kind = ATELIER_STR("acme.thing/1");
  component.flags = 0;
  EXPECT_EQ(refusal(component), "breaks the plugin contract: `test.idle` has a list of reports, but is no stage");
}

TEST(Describe, OnlyStagesGoOn) {
  EXPECT_EQ(refusal(component_of<Idle>()), "");
  atelier_component part = component_of<Idle>();
  part.kind = ATELIER_STR("acme.thing/1");
  EXPECT_EQ(refusal(part),
            "breaks the plugin contract: `test.idle` says that it goes on from unfinished work, but is no stage");
  part.flags = 0xfffffffeu;  // of a later minor
  EXPECT_EQ(refusal(part), "");
}

TEST(Describe, InterfacesSayHowFarTheyReach) {
  struct Interface {
    uint32_t struct_size = 16;
    uint32_t reserved = 0;
    void* function = nullptr;
  } interface;
  atelier_component part = component_of<Idle>();
  part.kind = ATELIER_STR("acme.thing/1");
  part.flags = 0;
  part.iface = &interface;
  const std::string of = "breaks the plugin contract: `test.idle`: its interface has struct_size ";
  EXPECT_EQ(refusal(part), "");
  for (const uint32_t wrong : {0u, 8u, 15u}) {
    interface.struct_size = wrong;
    EXPECT_EQ(refusal(part), of + std::to_string(wrong) + ", where acme.thing/1 needs at least 16");
  }
  interface.struct_size = 65537;
  EXPECT_EQ(refusal(part), of + "65537, where at most 65536 makes sense");
}

TEST(Describe, InterfacesAreOfTheirKindAndComplete) {
  atelier_component stage = component_of<Idle>();
  auto interface = *static_cast<const atelier_stage_v1*>(stage.iface);
  stage.iface = &interface;
  const std::string of = "breaks the plugin contract: `test.idle`: ";
  EXPECT_EQ(refusal(stage), "");
  interface.output = nullptr;
  EXPECT_EQ(refusal(stage), of + "its interface lacks function 3 of atelier.stage/1");
  interface.struct_size = 4;
  EXPECT_EQ(refusal(stage), of + "its interface has struct_size 4, where atelier.stage/1 needs at least 48");
  interface.struct_size = sizeof interface + 64;  // of a later minor
  interface.tag = ATELIER_TAG_SAMPLES;
  EXPECT_EQ(refusal(stage), of + "it says that it is of kind atelier.stage/1, but the tag of its interface is that of "
                                 "atelier.samples/1");
  interface.tag = 0;
  EXPECT_EQ(refusal(stage), of + "it says that it is of kind atelier.stage/1, but the tag of its interface is 0");
}

TEST(Describe, DescriptionsMayBeOlderOrNewerButNotTooShort) {
  atelier_component component = component_of<Idle>();
  component.struct_size = ATELIER_COMPONENT_FLOOR + 512;
  EXPECT_EQ(refusal(component), "");
  component.struct_size = ATELIER_COMPONENT_FLOOR - 1;
  EXPECT_NE(refusal(component), "");
  Param param = Param(ATELIER_TYPE_INT, "n");
  param.struct_size = ATELIER_PARAM_FLOOR + 8;
  EXPECT_EQ(refusal(param), "");
  param.struct_size = 4;
  EXPECT_NE(refusal(param), "");
}

}  // namespace
}  // namespace atelier::host
