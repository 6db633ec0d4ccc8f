#include "discovery.hpp"

#include <atelier/param.h>
#include <sys/stat.h>
#include <atelier/cpp/files.hpp>

#include "rehearsal.hpp"
#include "test_data.hpp"
#include "testing/test_plugins.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using test_bench::options_for;
using test_bench::plugin_file;

std::string refusal_of(const std::string& plugin) {
  Registry registry("");
  const Discovery found = discover(options_for({plugin_file(plugin)}), registry);
  if (found.catalog.refusals.size() != 1) return "not refused";
  EXPECT_EQ(found.named_refused.size(), 1u);
  return found.catalog.refusals[0].reason;
}

TEST(Discovery, DescribesComponents) {
  Registry registry("");
  const Discovery found = discover(options_for({plugin_file("test_stages"), plugin_file("test_palette")}), registry);
  const ComponentInfo* write = found.catalog.find("test.write");
  ASSERT_TRUE(write);
  EXPECT_EQ(write->kind, "atelier.stage/1");
  EXPECT_EQ(write->revision, 3u);
  EXPECT_EQ(write->plugin_id, "test.stages");
  EXPECT_EQ(write->library, plugin_file("test_stages"));
  ASSERT_TRUE(write->param("times"));
  EXPECT_EQ(write->param("times")->min, 1);
  EXPECT_EQ(write->param("times")->max, 1000);
  EXPECT_EQ(write->param("times")->unit, "copies");
  EXPECT_EQ(write->outputs.size(), 3u);
  ASSERT_TRUE(found.catalog.find("acme.halves"));
  EXPECT_FALSE(found.catalog.find("acme.halves")->wirable);
  EXPECT_EQ(found.catalog.find("acme.palette")->kind, "acme.palette/1");
}

TEST(Discovery, RefusesWithAReason) {
  EXPECT_EQ(refusal_of("test_abort"), "cannot be used: loading it ended with SIGABRT: two copies of a library");
  EXPECT_EQ(refusal_of("test_quits"), "cannot be used: loading it ended the process");
  EXPECT_EQ(refusal_of("test_contract"),
            "breaks the plugin contract: the default of parameter `way` of `test.wrong` does not fit: it has no choice "
            "\"up\"");
  EXPECT_EQ(refusal_of("test_other_abi").substr(0, 18), "was made for ABI 7");
  EXPECT_EQ(refusal_of("test_refuses"),
            "refuses this atelier: looking around; test.refuses: there are\\ttoo many \\x1b[31moptions");
}

TEST(Discovery, RefusesADamagedLibraryThatStillHasItsManifest) {
  const test::TemporaryFolder folder;
  std::string bytes = read_file(plugin_file("test_stages"));
  const size_t name = bytes.find("libc.so.6");
  ASSERT_NE(name, std::string::npos);
  bytes.replace(name, 9, "libx.so.9");
  write_file(folder / "x.so", bytes);
  Registry registry("");
  const Discovery found = discover(options_for({folder / "x.so"}), registry);
  ASSERT_EQ(found.catalog.refusals.size(), 1u);
  EXPECT_EQ(found.catalog.refusals[0].plugin_id, "test.stages");
  EXPECT_EQ(found.catalog.refusals[0].reason,
            "cannot be loaded: libx.so.9: cannot open shared object file: No such file or directory");
}

TEST(Discovery, FirstPluginWins) {
  const test::TemporaryFolder folder;
  fs::copy_file(plugin_file("test_stages"), folder / "b.so");
  fs::copy_file(plugin_file("test_stages"), folder / "a.so");
  write_file(folder / "c.txt", "not looked at");
  Registry registry("");
  DiscoveryOptions options = options_for({});
  options.places.environment = folder.path().string() + ":" + (folder / "gone").string();
  const Discovery found = discover(options, registry);
  ASSERT_EQ(found.catalog.plugins.size(), 1u);
  EXPECT_EQ(found.catalog.plugins[0].library.filename(), "a.so");
  ASSERT_EQ(found.catalog.shadows.size(), 1u);
  EXPECT_EQ(found.catalog.shadows[0].library.filename(), "b.so");
  EXPECT_EQ(found.catalog.shadows[0].by.filename(), "a.so");
  ASSERT_EQ(found.warnings.size(), 1u);
  EXPECT_NE(found.warnings[0].find("gone"), std::string::npos);
}

TEST(Discovery, AnEntryFunctionThatDoesNotComeBackIsWaitedForOnce) {
  const test::TemporaryFolder folder;
  DiscoveryOptions options = options_for({});
  options.places.environment = plugin_file("test_endless").string();
  options.entry_timeout = 0.2;
  {
    Registry registry(folder / "registry.json");
    const Discovery found = discover(options, registry);
    ASSERT_EQ(found.warnings.size(), 1u);
    EXPECT_NE(found.warnings[0].find("test_endless.so cannot be used: its entry function did not come back within 0.2"),
              std::string::npos)
        << found.warnings[0];
  }
  Registry again(folder / "registry.json");
  options.program = "/nowhere";  // no child can be started
  for (const Retry retry : {Retry::kMayPass, Retry::kRefused}) {
    options.retry = retry;
    const Discovery found = discover(options, again);
    EXPECT_TRUE(found.warnings.empty());
    ASSERT_EQ(found.catalog.refusals.size(), 1u);
    EXPECT_NE(found.catalog.refusals[0].reason.find("did not come back"), std::string::npos);
  }
  options.retry = Retry::kAll;
  EXPECT_NE(discover(options, again).catalog.refusals[0].reason.find("could not be started"), std::string::npos);
}

TEST(Discovery, FoldersBesideTheProgram) {
  const test::TemporaryFolder root;
  fs::create_directories(root / "lib/atelier/plugins");
  fs::copy_file(plugin_file("test_stages"), root / "lib/atelier/plugins/p.so");
  SearchPlaces places;
  places.program = root / "bin/atelier";
  const PluginFiles found = find_plugin_files(places);
  ASSERT_EQ(found.files.size(), 1u);
  EXPECT_FALSE(found.files[0].named);
}

TEST(Registry, SparesTheChild) {
  const test::TemporaryFolder folder;
  const fs::path file = folder / "deep/registry.json";
  {
    Registry registry(file);
    discover(options_for({plugin_file("test_stages")}), registry);
  }
  Registry again(file);
  DiscoveryOptions options = options_for({plugin_file("test_stages")});
  options.program = "/nowhere";  // no child can be started
  const Discovery found = discover(options, again);
  ASSERT_TRUE(found.catalog.find("test.write"));
  EXPECT_EQ(found.catalog.find("test.write")->plugin_version, "1.2.3");
  EXPECT_EQ(found.catalog.find("test.write")->param("times")->max, 1000);
  EXPECT_TRUE(found.catalog.find("test.tables")->param("remap")->has(ATELIER_PARAM_TABLE));
}

TEST(Registry, NoticesAnotherFileOfThatName) {
  const test::TemporaryFolder folder;
  Registry registry(folder / "registry.json");
  fs::copy_file(plugin_file("test_stages"), folder / "p.so");
  EXPECT_TRUE(discover(options_for({folder / "p.so"}), registry).catalog.find("test.write"));
  fs::copy_file(plugin_file("test_painter"), folder / "p.so", fs::copy_options::overwrite_existing);
  EXPECT_TRUE(discover(options_for({folder / "p.so"}), registry).catalog.find("acme.paint"));
}

TEST(Registry, ForgetsFilesThatAreGone) {
  const test::TemporaryFolder folder;
  const fs::path file = folder / "registry.json";
  fs::copy_file(plugin_file("test_stages"), folder / "gone.so");
  {
    Registry registry(file);
    discover(options_for({plugin_file("test_painter"), folder / "gone.so"}), registry);
  }
  EXPECT_NE(read_file(file).find("gone.so"), std::string::npos);
  fs::remove(folder / "gone.so");
  Registry again(file);
  discover(options_for({plugin_file("test_painter")}), again);
  EXPECT_EQ(read_file(file).find("gone.so"), std::string::npos);
  EXPECT_NE(read_file(file).find("test_painter.so"), std::string::npos);
}

TEST(Registry, DamageIsRebuilt) {
  const test::TemporaryFolder folder;
  const fs::path file = folder / "registry.json";
  for (const char* damage :
       {"", "{", "[]", "{\"format\":4,\"atelier\":\"" ATELIER_VERSION "\",\"files\":[{}]}", "\xff"}) {
    write_file(file, damage);
    Registry registry(file);
    EXPECT_TRUE(discover(options_for({plugin_file("test_stages")}), registry).catalog.find("test.write"));
    Registry again(file);
    DiscoveryOptions no_child = options_for({plugin_file("test_stages")});
    no_child.program = "/nowhere";
    EXPECT_TRUE(discover(no_child, again).catalog.find("test.write")) << damage;
  }
}

TEST(Registry, GoesOnWithoutAFile) {
  const test::TemporaryFolder folder;
  write_file(folder / "file", "");
  Registry registry(folder / "file/registry.json");
  EXPECT_TRUE(discover(options_for({plugin_file("test_stages")}), registry).catalog.find("test.write"));
  EXPECT_FALSE(registry.save());
}

TEST(Registry, DoesNotWaitForAPipe) {
  const test::TemporaryFolder folder;
  const fs::path pipe = folder / "registry.json";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  Registry registry(pipe);
  EXPECT_TRUE(discover(options_for({plugin_file("test_stages")}), registry).catalog.find("test.write"));
}

TEST(Registry, TriesACrashAgain) {
  const test::TemporaryFolder folder;
  Registry registry(folder / "registry.json");
  discover(options_for({plugin_file("test_abort")}), registry);
  DiscoveryOptions no_child = options_for({plugin_file("test_abort")});
  no_child.program = "/nowhere";
  const Discovery found = discover(no_child, registry);
  ASSERT_EQ(found.catalog.refusals.size(), 1u);
  EXPECT_NE(found.catalog.refusals[0].reason.find("could not be started"), std::string::npos);
}

TEST(Rehearsal, NamesThePair) {
  Registry registry("");
  const Discovery found = discover(
      options_for({plugin_file("test_stages"), plugin_file("test_half_a"), plugin_file("test_half_b")}), registry);
  ASSERT_EQ(found.catalog.plugins.size(), 3u);
  const auto& p = found.catalog.plugins;
  RehearsalOptions options;
  options.program = test::program();
  EXPECT_TRUE(rehearse({&p[0], &p[1]}, registry, options));
  EXPECT_TRUE(rehearse({&p[0], &p[2]}, registry, options));
  const std::string why = rehearse({&p[0], &p[1], &p[2]}, registry, options).failure().reason;
  EXPECT_EQ(why.find(p[1].library.string() + " and " + p[2].library.string() + " cannot be loaded into one process"),
            0u)
      << why;
  EXPECT_NE(why.find("the other half is here already"), std::string::npos) << why;
  ::setenv("ATELIER_TEST_QUIETLY", "1", 1);
  const std::string quiet = rehearse({&p[0], &p[1], &p[2]}, registry, options).failure().reason;
  ::unsetenv("ATELIER_TEST_QUIETLY");
  EXPECT_NE(quiet.find("loading them ended the process"), std::string::npos) << quiet;
}

TEST(Rehearsal, SuccessIsRemembered) {
  const test::TemporaryFolder folder;
  Registry registry(folder / "registry.json");
  const Discovery found = discover(options_for({plugin_file("test_stages"), plugin_file("test_painter")}), registry);
  const auto& p = found.catalog.plugins;
  RehearsalOptions options;
  options.program = test::program();
  ASSERT_TRUE(rehearse({&p[0], &p[1]}, registry, options));
  options.program = "/nowhere";
  Registry again(folder / "registry.json");
  EXPECT_TRUE(rehearse({&p[1], &p[0]}, again, options));
  EXPECT_FALSE(rehearse({&p[1]}, again, options));
}

}  // namespace
}  // namespace atelier::host
