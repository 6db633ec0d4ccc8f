// Texts of 64 KB that are made to cost much: each is answered in less than a second, and does not fill the memory.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <ctime>
#include <functional>
#include <ostream>

#include "testing/fake_catalog.hpp"
#include "testing/fake_system.hpp"
#include "workflow.hpp"

namespace atelier::host {
namespace {

constexpr size_t kSize = size_t{1} << 16;

// The piece with its number in place of each # and the next number in place of each %.
std::string numbered(const std::string& piece, int number) {
  std::string out;
  for (const char c : piece)
    out += c == '#' ? std::to_string(number) : c == '%' ? std::to_string(number + 1) : std::string(1, c);
  return out;
}

std::string repeated(const std::string& piece, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += numbered(piece, i);
  return out;
}

// A workflow of `before`, as many pieces as there is room for, and `behind`.
std::string filled(const std::string& before, const std::string& piece, const std::string& behind = "") {
  std::string out = "atelier = 1\n" + before;
  for (int i = 0; out.size() + piece.size() + behind.size() < kSize && !piece.empty(); ++i) out += numbered(piece, i);
  return out + behind;
}

struct Large {
  const char* name;
  std::string text;
  std::string set = "";
};
void PrintTo(const Large& large, std::ostream* out) { *out << large.name; }

std::vector<Large> large_texts() {
  const std::string scan = "[stage.s]\nuse = 'acme.scan'\n[part.a]\nuse = 'acme.prism'\n";
  const std::string thousand =
      "[params]\na = [" + repeated("#,", 5000) + "]\nt = {" + repeated("a# = 1,", 900) + "z = 1}\n";
  const std::string axes = "[matrix]\n" + repeated("params.a# = [1, 2]\n", 13);
  return {
      {"control_characters", filled("k = '", "\x01", "'\n")},
      {"tables_that_are_no_stages", filled("", "[a#]\n")},
      {"stages_without_use", filled("", "[stage.s#]\n")},
      {"wires_to_nothing", filled("", "[stage.s#]\nuse = 'mask.writer'\ndataset = '@x#'\n")},
      {"after_nothing", filled("[stage.s]\nuse = 'mask.writer'\nafter = [", "'s#',", "]\n")},
      {"many_errors_in_a_line", filled("[stage.s]\nuse = 'train.supervised'\naugment = [", "1,", "]\n")},
      {"many_lines_with_errors", filled("[stage.s]\nuse = 'train.supervised'\naugment = [", "1\n,", "]\n")},
      {"profiles", filled("", "[profile.p.stage.s#]\nx = 1\n[stage.t#]\nx = 1\n")},
      {"unknown_parameters", filled("[params]\n" + repeated("a# = 1\n", 3000), "[stage.s#]\nuse = '@params.b#'\n")},
      {"lists_by_reference", filled(thousand, "[stage.s#]\nuse = 'acme.ruled'\nweights = '@params.a'\n")},
      {"lists_of_lists", filled(thousand, "p# = ['@params.a', '@params.a', '@params.a', '@params.a']\n")},
      {"tables_by_reference", filled(thousand, "[stage.s#]\nuse = 'acme.relabel'\nremap = '@params.t'\n")},
      {"gates_in_a_chain", filled(scan + repeated("[stage.s%]\nuse = 'mask.writer'\nafter = 's#'\n", 700) + "[check]\n",
                                  "c# = '@s%.classes + @s7.classes > 1'\n")},
      {"gates_of_all", filled(repeated("[stage.s#]\nuse = 'mask.writer'\ndataset = '@a'\n", 500) +
                                  "[part.a]\nuse = 'coco.reader'\nimages = ''\nannotations = ''\n[check]\n",
                              "c# = '@s#.classes + @s7.classes > 1'\n")},
      {"values_of_an_axis", filled("[matrix]\nparams.a = [", "#,", "]\n")},
      {"a_value_twice", filled("[matrix]\nparams.a = [", "1,", "]\n")},
      {"axes_of_one_value", filled(axes, "params.b# = [1]\n")},
      {"jobs_left_out", filled(axes, "[[matrix.exclude]]\nparams.a7 = 3\n")},
      {"jobs_added", filled("", "[[matrix.include]]\nparams.a# = 3\n")},
      {"settings_together", filled("[matrix]\nz = [{", "p.a# = 1,", "p.z = 1}]\n")},
      {"a_long_path", filled("", ""), repeated("a.", 30000) + "a=1"},
      {"a_long_value", filled(scan, ""), "s.light=[" + repeated("#,", 12000) + "]"},
  };
}

class LargeText : public testing::TestWithParam<Large> {};

TEST_P(LargeText, IsAnsweredSoon) {
  fake::Machine machine;
  machine.disk.put("/w/w.toml", GetParam().text);
  ResolveInput input{.file = "w.toml", .working_directory = "/w", .system = machine.system};
  if (!GetParam().set.empty()) input.set = {GetParam().set};
  const std::clock_t begin = std::clock();
  const ResolveResult result = resolve(input, fake::catalog());
  render_text(result.diagnostics, result.sources);
  render_json(result.diagnostics);
  EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 2) << "of processor time";
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  EXPECT_LT(used.ru_maxrss, 1 << 20) << "KiB at most, of this process";
}

INSTANTIATE_TEST_SUITE_P(All, LargeText, testing::ValuesIn(large_texts()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace atelier::host
