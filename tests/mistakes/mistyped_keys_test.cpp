// Every key of every workflow that comes with the program, with one letter of it wrong: each is refused, once, at its
// place, and the right key is suggested. In one process: the descriptors are read once.
#include <atelier/param.h>
#include <gtest/gtest.h>

#include <cctype>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "language/jobs.hpp"
#include "language/toml_reader.hpp"
#include "language/workflow.hpp"
#include "places.hpp"
#include "plugins/discovery.hpp"
#include "testing/fake_system.hpp"

namespace atelier::host {
namespace {
namespace fs = std::filesystem;

// A key as it stands in the text.
struct Key {
  std::string name;
  size_t line = 0;    // 1-based
  size_t column = 0;  // 1-based
  bool own = false;   // the workflow's author has chosen it: a parameter, a part, a stage, a profile
};

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

bool is_own(const std::vector<std::string>& path) {
  static const std::set<std::string> kNamed = {"params", "part", "stage", "profile", "check"};
  const size_t depth = path.size();
  if (depth == 2 && kNamed.count(path[0]) != 0) return true;
  // what a profile lays over: [profile.x] params.y, stage.z
  return depth == 4 && path[0] == "profile" && kNamed.count(path[2]) != 0;
}

using Keys = std::map<std::pair<size_t, size_t>, Key>;  // by line and column

// `tables`: the options whose keys are the author's own.
void collect(const Written& value, const std::set<std::string>& tables, std::vector<std::string>& path, Keys& to) {
  for (const Written& item : value.items) collect(item, tables, path, to);
  for (const WrittenEntry& entry : value.entries) {
    path.push_back(entry.key);
    const bool in_table = path.size() > 2 && (path[0] == "params" || tables.count(path[path.size() - 2]) != 0);
    to[{entry.key_at.line, entry.key_at.column}] = {entry.key, entry.key_at.line, entry.key_at.column,
                                                    in_table || is_own(path)};
    collect(entry.value, tables, path, to);
    path.pop_back();
  }
}

// The pieces of a header, which the tree has only once.
void collect_header(const std::string& line, size_t number, Keys& to) {
  std::vector<std::string> path;
  for (size_t at = 1; at < line.size() && line[at] != ']';) {
    const size_t end = line.find_first_of(".]", at);
    path.push_back(line.substr(at, end - at));
    to[{number, at + 1}] = {path.back(), number, at + 1, is_own(path)};
    at = end + (line[end] == '.' ? 1 : 0);
  }
}

std::set<std::string> options_that_are_tables(const Catalog& catalog) {
  std::set<std::string> out;
  for (const ComponentInfo* component : catalog.components())
    for (const ParamInfo& param : component->params)
      if (param.has(ATELIER_PARAM_TABLE)) out.insert(param.name);
  return out;
}

std::vector<Key> keys_of(const std::string& text, const std::set<std::string>& tables) {
  std::vector<Diagnostic> problems;
  const auto tree = read_toml(text, std::make_shared<const Source>(), problems);
  Keys found;
  std::vector<std::string> path;
  if (tree) collect(*tree, tables, path, found);
  std::istringstream lines(text);
  size_t number = 0;
  for (std::string line; std::getline(lines, line);)
    if (++number; line.starts_with("[")) collect_header(line, number, found);
  std::vector<Key> out;
  for (const auto& [place, key] : found) out.push_back(key);
  return out;
}

// The name with one letter left out, doubled, replaced or swapped with its neighbour, at each place.
std::set<std::string> slips(const std::string& name) {
  std::set<std::string> out;
  for (size_t i = 0; i < name.size(); ++i) {
    std::string less = name, twice = name, other = name, swapped = name;
    less.erase(i, 1);
    twice.insert(i, 1, name[i]);
    other[i] = name[i] == 'x' ? 'y' : 'x';
    if (i + 1 < name.size()) std::swap(swapped[i], swapped[i + 1]);
    for (const std::string& slip : {less, twice, other, swapped})
      if (!slip.empty() && slip != name && std::isdigit(static_cast<unsigned char>(slip[0])) == 0) out.insert(slip);
  }
  return out;
}

size_t offset_of(const std::string& text, const Key& key) {
  size_t at = 0;
  for (size_t line = 1; line < key.line; ++line) at = text.find('\n', at) + 1;
  at += key.column - 1;
  return at + (text[at] == '"' ? 1 : 0);
}

class MistypedKeys : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    Registry registry("");
    DiscoveryOptions options;
    options.places = {{}, test::plugin_folder(), test::program()};
    options.program = test::program();
    found_ = new Discovery(discover(options, registry));
  }
  static void TearDownTestSuite() { delete found_; }

  ResolveResult resolve_text(const std::string& text) {
    machine_.disk.put("/w/w.toml", text);
    ResolveInput input{.file = "w.toml", .working_directory = "/w", .check_paths = false, .system = machine_.system};
    if (text.find("\n[matrix]") == std::string::npos) return resolve(input, found_->catalog);
    ResolvedJobs jobs = resolve_jobs(input, found_->catalog);  // as `check` does
    ResolveResult result;
    result.diagnostics = std::move(jobs.diagnostics);
    result.sources = std::move(jobs.sources);
    return result;
  }

  // What is missing of the answer to `slip` in the place of `key`, or "".
  std::string missing(const std::string& text, const Key& key, const std::string& slip) {
    std::string changed = text;
    changed.replace(offset_of(text, key), key.name.size(), slip);
    const ResolveResult result = resolve_text(changed);
    const bool asked_for = text.find("@" + key.name) != std::string::npos ||
                           text.find("params." + key.name) != std::string::npos ||
                           text.find("stage." + key.name + ".") != std::string::npos;
    const bool in_quotes = text[offset_of(text, key) - 1] == '"';  // a key of a table whose keys are the author's
    if (in_quotes || (key.own && !asked_for)) return "";           // another name is as good
    std::vector<Diagnostic> errors;
    for (const Diagnostic& d : result.diagnostics)
      if (d.severity == Severity::kError) errors.push_back(d);
    if (errors.empty()) return "is taken";
    const std::string said = render_text({errors[0]}, result.sources);
    // an axis of [matrix] and a reference are two places that cannot both be meant
    const size_t most = text.find("\n[matrix]") == std::string::npos ? 1 : 2;
    if (errors.empty() || errors.size() > most)
      return "gives " + std::to_string(errors.size()) + " errors\n" + render_short(errors);
    if (!key.own && errors[0].range.line != key.line) return "is told at another line\n" + said;
    const std::string& wanted = key.own ? slip : key.name;  // what is wrong may be the name or what asks for it
    const auto shows = [&](const std::string& name) {
      return said.find("`" + name + "`") != std::string::npos || said.find("write [" + name) != std::string::npos;
    };
    const bool one_letter = key.name.size() == 1;  // of which nothing is left; the note lists what there is
    const bool suggested = errors[0].label.find("`" + wanted + "`") != std::string::npos ||
                           errors[0].label.find("`" + key.name + "`") != std::string::npos ||
                           errors[0].label.find("write [") != std::string::npos;
    if (one_letter) return errors[0].note.find(key.name) != std::string::npos ? "" : "has no list of names\n" + said;
    return suggested && (shows(wanted) || shows(key.name) || key.own) ? "" : "has no suggestion\n" + said;
  }

  static Discovery* found_;
  fake::Machine machine_;
};
Discovery* MistypedKeys::found_ = nullptr;

TEST_F(MistypedKeys, AreRefusedWithTheRightOne) {
  size_t workflows = 0, tried = 0, wrong = 0;
  for (const auto& entry : fs::directory_iterator(test::source_dir() / "workflows")) {
    if (entry.path().extension() != ".toml") continue;
    SCOPED_TRACE(entry.path().filename());
    const std::string text = read(entry.path());
    // a table laid over another one by a wrong name is a new one, which nothing uses: a warning
    if (text.find("\ninclude ") != std::string::npos) continue;
    const ResolveResult right = resolve_text(text);
    ASSERT_TRUE(right.ok()) << render_text(right.diagnostics, right.sources);
    ++workflows;
    for (const Key& key : keys_of(text, options_that_are_tables(found_->catalog))) {
      ASSERT_EQ(text.substr(offset_of(text, key), key.name.size()), key.name) << key.line << ":" << key.column;
      for (const std::string& slip : slips(key.name)) {
        ++tried;
        const std::string why = missing(text, key, slip);
        if (!why.empty() && ++wrong <= 40)
          ADD_FAILURE() << key.line << ": `" << slip << "` for `" << key.name << "` " << why;
      }
    }
  }
  EXPECT_GE(workflows, 11u);
  EXPECT_GT(tried, 5000u);
  EXPECT_EQ(wrong, 0u) << "of " << tried;
}

}  // namespace
}  // namespace atelier::host
