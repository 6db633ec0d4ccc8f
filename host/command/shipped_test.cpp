#include "shipped.hpp"

#include <atelier/cpp/files.hpp>

#include "cli.hpp"
#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;

class Shipped : public testing::Test {
 protected:
  Shipped() {
    fs::create_directories(folder_ / "share/atelier/workflows");
    fs::create_directories(folder_ / "bin");
    for (const char* name : {"b.toml", "a.toml", "notes.txt"})
      write_file(folder_ / "share/atelier/workflows" / name, "atelier = 1\n");
  }
  std::string meant(const fs::path& given) const { return workflow_file(given, program_).string(); }

  test::TemporaryFolder folder_;
  const fs::path program_ = folder_ / "bin/atelier";
  const std::string shipped_ = (folder_ / "share/atelier/workflows/a.toml").string();
};

TEST_F(Shipped, AreFoundByTheirNames) {
  EXPECT_EQ(shipped_workflows(program_), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(shipped_workflows("/nowhere/bin/atelier"), std::vector<std::string>{});
  EXPECT_EQ(meant("a"), shipped_);
  EXPECT_EQ(meant("a.toml"), shipped_);
}

TEST_F(Shipped, NeverStandInForFiles) {
  EXPECT_EQ(meant("c"), "c");
  EXPECT_EQ(meant("./a"), "./a");
  EXPECT_EQ(meant("workflows/a.toml"), "workflows/a.toml");
  EXPECT_EQ(meant(""), "");
  const fs::path before = fs::current_path();
  fs::current_path(folder_.path());
  write_file("a.toml", "atelier = 1\n");
  EXPECT_EQ(meant("a.toml"), "a.toml") << "the file that is there";
  EXPECT_EQ(meant("a"), shipped_);
  fs::current_path(before);
}

class ShippedProgram : public test_bench::Program {};

TEST_F(ShippedProgram, RunsThemByName) {
  const ChildResult check = atelier({"check", "coco-doctor"});
  EXPECT_EQ(check.exit_code, kExitWorkflow) << "its default file is not there" << check.err;
  EXPECT_NE(check.err.find("coco-doctor.toml"), std::string::npos) << check.err;
  const ChildResult missed = atelier({"check", "coco-docter"});
  EXPECT_EQ(missed.exit_code, kExitWorkflow);
  EXPECT_NE(missed.err.find("E101"), std::string::npos) << missed.err;
  EXPECT_NE(missed.err.find("`coco-doctor`"), std::string::npos) << missed.err;
}

}  // namespace
}  // namespace atelier::host
