// Completion: what the program answers, and what the shells themselves make of it. A shell that is not installed is
// passed over, and the test says so.
#include "completion.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <sstream>

#include "cli.hpp"
#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using test_bench::plugin_file;
using test_bench::Program;

using Words = std::vector<std::string>;

const char kWorkflow[] = R"([params]
pace = "copy"
times = 2
[stage.write]
use = "test.write"
text = "x"
times = "@params.times"
[stage.off]
use = "test.write"
enabled = false
[stage.fail]
use = "test.fail"
way = "throw"
[profile.quick]
params.times = 1
)";

class Completion : public Program {
 protected:
  Completion() : file_(workflow(kWorkflow)) {
    with_stages({"plugins"});  // the registry knows them from now on
  }

  // The candidates of a line, without what they are about.
  Words offered(Words words) {
    words.insert(words.begin(), "__complete");
    const ChildResult r = atelier(words);
    EXPECT_EQ(r.exit_code, 0);
    EXPECT_EQ(r.err, "");
    Words out;
    std::istringstream lines(r.out);
    for (std::string line; std::getline(lines, line);) out.push_back(line.substr(0, line.find('\t')));
    return out;
  }
  Words with_plugin(Words words) {
    words.insert(words.begin() + 2, {"--plugin", plugin_file("test_stages").string()});
    return offered(std::move(words));
  }
  static bool has(const Words& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  }
  static void needs(const char* shell) {
    if (!run_child({"/bin/sh", "-c", std::string("command -v ") + shell}, 10).ok())
      GTEST_SKIP() << shell << " is not installed: its completion is not tested";
  }
  // What a shell prints, with the program's folder on its path.
  std::string shell(const std::string& name, const Words& options, const std::string& script) {
    const std::string path = fs::path(test::program()).parent_path().string();
    Words line = {"/usr/bin/env", "PATH=" + path + ":/usr/local/bin:/usr/bin:/bin", name};
    line.insert(line.end(), options.begin(), options.end());
    line.insert(line.end(), {"-c", "cd '" + folder_.path().string() + "'\n" + script});
    const ChildResult r = run_child(line, 60);
    EXPECT_TRUE(r.ok()) << r.describe() << r.err;
    return r.out;
  }

  std::string file_;
};

TEST_F(Completion, OffersRunsAndSweeps) {
  for (const char* folder : {"runs/20261123-014512-w-00aa", "sweeps/grid"})
    fs::create_directories(folder_ / "work" / folder);
  EXPECT_EQ(offered({"report", "--workspace", workspace(), ""}), (Words{"20261123-014512-w-00aa", "grid"}));
  EXPECT_EQ(offered({"runs", "show", "--workspace", workspace(), ""}), (Words{"20261123-014512-w-00aa"}));
}

TEST_F(Completion, OffersVerbsAndOptions) {
  const Words verbs = offered({""});
  for (const char* verb : {"run", "check", "config", "graph", "schema", "plugins", "explain", "completion"})
    EXPECT_TRUE(has(verbs, verb)) << verb;
  EXPECT_EQ(offered({"gra"}), Words{"graph"});
  EXPECT_EQ(offered({"plugins", "sh"}), Words{"show"});
  EXPECT_EQ(offered({"graph", "--d"}), Words{"--dot"});
  EXPECT_EQ(offered({"graph", "--dot", "--d"}), Words{});
  EXPECT_TRUE(has(offered({"run", "--set", "a=1", "--"}), "--set"));  // may be repeated
  EXPECT_EQ(offered({"check", "--format", ""}), (Words{"json", "short", "text"}));
  EXPECT_EQ(offered({"check", "--format=s"}), Words{"--format=short"});
  EXPECT_EQ(offered({"run", "--progress", "pl"}), Words{"plain"});
  EXPECT_EQ(offered({"completion", "f"}), Words{"fish"});
  EXPECT_TRUE(has(offered({"explain", "E2"}), "E204"));
  EXPECT_EQ(offered({"no_such_verb", ""}), Words{});
}

TEST_F(Completion, OffersFilesThatFit) {
  std::filesystem::create_directories(folder_ / "sub");
  write_file(folder_ / "sub/x.toml", "");
  write_file(folder_ / "note.txt", "");
  const std::string folder = folder_.path().string() + "/";
  EXPECT_EQ(offered({"check", folder}), (Words{folder + "cache/", folder + "sub/", folder + "w.toml"}));
  EXPECT_TRUE(has(offered({"schema", "--output", folder}), folder + "note.txt"));
  EXPECT_EQ(offered({"check", folder + "s"}), Words{folder + "sub/"});
  EXPECT_EQ(offered({"run", "--workspace", folder}), (Words{folder + "cache/", folder + "sub/"}));
  const Words shipped = offered({"run", "quick"});
  EXPECT_TRUE(has(shipped, "quickstart"));
}

TEST_F(Completion, OffersWhatTheWorkflowHas) {
  EXPECT_EQ(offered({"run", file_, ""}), (Words{"fail", "write"}));
  EXPECT_EQ(offered({"run", file_, "fail", ""}), Words{"write"});
  EXPECT_EQ(offered({"run", file_, "--profile", ""}), Words{"quick"});
  EXPECT_EQ(offered({"run", file_, "--over", "run.seed=[1,2]", "--job", ""}), (Words{"seed=1", "seed=2"}));
  EXPECT_EQ(offered({"run", file_, "--as-"}), Words{});
  EXPECT_EQ(offered({"run", file_, "--set", "pa"}), Words{"params."});
  EXPECT_EQ(offered({"run", file_, "--set", "params."}), (Words{"params.pace=", "params.times="}));
  EXPECT_EQ(offered({"run", file_, "--set", "run.see"}), Words{"run.seed="});
  EXPECT_EQ(with_plugin({"run", file_, "--set", "write.ti"}), Words{"write.times="});
  EXPECT_EQ(with_plugin({"run", file_, "--set", "'write.ti"}), Words{"write.times="});
  EXPECT_EQ(with_plugin({"config", file_, "write.ti"}), Words{"write.times"});
  EXPECT_TRUE(has(with_plugin({"run", file_, "--set", "fail.way="}), "fail.way=crash"));
  EXPECT_TRUE(has(with_plugin({"run", file_, "--set", "fail.use="}), "fail.use=test.write"));
  EXPECT_TRUE(has(with_plugin({"plugins", "show", "test."}), "test.write"));
  EXPECT_EQ(offered({"run", "no_such.toml", "--set", "a."}), Words{});
  EXPECT_EQ(offered({"run", workflow("[stage.a\n"), ""}), Words{});
}

TEST_F(Completion, LoadsNoPluginAndIsFast) {
  // a registry that knows nothing stays so, although there are plugins
  ::setenv("XDG_CACHE_HOME", (folder_ / "empty").c_str(), 1);
  EXPECT_EQ(with_plugin({"plugins", "show", "test."}), Words{});
  EXPECT_FALSE(fs::exists(folder_ / "empty"));
  ::setenv("XDG_CACHE_HOME", (folder_ / "cache").c_str(), 1);
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    with_plugin({"run", file_, "--set", "write."});
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
  }
  EXPECT_LT(best, 0.05);
}

TEST_F(Completion, EachScriptIsItsFile) {
  const fs::path folder = test::source_dir() / "host/command/completion";
  EXPECT_EQ(atelier({"completion", "bash"}).out, read_file(folder / "atelier.bash"));
  EXPECT_EQ(atelier({"completion", "zsh"}).out, read_file(folder / "_atelier"));
  EXPECT_EQ(atelier({"completion", "fish"}).out, read_file(folder / "atelier.fish"));
  EXPECT_EQ(atelier({"completion", "tcsh"}).exit_code, kExitCommandLine);
}

// The words as bash breaks them: at = and : too.
TEST_F(Completion, InBash) {
  needs("bash");
  if (IsSkipped()) return;
  const auto replies = [&](const std::string& line, const std::string& words) {
    return shell("bash", {"--norc"},
                 "source <(atelier completion bash)\nCOMP_LINE='" + line + "'\nCOMP_WORDS=(" + words +
                     ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_atelier 2>/dev/null\n"
                     "printf '%s\\n' \"${COMPREPLY[@]}\"");
  };
  EXPECT_EQ(replies("atelier gra", "atelier gra"), "graph\n");
  EXPECT_EQ(replies("atelier run w.toml ", "atelier run w.toml ''"), "fail\nwrite\n");
  EXPECT_EQ(replies("atelier run w.toml --set params.ti", "atelier run w.toml --set params.ti"), "params.times=\n");
  EXPECT_EQ(replies("atelier check --format=s", "atelier check --format = s"), "short\n");
  EXPECT_EQ(replies("atelier check --format=", "atelier check --format ="), "json\nshort\ntext\n");
  write_file(folder_ / "two words.toml", "");
  EXPECT_EQ(replies("atelier check two", "atelier check two"), "two\\ words.toml\n");
  fs::copy_file(folder_ / "w.toml", folder_ / "it is \"a\" w.toml");
  const std::string odd = "it\\ is\\ \\\"a\\\"\\ w.toml";
  EXPECT_EQ(replies("atelier run " + odd + " ", "atelier run '" + odd + "' \"\""), "fail\nwrite\n");
}

TEST_F(Completion, InFish) {
  needs("fish");
  if (IsSkipped()) return;
  const auto replies = [&](const std::string& line) {
    return shell("fish", {"--no-config"}, "atelier completion fish | source\ncomplete -C '" + line + "'");
  };
  EXPECT_EQ(replies("atelier gra"), "graph\tShow how stages and parts are wired, in the order of running\n");
  EXPECT_NE(replies("atelier run w.toml ").find("write\ttest.write\n"), std::string::npos);
  EXPECT_NE(replies("atelier run w.toml --set params.ti").find("params.times="), std::string::npos);
  EXPECT_NE(replies("atelier check --format ").find("short"), std::string::npos);
}

// In a terminal of its own: what stands on the line after the key was pressed.
TEST_F(Completion, InZsh) {
  needs("zsh");
  if (IsSkipped()) return;
  const auto line_after = [&](const std::string& typed) {
    const std::string out = shell("zsh", {"-f"}, R"(zmodload zsh/zpty
zpty z zsh -f -i
wait_for() { local all= part; for ((i = 0; i < 400; i++)); do
  while zpty -r -t z part; do all+=$part; done
  [[ $all == *$1* ]] && { print -r -- "$all"; return 0; }; sleep 0.05; done; print -r -- "timed out: $all"; return 1; }
zpty -w z 'PS1=; autoload -Uz compinit; compinit -u -D; source <(atelier completion zsh); print rea""dy'
wait_for ready >/dev/null
zpty -w -n z ')" + typed + R"('$'\t'
sleep 1
zpty -w -n z $'\C-a'"print -r -- '<"$'\C-e'">'"$'\n'
wait_for $'>\r' | tr -d '\r'
zpty -d z)");
    return out;
  };
  const std::string verb = line_after("atelier gra");
  EXPECT_NE(verb.find("<atelier graph"), std::string::npos) << verb;
  const std::string set = line_after("atelier run w.toml --set params.ti");
  EXPECT_NE(set.find("<atelier run w.toml --set params.times=>"), std::string::npos) << set;
}

}  // namespace
}  // namespace atelier::host
