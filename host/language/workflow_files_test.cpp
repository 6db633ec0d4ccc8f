// A workflow, what it includes and what it takes from the environment, with no real file.
#include <gtest/gtest.h>

#include "testing/fake_catalog.hpp"
#include "testing/fake_system.hpp"
#include "workflow.hpp"

namespace atelier::host {
namespace {

class WorkflowFiles : public testing::Test {
 protected:
  ResolveResult resolve() {
    const ResolveInput input{.file = "main.toml", .working_directory = "/w", .system = machine_.system};
    return host::resolve(input, catalog_);
  }
  std::string only_error() {
    const ResolveResult result = resolve();
    EXPECT_EQ(result.diagnostics.size(), 1u) << render_text(result.diagnostics, result.sources);
    return result.diagnostics.empty() ? "" : render_text(result.diagnostics, result.sources);
  }
  void put(const std::string& file, const std::string& toml) { machine_.disk.put("/w/" + file, toml); }

  fake::Machine machine_;
  Catalog catalog_ = fake::catalog();
};

const char kMain[] = R"(
atelier = 1
name = "w"
include = ["shared/data.toml"]
[stage.masks]
use = "mask.writer"
dataset = "@coco"
)";
const char kData[] = R"(
[part.coco]
use = "coco.reader"
images = "pictures"
annotations = "${env.DATA:-notes.json}"
)";

TEST_F(WorkflowFiles, AreReadThroughTheirIncludes) {
  put("main.toml", kMain);
  put("shared/data.toml", kData);
  put("shared/pictures/a.jpg", "");
  put("shared/notes.json", "{}");
  const ResolveResult result = resolve();
  ASSERT_TRUE(result.ok()) << render_text(result.diagnostics, result.sources);
  EXPECT_EQ(result.workflow.source, kMain);
  EXPECT_NE(result.workflow.resolved_toml.find("/w/shared/notes.json"), std::string::npos);
}

TEST_F(WorkflowFiles, TakeWhatTheEnvironmentHas) {
  put("main.toml", kMain);
  put("shared/data.toml", kData);
  put("shared/pictures/a.jpg", "");
  put("elsewhere/other.json", "{}");
  machine_.environment.variables["DATA"] = "../elsewhere/other.json";
  const ResolveResult result = resolve();
  ASSERT_TRUE(result.ok()) << render_text(result.diagnostics, result.sources);
  EXPECT_NE(result.workflow.resolved_toml.find("/w/elsewhere/other.json"), std::string::npos);
}

TEST_F(WorkflowFiles, AWrongPathIsToldWithItsNeighbour) {
  put("main.toml", kMain);
  put("shared/data.toml", kData);
  put("shared/pictures/a.jpg", "");
  put("shared/note.json", "{}");
  const std::string told = only_error();
  EXPECT_NE(told.find("E404"), std::string::npos) << told;
  EXPECT_NE(told.find("did you mean `/w/shared/note.json`?"), std::string::npos) << told;
}

TEST_F(WorkflowFiles, AnIncludeThatIsNotThereOrAFolderIsTold) {
  put("main.toml", kMain);
  put("shared/date.toml", kData);
  const std::string gone = only_error();
  EXPECT_NE(gone.find("cannot read `shared/data.toml`: No such file or directory"), std::string::npos) << gone;
  EXPECT_NE(gone.find("did you mean `/w/shared/date.toml`?"), std::string::npos) << gone;
  put("shared/data.toml/inner.toml", "");
  const std::string folder = only_error();
  EXPECT_NE(folder.find("cannot read `shared/data.toml`: it is a folder"), std::string::npos) << folder;
  EXPECT_NE(folder.find("name a file in it: inner.toml"), std::string::npos) << folder;
}

TEST_F(WorkflowFiles, FilesOfOneSizeAreNoCircle) {
  const std::string data = std::string("include = \"more.toml\"\n") + kData;
  put("main.toml", kMain);
  put("shared/data.toml", data);
  put("shared/more.toml", std::string(data.size(), '#'));
  put("shared/pictures/a.jpg", "");
  put("shared/notes.json", "{}");
  const ResolveResult result = resolve();
  EXPECT_TRUE(result.ok()) << render_text(result.diagnostics, result.sources);
}

TEST_F(WorkflowFiles, ACircleIsSeenThroughLinks) {
  put("main.toml", kMain);
  put("shared/data.toml", "include = \"../again.toml\"\n");
  ASSERT_TRUE(machine_.disk.make_link("/w/again.toml", "main.toml"));
  const std::string told = only_error();
  EXPECT_NE(told.find("`again.toml` includes itself"), std::string::npos) << told;
}

}  // namespace
}  // namespace atelier::host
