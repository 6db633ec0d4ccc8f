#include "plugin_checks.hpp"

#include <atelier/cpp/files.hpp>

#include "plugins/exports.hpp"
#include "system/exit_code.hpp"
#include "testing/program_bench.hpp"
#include "testing/test_plugins.hpp"

namespace atelier::host {
namespace {

using test_bench::Program;

class PluginChecks : public Program {
 protected:
  // "bad  description: …", and what else was printed.
  ChildResult validate(const std::string& plugin) {
    return atelier({"plugins", "validate", test_bench::plugin_file(plugin).string()});
  }
};

TEST_F(PluginChecks, ASoundPluginIsGoodThroughout) {
  const ChildResult r = validate("test_stages");
  EXPECT_EQ(r.exit_code, kExitDone) << r.out << r.err;
  for (const char* line : {"good      file: test.stages 1.2.3, ABI ", "good      exports: atelier_plugin_entry alone",
                           "good      description: ", "good      together: ",
                           "good      `test.write`: made with its defaults, and taken down",
                           "good      `test.read`: described; not made, as it needs "})
    EXPECT_NE(r.out.find(line), std::string::npos) << line << "\n" << r.out;
  EXPECT_EQ(r.out.find("bad "), std::string::npos) << r.out;
}

TEST_F(PluginChecks, WhatIsWrongIsBadAndGivesTheExitCode) {
  for (const auto& [plugin, line] : {std::pair("test_contract", "bad       description: breaks the plugin contract: "),
                                     {"test_abort", "bad       description: cannot be used: loading it ended with"},
                                     {"test_other_abi", "bad       file: was made for ABI 7"}}) {
    const ChildResult r = validate(plugin);
    EXPECT_EQ(r.exit_code, kExitPlugin) << plugin << r.out << r.err;
    EXPECT_NE(r.out.find(line), std::string::npos) << r.out;
  }
}

TEST_F(PluginChecks, AFileThatIsNotThere) {
  const ChildResult r = atelier({"plugins", "validate", "/nowhere.so"});
  EXPECT_EQ(r.exit_code, kExitCommandLine);
  EXPECT_NE(r.err.find("/nowhere.so: No such file"), std::string::npos) << r.err;
}

TEST_F(PluginChecks, TheDoctorTellsWhatCannotBeUsed) {
  const ChildResult good = atelier({"plugins", "doctor", "--plugin", test_bench::plugin_file("test_stages").string()});
  EXPECT_EQ(good.exit_code, kExitDone) << good.out << good.err;
  EXPECT_NE(good.out.find("good      test.stages: 1.2.3, "), std::string::npos) << good.out;
  const ChildResult bad =
      atelier({"plugins", "doctor", "--json", "--plugin", test_bench::plugin_file("test_stages").string(), "--plugin",
               test_bench::plugin_file("test_contract").string()});
  EXPECT_EQ(bad.exit_code, kExitPlugin) << bad.out << bad.err;
  bool found = false;
  for (const nlohmann::json& check : nlohmann::json::parse(bad.out))
    found |= check.at("state") == "bad" &&
             check.at("words").get<std::string>().find("test_contract.so") != std::string::npos;
  EXPECT_TRUE(found) << bad.out;
}

TEST_F(PluginChecks, LibrariesOfTheSystemExportMore) {
  const std::vector<std::string> own = exported_symbols(test_bench::plugin_file("test_stages"));
  EXPECT_EQ(own, std::vector<std::string>{"atelier_plugin_entry"});
  EXPECT_TRUE(exported_symbols("/etc/passwd").empty());
  EXPECT_TRUE(exported_symbols("/nowhere").empty());
}

TEST_F(PluginChecks, ANewPluginSaysHowItIsBuilt) {
  const ChildResult r = atelier({"plugins", "new", "metric", "lab.rare_wins", "--output", (folder_ / "rare").string()});
  EXPECT_EQ(r.exit_code, kExitDone) << r.err;
  EXPECT_NE(r.out.find("rare_wins.so\n"), std::string::npos) << r.out;
  EXPECT_NE(read_file(folder_ / "rare/CMakeLists.txt").find("SOURCES rare_wins.cpp"), std::string::npos);
  const ChildResult again =
      atelier({"plugins", "new", "metric", "lab.rare_wins", "--output", (folder_ / "rare").string()});
  EXPECT_EQ(again.exit_code, kExitStageFailed);
  EXPECT_EQ(atelier({"plugins", "new", "metrik", "lab.x"}).exit_code, kExitCommandLine);
}

}  // namespace
}  // namespace atelier::host
