// registry.md, held against a registry that is written.
#include <atelier/cpp/files.hpp>

#include "registry.hpp"
#include "test_data.hpp"
#include "testing/format_page.hpp"

namespace atelier::host {
namespace {

TEST(RegistryPage, HasTheFieldsOfTheFile) {
  const test::TemporaryFolder folder;
  for (const char* name : {"one.so", "two.so"}) write_file(folder / name, "");
  const FileState one = file_state(folder / "one.so", "abc"), two = file_state(folder / "two.so", "def");
  Registry registry(folder / "registry.json");
  registry.put(one, {PluginInfo()});
  registry.put(two, {Failure{"it is broken"}});
  registry.put_rehearsed({one});
  ASSERT_TRUE(registry.save());
  test_bench::expect_documented("plugins/registry.md", "## Fields",
                                {nlohmann::json::parse(read_file(folder / "registry.json"))});
}

}  // namespace
}  // namespace atelier::host
