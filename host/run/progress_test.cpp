// Progress as people see it: on a terminal, in a pipe, as JSON, and when they stop it.
#include <regex>
#include <set>
#include <sstream>

#include "system/exit_code.hpp"
#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::Program;
using test_bench::PseudoTerminal;
using test_bench::Running;

class Progress : public Program {
 protected:
  // 30 pages in about 0.6 s.
  std::vector<std::string> slow(const std::string& mode) {
    return {"run",         workflow("[stage.p]\nuse = \"test.pages\"\npages = 30\npause = 20\n"),
            "--workspace", workspace(),
            "--progress",  mode};
  }
};

// What is left on the screen: lines, with what \r and "clear to the end of the line" do to them.
std::vector<std::string> screen(const std::string& text) {
  std::vector<std::string> lines(1);
  size_t column = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    std::string& line = lines.back();
    if (text[i] == '\r') {
      column = 0;
    } else if (text[i] == '\n') {
      lines.emplace_back();
    } else if (text.compare(i, 3, "\033[K") == 0) {
      line.resize(std::min(column, line.size()));
      i += 2;
    } else {
      line.resize(std::max(line.size(), column + 1), ' ');
      line[column++] = text[i];
    }
  }
  return lines;
}

const std::regex kCounting("p: [0-9]+/30 pages, [0-9.]+/s, [0-9.]+ (ms|s) left");
const std::regex kDone("p: done, 30 pages in [0-9.]+ s \\([0-9.]+/s\\)");

TEST_F(Progress, IsOneRedrawnLineOnATerminal) {
  PseudoTerminal tty;
  ::setenv("TERM", "xterm", 1);
  Running run = start(slow("auto"), tty.name());
  EXPECT_EQ(run.wait(), 0);
  const std::string& text = tty.text();
  size_t redrawn = 0;
  for (size_t at = 0; (at = text.find("\rp: ", at)) != std::string::npos; ++at) ++redrawn;
  EXPECT_GE(redrawn, 3u) << text;
  EXPECT_LE(redrawn, 31u);
  EXPECT_TRUE(std::regex_search(text, kCounting)) << text;
  const std::vector<std::string> lines = screen(text);
  ASSERT_EQ(lines.size(), 4u) << text;
  EXPECT_EQ(lines[0], "p: test.pages");
  EXPECT_TRUE(std::regex_match(lines[1], kDone)) << lines[1];
  EXPECT_TRUE(std::regex_match(lines[2], std::regex("run .* done in .*"))) << lines[2];
  EXPECT_EQ(lines[3], "");
}

TEST_F(Progress, IsPlainOnATerminalThatCanDoNothing) {
  PseudoTerminal tty;
  ::setenv("TERM", "dumb", 1);
  EXPECT_EQ(start(slow("auto"), tty.name()).wait(), 0);
  ::setenv("TERM", "xterm", 1);
  EXPECT_EQ(tty.text().find('\033'), std::string::npos) << tty.text();
}

TEST_F(Progress, SendsNoCodesIntoAPipe) {
  for (const char* mode : {"auto", "plain", "none", "json"}) {
    fs::remove_all(folder_ / "work");  // not to be given what is there
    const ChildResult r = with_stages(slow(mode));
    EXPECT_EQ(r.exit_code, 0);
    EXPECT_EQ(r.out, "found 0, wrote 30\n");
    EXPECT_EQ(r.err.find_first_of("\r\033"), std::string::npos) << r.err;
    EXPECT_TRUE(std::regex_search(r.err, kDone)) << r.err;
  }
}

TEST_F(Progress, IsJsonLines) {
  std::istringstream lines(with_stages(slow("json")).err);
  size_t counting = 0;
  json done;
  for (std::string line; std::getline(lines, line);) {
    const json event = json::parse(line);
    if (event["event"] == "stage") done = event;
    if (event["event"] != "progress" || event["remaining"].is_null()) continue;
    ++counting;
    EXPECT_EQ(event["stage"], "p");
    EXPECT_EQ(event["total"], 30);
    EXPECT_EQ(event["unit"], "pages");
    EXPECT_GT(event["rate"], 0);
  }
  EXPECT_GE(counting, 1u);
  EXPECT_EQ(done["status"], "done");
  EXPECT_EQ(done["done"], 30);
  EXPECT_EQ(done["unit"], "pages");
  EXPECT_GT(done["seconds"], 0.5);
}

TEST_F(Progress, JsonIsAllThatIsOnStderr) {
  const std::string good = workflow("[stage.p]\nuse = \"test.pages\"\n");
  write_file(folder_ / "bad.toml", "atelier = 1\nname = \"w\"\n[stage.p]\nuse = \"test.pages\"\npage = 3\n");
  const auto events = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "run");
    arguments.insert(arguments.end(), {"--workspace", workspace(), "--progress", "json"});
    std::istringstream lines(with_stages(arguments).err);
    std::set<std::string> out;
    for (std::string line; std::getline(lines, line);) {
      EXPECT_TRUE(json::accept(line)) << line;
      if (json::accept(line)) out.insert(json::parse(line).at("event").get<std::string>());
    }
    return out;
  };
  EXPECT_EQ(events({(folder_ / "bad.toml").string()}), std::set<std::string>{"diagnostic"});
  EXPECT_EQ(events({good, "no_such_stage"}), std::set<std::string>{"log"});
  EXPECT_EQ(events({good}).count("result"), 1u);
}

TEST_F(Progress, NoTerminalIsTooSmall) {
  ::setenv("TERM", "xterm", 1);
  for (const unsigned short columns : {0, 1, 2, 10}) {
    PseudoTerminal tty;
    tty.resize(columns);
    EXPECT_EQ(start(slow("auto"), tty.name()).wait(), 0) << columns;
    EXPECT_NE(tty.text().find("done, 30 pages"), std::string::npos) << columns;
    fs::remove_all(folder_ / "work");  // not to be given what is there
  }
}

TEST_F(Progress, StoppingIsToldInTheWayOfTheMode) {
  const std::string file = workflow("[stage.p]\nuse = \"test.pages\"\nstop = 2\n");
  const auto stopped = [&](const char* mode, const std::string& err) {
    Running run = start({"run", file, "--workspace", workspace(), "--progress", mode}, err);
    wait_for_log("p", "asleep");
    run.signal(SIGINT);
    EXPECT_EQ(WEXITSTATUS(run.wait()), 130);
    fs::remove_all(folder_ / "work");
    return err.empty() ? run.err() : std::string();
  };
  const std::string plain = stopped("plain", "");
  EXPECT_NE(plain.find("asleep\nstopping … (once more to stop at once)\np: interrupted; what is complete is kept"),
            std::string::npos)
      << plain;
  std::istringstream lines(stopped("json", ""));
  bool told = false;
  for (std::string line; std::getline(lines, line);)
    told = told || json::parse(line).value("text", "") == "stopping … (once more to stop at once)";
  EXPECT_TRUE(told);
  PseudoTerminal tty;
  stopped("auto", tty.name());
  const std::vector<std::string> shown = screen(tty.text());
  EXPECT_NE(std::find(shown.begin(), shown.end(), "stopping … (once more to stop at once)"), shown.end()) << tty.text();
}

}  // namespace
}  // namespace atelier::host
