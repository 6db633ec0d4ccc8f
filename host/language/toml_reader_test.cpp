#include "toml_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "test_data.hpp"
#include "toml_mistakes.hpp"

namespace atelier::host {
namespace {

std::shared_ptr<const Source> source() { return std::make_shared<const Source>(Source{"w.toml", "file", "/w", 0}); }

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// What is said where the TOML library refuses a text and we find nothing wrong with it.
const char kNoIdea[] = "this is not valid TOML";

// Where we depart from TOML 1.0: invalid documents of the public test suite that are taken. None is left.
const std::set<std::string> kTakenThoughInvalid = {};

TEST(TomlSuite, InvalidFilesGiveADiagnosticAndValidOnesNone) {
  ATELIER_NEEDS_DATA();
  std::ifstream list(test::data("toml_test/tests/files-toml-1.0.0"));
  size_t valid = 0, invalid = 0;
  std::set<std::string> taken;
  for (std::string name; std::getline(list, name);) {
    if (!name.ends_with(".toml")) continue;
    const std::filesystem::path path = test::data("toml_test/tests/" + name);
    ASSERT_TRUE(std::filesystem::exists(path)) << path;
    std::vector<Diagnostic> diagnostics;
    const auto tree = read_toml(read(path), source(), diagnostics);
    EXPECT_EQ(tree.has_value(), diagnostics.empty()) << name;
    if (name.rfind("valid/", 0) == 0) {
      ++valid;
      EXPECT_TRUE(tree.has_value()) << name << ": " << (diagnostics.empty() ? "" : diagnostics[0].message);
      const std::string text = read(path);
      const auto mistakes = find_mistakes(text.substr(text.starts_with("\xEF\xBB\xBF") ? 3 : 0));
      EXPECT_TRUE(mistakes.empty()) << name << ": " << mistakes[0].message;
    } else {
      ++invalid;
      if (tree) taken.insert(name);
      for (const Diagnostic& d : diagnostics) {
        EXPECT_EQ(d.code[1], '1') << name;
        EXPECT_GE(d.range.line, 1u) << name;
        EXPECT_GE(d.range.column, 1u) << name;
        EXPECT_NE(d.message, kNoIdea) << name << ": refused without a reason";
      }
    }
  }
  EXPECT_GT(valid, 180u);
  EXPECT_GT(invalid, 360u);
  EXPECT_EQ(taken, kTakenThoughInvalid);
}

TEST(ReadToml, KeepsOrderAndPlaces) {
  std::vector<Diagnostic> diagnostics;
  const auto tree =
      read_toml("z = \"ü\" \na.b = [1,\n 2]\n[t]\nx = { y = 1.5 }\nd = 07:32:00\n", source(), diagnostics);
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->keys(), (std::vector<std::string>{"z", "a", "t"}));
  const Position z = tree->find("z")->at;
  EXPECT_EQ(std::tuple(z.line, z.column, z.end_line, z.end_column), std::tuple(1u, 5u, 1u, 8u));
  const Written& b = *tree->find("a")->find("b");
  EXPECT_EQ(b.items[1].at.line, 3u);
  EXPECT_EQ(b.items[1].at.column, 2u);
  EXPECT_EQ(tree->find("t")->at.line, 4u);
  EXPECT_EQ(tree->find("t")->find("x")->find("y")->real, 1.5);
  EXPECT_EQ(tree->find("t")->find("d")->text, "07:32:00");
  EXPECT_EQ(tree->find("t")->entry("x")->key_at.column, 1u);
}

TEST(ReadToml, RefusesWhatIsNoWorkflow) {
  const auto code = [](const std::string& text) {
    std::vector<Diagnostic> diagnostics;
    EXPECT_FALSE(read_toml(text, source(), diagnostics));
    return diagnostics.size() == 1 ? diagnostics[0].code : "";
  };
  std::string dots = "a";
  for (int i = 0; i < 100000; ++i) dots += ".a";
  EXPECT_EQ(code(dots + " = 1"), "E104");
  std::string quoted = "\"a\"";
  for (int i = 0; i < 1000; ++i) quoted += " . 'a'";
  EXPECT_EQ(code("[" + quoted + "]"), "E104");
  EXPECT_EQ(code(std::string((size_t{1} << 20) + 1, '#')), "E104");
  EXPECT_EQ(code("a = " + std::string(100000, '[')), "E104");
  std::string tables;
  for (int i = 0; i < 10000; ++i) tables += "{a=";
  EXPECT_EQ(code("a = " + tables), "E104");
  EXPECT_EQ(code(std::string("a\0=\0", 4)), "E103") << "UTF-16";
  EXPECT_EQ(code("a = \"\xff\""), "E103");
  EXPECT_EQ(code(std::string("a = \0", 5)), "E102");
  EXPECT_EQ(code("a = 9223372036854775808"), "E102");
}

TEST(ReadToml, TakesManyDotsThatAreNoKey) {
  std::string list = "a = [";
  for (int i = 0; i < 500; ++i) list += "0.5, ";
  std::vector<Diagnostic> diagnostics;
  EXPECT_TRUE(read_toml(list + "]\n# " + std::string(1000, '.') + "\nb = \"" + std::string(1000, '.') + "\"", source(),
                        diagnostics));
}

TEST(ReadToml, LettersOutsideAsciiStandInQuotesOrComments) {
  const auto place = [](const std::string& text) {
    std::vector<Diagnostic> diagnostics;
    EXPECT_FALSE(read_toml(text, source(), diagnostics)) << text;
    return diagnostics.size() == 1 ? std::pair(diagnostics[0].range.line, diagnostics[0].range.column)
                                   : std::pair(0u, 0u);
  };
  EXPECT_EQ(place("a = 1\nü = 1"), std::pair(2u, 1u));
  EXPECT_EQ(place("a = \"ü\" é"), std::pair(1u, 9u));
  EXPECT_EQ(place("a =\u00a01"), std::pair(1u, 4u));
  EXPECT_EQ(place("a = 1\n\ufeff b = 1"), std::pair(2u, 1u));
  EXPECT_EQ(place("a = \"\"\"x\n\"\"\" ü"), std::pair(2u, 5u));
  std::vector<Diagnostic> diagnostics;
  EXPECT_TRUE(
      read_toml("# ü\n'ü' = 1 # é\nb = \"\"\"\"ü\"\" \\\"\"\" ü\"\"\"\n"
                "c = '''ü\n'ü''' # ü\nd = \"\\\\\" # ü\ne = \"\"\"ü\"\"\"\"\" # ü\n",
                source(), diagnostics))
      << diagnostics[0].message << diagnostics[0].range.line;
}

TEST(ReadTomlValue, PlacesAreInTheTextAround) {
  std::vector<Diagnostic> diagnostics;
  const auto value = read_toml_value("[1, \"x\"]", 15, source(), diagnostics);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->at.column, 15u);
  EXPECT_EQ(value->items[1].at.column, 19u);
  EXPECT_EQ(value->items[1].at.end_column, 22u);
  EXPECT_FALSE(read_toml_value("1\nb = 2", 1, source(), diagnostics));
  EXPECT_FALSE(read_toml_value("overlap.first", 10, source(), diagnostics));
  EXPECT_EQ(diagnostics.back().range.column, 10u);
}

}  // namespace
}  // namespace atelier::host
