// Each folder of cases/ is a workflow and what is said of it: expect.txt holds the diagnostics as text, then, when the
// workflow is good, the resolved workflow. args.txt, if there, has a --set, --profile, --over or --job a line; of a
// sweep its jobs follow. With ATELIER_UPDATE_CASES=1 the expectations are written anew, to be read before they are
// committed.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "jobs.hpp"
#include "places.hpp"
#include "resolved_toml.hpp"
#include "testing/fake_catalog.hpp"
#include "words/explain.hpp"
#include "workflow.hpp"

namespace atelier::host {
namespace {
namespace fs = std::filesystem;

fs::path host_folder() { return test::source_dir() / "host"; }

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string replace_all(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::vector<fs::path> case_folders() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(host_folder() / "language/cases"))
    if (entry.is_directory()) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

ResolveInput input_of(const fs::path& folder) {
  ResolveInput input;
  input.file = "workflow.toml";
  input.working_directory = folder;
  std::istringstream lines(read(folder / "args.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("--set ", 0) == 0) input.set.push_back(line.substr(6));
    if (line.rfind("--profile ", 0) == 0) input.profiles.push_back(line.substr(10));
    if (line.rfind("--over ", 0) == 0) input.over.push_back(line.substr(7));
    if (line.rfind("--job ", 0) == 0) input.job = line.substr(6);
  }
  return input;
}

// The jobs of the sweep, and what is wrong with them.
std::string said_of_jobs(const fs::path& folder) {
  const Catalog catalog = fake::catalog();
  const ResolvedJobs sweep = resolve_jobs(input_of(folder), catalog);
  std::string said = render_text(sweep.diagnostics, sweep.sources);
  for (const ResolvedJob& each : sweep.jobs) {
    said += (said.empty() ? "" : "\n") + ("job " + each.job.name) + "\n";
    for (const SetOption& setting : each.job.settings)
      said += "  " + path_text(setting) + " = " + value_text(setting) + "\n";
  }
  return said;
}

class Case : public testing::TestWithParam<fs::path> {};

TEST_P(Case, SaysWhatIsExpected) {
  const Catalog catalog = fake::catalog();
  const fs::path folder = GetParam();
  const ResolveResult result = resolve(input_of(folder), catalog);
  std::string said = render_text(result.diagnostics, result.sources);
  if (result.ok()) {
    EXPECT_FALSE(result.workflow.resolved_toml.empty());
    said += (said.empty() ? "" : "\n") + result.workflow.resolved_toml;
  }
  if (!result.jobs.empty() && input_of(folder).job.empty()) said += (said.empty() ? "" : "\n") + said_of_jobs(folder);
  said = replace_all(replace_all(said, folder.string(), "CASE"), folder.parent_path().string(), "CASES");
  if (std::getenv("ATELIER_UPDATE_CASES")) std::ofstream(folder / "expect.txt", std::ios::binary) << said;
  EXPECT_EQ(read(folder / "expect.txt"), said);
}

INSTANTIATE_TEST_SUITE_P(Workflow, Case, testing::ValuesIn(case_folders()),
                         [](const auto& info) { return info.param.filename().string(); });

std::set<std::string> codes_in(const std::string& text) {
  static const std::regex code("\\b[EW][0-9]{3}\\b");
  std::set<std::string> out;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), code); at != std::sregex_iterator(); ++at)
    out.insert(at->str());
  return out;
}

TEST(Codes, EachHasAPageAndACase) {
  std::set<std::string> used, shown, pages;
  for (const auto& entry : fs::recursive_directory_iterator(host_folder())) {
    const std::string name = entry.path().filename().string();
    const bool source = name.ends_with(".cpp") && !name.ends_with("_test.cpp");
    if (source) used.merge(codes_in(read(entry.path())));
  }
  for (const fs::path& folder : case_folders()) shown.merge(codes_in(read(folder / "expect.txt")));
  // what only shows when plugins are loaded is shown by cases of the command line
  for (const auto& entry : fs::directory_iterator(host_folder().parent_path() / "tests/cases"))
    if (fs::exists(entry.path() / "err")) shown.merge(codes_in(read(entry.path() / "err")));
  shown.insert(
      "W002");  // of parts that wait for a stage and foresee nothing, as no shipped one does: run/trial_test.cpp
  const auto has = [](const CodePage& page, const char* part) { return page.text.find(part) != std::string::npos; };
  for (const CodePage& page : code_pages()) {
    EXPECT_TRUE(pages.insert(std::string(page.code)).second) << page.code << " has two pages";
    EXPECT_TRUE(std::regex_search(std::string(page.text), std::regex("^[EW][0-9]{3}: .+\n\n."))) << page.text;
    EXPECT_EQ(has(page, "\n\nWrong:\n    "), has(page, "\n\nRight:\n    ")) << page.code;
  }
  EXPECT_EQ(used, pages);
  EXPECT_EQ(used, shown);
}

TEST(Explain, FindsAPageInEitherCase) {
  ASSERT_NE(page_of("e310"), nullptr);
  const std::string text(page_of("E310")->text);
  EXPECT_EQ(text.rfind("E310: a wire of another type\n\n", 0), 0u);
  EXPECT_NE(text.find("\nWrong:\n    train = \"@birds\""), std::string::npos);
  EXPECT_EQ(page_of("E999"), nullptr);
  EXPECT_EQ(page_of(""), nullptr);
}

void expect_the_same(const ResolvedWorkflow& workflow, const std::string& toml, const Catalog& catalog) {
  const fs::path again = fs::temp_directory_path() / ("atelier-resolved-" + std::to_string(::getpid()) + ".toml");
  std::ofstream(again, std::ios::binary) << toml;
  ResolveInput input;
  input.file = again;
  const ResolveResult second = resolve(input, catalog);
  fs::remove(again);
  ASSERT_TRUE(second.ok()) << render_text(second.diagnostics, second.sources) << toml;
  const auto bare = [](const std::string& text) {  // without comments, which name another file
    return std::regex_replace(text, std::regex("(^|  )#[^\n]*"), "");
  };
  EXPECT_EQ(bare(workflow.resolved_toml), bare(second.workflow.resolved_toml));
}

// What `config` prints is a workflow that means the same, in each of its views.
TEST(ResolvedToml, ResolvesToTheSame) {
  const Catalog catalog = fake::catalog();
  size_t good = 0;
  for (const fs::path& folder : case_folders()) {
    const ResolveResult first = resolve(input_of(folder), catalog);
    if (!first.ok()) continue;
    ++good;
    SCOPED_TRACE(folder.string());
    for (const TomlView& view : {TomlView{}, TomlView{.changed = true}, TomlView{.history = true}})
      expect_the_same(first.workflow, write_resolved_toml(first.workflow, view), catalog);
  }
  EXPECT_GE(good, 10u);
}

}  // namespace
}  // namespace atelier::host
