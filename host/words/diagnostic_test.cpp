#include "diagnostic.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "utf8.hpp"

namespace atelier::host {
namespace {

Diagnostic at(uint32_t line, uint32_t column, uint32_t end_line, uint32_t end_column) {
  Diagnostic d;
  d.code = "E204";
  d.message = "wrong";
  d.range = {"w.toml", line, column, end_line, end_column};
  return d;
}

std::string render(const Diagnostic& d, const std::string& text) { return render_text({d}, {{"w.toml", text}}); }

// The example of the language's own page.
TEST(Text, LooksLikeACompilersMessage) {
  Diagnostic d = at(25, 1, 25, 7);
  d.message = "`mask.writer` has no option `crowed`";
  d.label = "did you mean `crowd`?";
  d.note = "it takes dataset, overlap, crowd, …      (atelier plugins show mask.writer)";
  EXPECT_EQ(render(d, std::string(24, '\n') + "crowed  = \"skip\"\n"),
            "error[E204]: `mask.writer` has no option `crowed`\n"
            "  --> w.toml:25:1\n"
            "   |\n"
            "25 | crowed  = \"skip\"\n"
            "   | ^^^^^^ did you mean `crowd`?\n"
            "   = note: it takes dataset, overlap, crowd, …      (atelier plugins show mask.writer)\n");
}

TEST(Text, CaretsStandUnderTabsAndWideLetters) {
  EXPECT_EQ(render(at(1, 2, 1, 4), "\tab = 1"),
            "error[E204]: wrong\n --> w.toml:1:2\n  |\n1 |     ab = 1\n  |     ^^\n");
  EXPECT_EQ(render(at(1, 6, 1, 9), "ü = \t\"é\""),
            "error[E204]: wrong\n --> w.toml:1:6\n  |\n"
            "1 | ü =     \"é\"\n  |         ^^^\n");
  EXPECT_EQ(render(at(1, 3, 1, 4), "漢字x"), "error[E204]: wrong\n --> w.toml:1:3\n  |\n1 | 漢字x\n  |     ^\n");
  EXPECT_EQ(render(at(1, 1, 1, 2), "漢字x"), "error[E204]: wrong\n --> w.toml:1:1\n  |\n1 | 漢字x\n  | ^^\n");
  EXPECT_EQ(render(at(1, 3, 1, 4), "e\u0301x"), "error[E204]: wrong\n --> w.toml:1:3\n  |\n1 | e\u0301x\n  |  ^\n");
}

TEST(Text, HoldsAtTheEdges) {
  const std::string head = "error[E204]: wrong\n";
  EXPECT_EQ(render(at(1, 3, 1, 4), "ab"), head + " --> w.toml:1:3\n  |\n1 | ab\n  |   ^\n");
  EXPECT_EQ(render(at(1, 2, 3, 1), "abc\r\nx\r\n"), head + " --> w.toml:1:2\n  |\n1 | abc\n  |  ^^\n");
  EXPECT_EQ(render(at(9, 1, 9, 2), "ab"), head + " --> w.toml:9:1\n");
  EXPECT_EQ(render(at(0, 0, 0, 0), "ab"), head + " --> w.toml\n");
  EXPECT_EQ(render(at(2, 1, 2, 2), "ab\n"), head + " --> w.toml:2:1\n  |\n2 |\n  | ^\n");
  EXPECT_EQ(render_text({at(1, 1, 1, 2)}, {}), head + " --> w.toml:1:1\n");
}

TEST(Text, CutsLongLinesAroundThePlace) {
  const std::string text = std::string(100000, 'a') + "b" + std::string(100000, 'c');
  const std::string said = render(at(1, 100001, 1, 100002), text);
  EXPECT_LT(said.size(), 600u);
  const size_t letter = said.find('b', said.find("1 | …"));
  const size_t caret = said.find('^');
  ASSERT_NE(letter, std::string::npos);
  const auto column = [&](size_t i) {
    return count_code_points(said.substr(said.rfind('\n', i), i - said.rfind('\n', i)));
  };
  EXPECT_EQ(column(letter), column(caret));
}

TEST(Text, PassesNoControlCharactersOn) {
  Diagnostic d = at(1, 1, 1, 2);
  d.message = "bad \x1b[31mname\n";
  d.range.file = "w\x07.toml";
  const std::string said = render_text({d}, {{d.range.file, "a\x1b[2J\xff"}});
  EXPECT_EQ(said.find('\x1b'), std::string::npos);
  EXPECT_EQ(said.find('\x07'), std::string::npos);
  EXPECT_EQ(first_invalid_utf8(said), kAllValid);
}

TEST(Text, ColoursOnlyWhenAsked) {
  EXPECT_EQ(render(at(1, 1, 1, 2), "ab").find('\x1b'), std::string::npos);
  EXPECT_NE(render_text({at(1, 1, 1, 2)}, {{"w.toml", "ab"}}, true).find("\x1b[1;31merror[E204]"), std::string::npos);
}

TEST(Text, ShowsRelatedPlaces) {
  Diagnostic d = at(1, 1, 1, 2);
  d.related = {{{"w.toml", 10, 1, 10, 2}, "the other end", true}, {{"x.toml", 3, 4, 3, 5}, "first", false}};
  EXPECT_EQ(render(d, "a\n\n\n\n\n\n\n\n\nb\n"),
            "error[E204]: wrong\n  --> w.toml:1:1\n   |\n 1 | a\n   | ^\n  ::: w.toml:10:1\n   |\n10 | b\n"
            "   | ^ the other end\n   = note: first: x.toml:3:4\n");
}

TEST(Short, IsALineEach) {
  Diagnostic warning = at(2, 5, 2, 6);
  warning.code = "W001";
  warning.severity = Severity::kWarning;
  EXPECT_EQ(render_short({at(1, 2, 1, 3), warning}),
            "w.toml:1:2: error[E204]: wrong\nw.toml:2:5: warning[W001]: wrong\n");
  EXPECT_EQ(summary({at(1, 2, 1, 3), warning, warning}), "1 error, 2 warnings");
  EXPECT_EQ(summary({}), "");
}

TEST(Json, HasEveryField) {
  Diagnostic d = at(1, 2, 3, 4);
  d.label = "l\xff";
  d.note = "n";
  d.help = "h";
  d.related = {{{"x", 5, 6, 7, 8}, "r", false}};
  const auto json = nlohmann::json::parse(render_json({d}));
  ASSERT_EQ(json.size(), 1u);
  EXPECT_EQ(json[0]["code"], "E204");
  EXPECT_EQ(json[0]["severity"], "error");
  EXPECT_EQ(json[0]["range"],
            nlohmann::json({{"file", "w.toml"}, {"line", 1}, {"column", 2}, {"end_line", 3}, {"end_column", 4}}));
  EXPECT_EQ(json[0]["related"][0]["at"]["line"], 5);
  EXPECT_EQ(json[0]["related"][0]["label"], "r");
  EXPECT_EQ(json[0]["label"], "l\uFFFD");
  EXPECT_EQ(json[0]["note"], "n");
  EXPECT_EQ(json[0]["help"], "h");
  EXPECT_EQ(render_json({}), "[]\n");
}

TEST(Utf8, GoesToCodePointsAndBack) {
  EXPECT_EQ(encode_utf8(decode_utf8("aü漢😀")), "aü漢😀");
  EXPECT_EQ(count_code_points("aü漢😀\xff"), 5u);
}

}  // namespace
}  // namespace atelier::host
