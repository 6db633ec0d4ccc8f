// For the host's tests: the test plugins, a catalog of them, and running a workflow given as text.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <cstdio>
#include <string>

#include "language/selection.hpp"
#include "language/workflow.hpp"
#include "run/executor.hpp"
#include "test_data.hpp"
#include "test_plugins.hpp"

namespace atelier::host::test_bench {

// stdout or stderr of a terminal under test.
class Capture {
 public:
  Capture() : file_(std::tmpfile()) {}
  Capture(const Capture&) = delete;
  ~Capture() { std::fclose(file_); }
  std::FILE* file() const { return file_; }
  std::string text() const {
    std::fflush(file_);
    std::rewind(file_);
    std::string out;
    for (int c = std::fgetc(file_); c != EOF; c = std::fgetc(file_)) out += static_cast<char>(c);
    return out;
  }

 private:
  std::FILE* file_;
};

struct Ran {
  RunResult result;
  std::string out;
  std::string err;
  std::filesystem::path file(const std::string& below) const { return result.folder / below; }
  std::string read(const std::string& below) const { return read_file(file(below)); }
};

// A workflow's surroundings: a folder of its own and a catalog of the named test plugins.
class Bench {
 public:
  explicit Bench(const std::vector<std::string>& plugins = {"test_stages"}) : registry_(folder_ / "registry.json") {
    std::vector<std::filesystem::path> files;
    for (const std::string& name : plugins) files.push_back(plugin_file(name));
    found_ = discover(options_for(files), registry_);
    for (const Refusal& r : found_.catalog.refusals) ADD_FAILURE() << r.library << " " << r.reason;
  }

  ProgressMode progress = ProgressMode::kAuto;

  const std::filesystem::path& folder() const { return folder_.path(); }
  const Discovery& found() const { return found_; }

  ResolveResult try_resolve(const std::string& toml) const {
    const std::filesystem::path file = folder_ / "workflow.toml";
    write_file(file, "atelier = 1\nname = \"bench\"\n" + toml);
    ResolveInput input;
    input.file = file;
    input.working_directory = folder();
    return resolve(input, found_.catalog);
  }

  ResolveResult resolve_text(const std::string& toml) const {
    ResolveResult result = try_resolve(toml);
    EXPECT_TRUE(result.ok()) << render_text(result.diagnostics, result.sources);
    return result;
  }

  Ran run(const std::string& toml, const std::vector<std::string>& stages = {},
          const std::vector<std::string>& fresh = {}) {
    const ResolveResult resolved = resolve_text(toml);
    if (!resolved.ok()) return {};
    Capture out;
    Capture err;
    Terminal::Options shown;
    shown.progress = progress;
    shown.out = out.file();
    shown.err = err.file();
    RunOptions options;
    options.workspace = folder_ / "work";
    options.program = test::program();
    options.argv = {"atelier", "run"};
    for (const std::string& name : fresh) options.fresh.insert(select_stages(resolved.workflow, {name}).stages.back());
    Ran ran;
    {
      Terminal terminal(shown);
      const Selection selection = select_stages(resolved.workflow, stages);
      EXPECT_EQ(selection.unknown, "");
      ran.result = run_workflow(resolved.workflow, selection.stages, found_.catalog, registry_, terminal, options);
    }
    ran.out = out.text();
    ran.err = err.text();
    return ran;
  }

 private:
  test::TemporaryFolder folder_;
  Registry registry_;
  Discovery found_;
};

}  // namespace atelier::host::test_bench
