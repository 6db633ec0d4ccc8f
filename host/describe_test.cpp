#include "describe.hpp"

#include <gtest/gtest.h>
#include <atelier/cpp/stage.hpp>

namespace atelier::host {
namespace {

constexpr atelier_str kWays[] = {ATELIER_STR("left"), ATELIER_STR("right")};

class Idle : public Stage {
 public:
  static constexpr Component kComponent{.id = "test.idle", .summary = "Does nothing.", .resumes = true};
  explicit Idle(const Params&) {}
  void run(const Call&, const std::filesystem::path&) override {}
  static std::unique_ptr<Opened> open(const Call&, const std::filesystem::path&) { return nullptr; }
};

// "" or why a plugin with this component is refused.
std::string refusal(const atelier_component& component, uint32_t minor = ATELIER_ABI_MINOR) {
  const atelier_component* components[] = {&component};
  atelier_plugin plugin{};
  plugin.struct_size = sizeof plugin;
  plugin.abi_major = ATELIER_ABI_MAJOR;
  plugin.abi_minor = minor;
  plugin.id = ATELIER_STR("test.plugin");
  plugin.version = ATELIER_STR("1.0.0");
  plugin.components = components;
  plugin.component_count = 1;
  Manifest manifest;
  manifest.id = "test.plugin";
  manifest.version = "1.0.0";
  try {
    describe(&plugin, manifest, "plugin.so");
    return {};
  } catch (const BadPlugin& e) {
    return e.what();
  }
}

std::string refusal(const Param& param, uint32_t minor = ATELIER_ABI_MINOR) {
  atelier_component component = detail::component_of<Idle>;
  const atelier_param* params[] = {&param};
  component.params = params;
  component.param_count = 1;
  return refusal(component, minor);
}

TEST(Describe, Tables) {
  const Param table = param::integer("t").table().at_least(0);
  EXPECT_EQ(refusal(table), "");
  EXPECT_EQ(refusal(table.optional()), "");
  EXPECT_EQ(refusal(table.by_default("{}")), "");
  EXPECT_EQ(refusal(table.by_default("{ a = 1, 'b c' = '@run.seed' }")), "");
  EXPECT_EQ(refusal(param::choice("t", kWays).table().by_default("{ a = 'left' }")), "");
  const std::string lead = "breaks the plugin contract: ";
  const std::string of = "parameter `t` of `test.idle`";
  EXPECT_EQ(refusal(table.by_default("3")), lead + "the default of " + of + " must be a table, such as {}");
  EXPECT_EQ(refusal(table.by_default("{ a = 'x' }")), lead + "the default of " + of + " at `a` must be an integer");
  EXPECT_EQ(refusal(table.by_default("{ a = -1 }")), lead + "the default of " + of + " at `a` is below the minimum");
  EXPECT_EQ(refusal(param::choice("t", kWays).table().by_default("{ a = 'up' }")),
            lead + "the default of " + of + " at `a` must be one of its choices");
  EXPECT_EQ(refusal(table.list()), lead + of + " is a table and a list at once");
  EXPECT_EQ(refusal(param::part("t", "acme.thing/1").table()),
            lead + of + " is a table of parts or wires, which cannot be");
  EXPECT_EQ(refusal(param::port("t", "acme.thing/1").table()),
            lead + of + " is a table of parts or wires, which cannot be");
  EXPECT_EQ(refusal(table, 0),
            lead + "parameter `t` of `test.idle` is a table, which needs ATELIER_TARGET_MINOR to be 1");
}

TEST(Describe, OnlyStagesGoOn) {
  EXPECT_EQ(refusal(detail::component_of<Idle>), "");
  atelier_component part = detail::component_of<Idle>;
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
  atelier_component part = detail::component_of<Idle>;
  part.kind = ATELIER_STR("acme.thing/1");
  part.flags = 0;
  part.iface = &interface;
  const std::string of = "breaks the plugin contract: the interface of `test.idle` has struct_size ";
  EXPECT_EQ(refusal(part), "");
  for (const uint32_t wrong : {0u, 8u, 15u}) {
    interface.struct_size = wrong;
    EXPECT_EQ(refusal(part), of + std::to_string(wrong) + ", where at least 16 is needed");
  }
  interface.struct_size = 65537;
  EXPECT_EQ(refusal(part), of + "65537, where at most 65536 makes sense");
}

}  // namespace
}  // namespace atelier::host
