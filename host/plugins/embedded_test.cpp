#include "embedded.hpp"

#include <atelier/cpp/files.hpp>

#include "describing_child.hpp"
#include "plugin_json.hpp"
#include "test_data.hpp"
#include "testing/test_plugins.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::options_for;
using test_bench::plugin_file;

// A copy of a test plugin that carries its description.
class Embedded : public testing::Test {
 protected:
  void SetUp() override {
    fs::copy_file(plugin_file("test_stages"), file);
    const Result<void> embedded = embed_description(file, options_for({}));
    ASSERT_TRUE(embedded) << embedded.failure().text();
  }

  // What is known of the file when no child can be asked.
  Catalog known() {
    DiscoveryOptions options = options_for({file});
    options.program = "/nowhere";
    Registry registry("");
    return discover(options, registry).catalog;
  }

  void put(const std::string& text) {
    write_file(folder / "section", text);
    const std::string name = kDescriptionSection;
    const ChildResult child = run_child(
        {"/usr/bin/env", "objcopy", "--update-section", name + "=" + (folder / "section").string(), file.string()}, 60);
    ASSERT_TRUE(child.ok()) << child.err;
  }

  void put(const json& section) { put(section.dump()); }
  json section() { return json::parse(read_description(file)); }

  const test::TemporaryFolder folder;
  fs::path file = folder / "stages.so";
};

TEST_F(Embedded, IsBelievedWithoutLoading) {
  Registry registry("");
  Catalog asked = discover(options_for({plugin_file("test_stages")}), registry).catalog;
  Catalog said = known();
  ASSERT_EQ(said.plugins.size(), 1u);
  EXPECT_EQ(said.plugins[0].library, fs::canonical(file));
  EXPECT_EQ(said.find("test.write")->library, fs::canonical(file));
  said.plugins[0].library = asked.plugins[0].library;
  EXPECT_EQ(json(said.plugins[0]), json(asked.plugins[0]));
}

TEST_F(Embedded, TheFileStillLoadsAndSaysTheSame) {
  Registry registry("");
  const ChildSaid said = describe_by_child(file, options_for({}));
  ASSERT_TRUE(said.description.plugin) << said.description.plugin.failure().reason;
  EXPECT_EQ(json(*said.description.plugin), json(known().plugins.at(0)));
}

TEST_F(Embedded, HoldsAnywhereAndCanBeWrittenAgain) {
  const fs::path moved = folder / "elsewhere.so";
  fs::rename(file, moved);
  file = moved;
  EXPECT_TRUE(known().find("test.write"));
  ASSERT_TRUE(embed_description(file, options_for({})));
  EXPECT_TRUE(known().find("test.write"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1) << "something was left beside the file";
}

TEST_F(Embedded, OfAnotherVersionIsAskedAnew) {
  json other = section();
  other["atelier"] = "0.0.9";
  put(other);
  EXPECT_FALSE(known().find("test.write"));
  other = section();
  other["atelier"] = ATELIER_VERSION;
  other["format"] = kDescriptionFormat - 1;
  put(other);
  EXPECT_FALSE(known().find("test.write"));
}

TEST_F(Embedded, OfAnotherBuildIsAskedAnew) {
  json other = section();
  other["plugin"]["build_id"] = "00";
  put(other);
  EXPECT_FALSE(known().find("test.write"));
}

TEST_F(Embedded, WithALibraryThatIsGoneIsAskedAnew) {
  json other = section();
  EXPECT_EQ(other["libraries"].dump().find("stages.so"), std::string::npos);
  EXPECT_NE(other["libraries"].dump().find("libc.so"), std::string::npos);
  other["libraries"].push_back("/gone/libtensors.so.2");
  put(other);
  EXPECT_FALSE(known().find("test.write"));
}

TEST_F(Embedded, DamagedIsAskedAnew) {
  for (const char* text : {"{", "[]", "{\"format\": \"eight\"}", "\x01\x02"}) {
    put(std::string(text));
    EXPECT_FALSE(known().find("test.write")) << text;
  }
}

TEST(Embedding, OfWhatCannotBeLoadedLeavesItAsItWas) {
  const test::TemporaryFolder folder;
  fs::copy_file(plugin_file("test_abort"), folder / "a.so");
  const Result<void> embedded = embed_description(folder / "a.so", options_for({}));
  ASSERT_FALSE(embedded);
  EXPECT_NE(embedded.failure().reason.find("a.so cannot be used: loading it ended with SIGABRT"), std::string::npos)
      << embedded.failure().reason;
  EXPECT_EQ(read_file(folder / "a.so"), read_file(plugin_file("test_abort")));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}

}  // namespace
}  // namespace atelier::host
