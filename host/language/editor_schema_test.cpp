// The editor's schema against the cases: whatever `check` takes it takes, and it refuses what it can know to be wrong.
// Judged by Python's jsonschema, where that is installed.
#include "editor_schema.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "system/child_process.hpp"
#include "test_data.hpp"
#include "testing/fake_catalog.hpp"

namespace atelier::host {
namespace {
namespace fs = std::filesystem;

constexpr const char* kJudge = R"(
import json, sys, tomllib, jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
judge = jsonschema.Draft7Validator(schema)
for file in sys.argv[2:]:
    faults = list(judge.iter_errors(tomllib.load(open(file, "rb"))))
    print(file, "refused" if faults else "taken", [(list(f.path), f.message[:200]) for f in faults])
)";

void walk(const nlohmann::ordered_json& json, const nlohmann::ordered_json& root) {
  if (json.is_object()) {
    EXPECT_FALSE(json.contains("oneOf"));
    if (const auto found = json.find("$ref"); found != json.end() && found->is_string()) {
      const std::string pointer = found->get<std::string>().substr(1);
      EXPECT_TRUE(root.contains(nlohmann::ordered_json::json_pointer(pointer))) << pointer;
    }
  }
  if (json.is_structured())
    for (const auto& inner : json) walk(inner, root);
}

TEST(EditorSchema, HasNoOneOfAndNoReferenceToNothing) {
  const nlohmann::ordered_json schema = editor_schema(fake::catalog());
  walk(schema, schema);
  EXPECT_EQ(schema["$schema"], "http://json-schema.org/draft-07/schema#");
  const auto& adam = schema["definitions"]["component.optimizer.adam"];
  EXPECT_EQ(adam["properties"]["lr"]["anyOf"][0]["exclusiveMinimum"], 0);
  EXPECT_EQ(adam["properties"]["lr"]["x-taplo"]["docs"]["main"], "`optimizer.adam`: the lr\n\n*float*, default `1e-3`");
  EXPECT_EQ(adam["additionalProperties"], false);
  EXPECT_EQ(schema["definitions"]["use.atelier.overlap-policy-1"]["anyOf"][0]["enum"].size(), 3u);
}

TEST(EditorSchema, OfNoPluginsIsStillASchema) {
  const nlohmann::ordered_json schema = editor_schema({});
  walk(schema, schema);
  EXPECT_FALSE(schema["definitions"]["use.stage"].empty());
}

TEST(EditorSchema, TakesWhatCheckTakes) {
  const char* named = std::getenv("ATELIER_PYTHON");
  const std::string python = named ? named : "python3";
  if (!run_child({python, "-c", "import jsonschema, tomllib"}, 60).ok())
    GTEST_SKIP() << python << " has no jsonschema: the schema is not judged (Debian: python3-jsonschema)";
  const fs::path file = fs::temp_directory_path() / ("atelier-schema-" + std::to_string(::getpid()) + ".json");
  std::ofstream(file) << editor_schema(fake::catalog());
  std::vector<std::string> line = {python, "-c", kJudge, file.string()};
  size_t right = 0, wrong = 0;
  for (const auto& entry : fs::directory_iterator(test::source_dir() / "host/language/cases")) {
    const std::string name = entry.path().filename().string();
    // what stands in a parameter is known when the workflow is resolved
    const bool refusable = name.starts_with("e203") || name.starts_with("e204") || name == "e610_matrix";
    if (name == "e203_through_parameter" || !(refusable || name.starts_with("ok_"))) continue;
    if (name == "ok_bom_and_tabs") continue;  // Python's TOML does not take the mark
    ++(refusable ? wrong : right);
    line.push_back((entry.path() / "workflow.toml").string());
  }
  const ChildResult judged = run_child(line, 120);
  fs::remove(file);
  ASSERT_TRUE(judged.ok()) << judged.describe() << judged.err;
  EXPECT_GE(right, 10u);
  EXPECT_GE(wrong, 3u);
  std::istringstream lines(judged.out);
  size_t seen = 0;
  for (std::string said; std::getline(lines, said); ++seen)
    EXPECT_NE(said.find(said.find("/cases/ok_") == std::string::npos ? " refused " : " taken "), std::string::npos)
        << said;
  EXPECT_EQ(seen, right + wrong);
}

}  // namespace
}  // namespace atelier::host
