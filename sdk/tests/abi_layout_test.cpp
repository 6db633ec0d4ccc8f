// The layout that plugins were compiled against stays: abi_v1.txt is what has been published, and it may only be added
// to.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "layout.hpp"

extern "C" const char* atelier_layout_text(void);

namespace {

std::string golden() {
  std::ifstream in(ATELIER_SOURCE_DIR "/sdk/tests/abi_v1.txt");
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += "\n  " + line;
  return out;
}

// `text` with the one place where `from` stands replaced.
std::string changed(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from << " is not in the layout";
  EXPECT_EQ(text.find(from, at + 1), std::string::npos) << from << " is there twice";
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::vector<std::string> breaches_after(const std::string& from, const std::string& to) {
  const std::string now = atelier_layout_text();
  return layout::breaches(layout::parse(now), layout::parse(changed(now, from, to)));
}

TEST(AbiLayout, KeepsWhatWasPublished) {
  const layout::Layout before = layout::parse(golden());
  ASSERT_GT(before.structs.size(), 30u) << "abi_v1.txt is missing or empty";
  const auto wrong = layout::breaches(before, layout::parse(atelier_layout_text()));
  EXPECT_TRUE(wrong.empty()) << joined(wrong);
}

TEST(AbiLayout, GoldenTextIsComplete) {
  EXPECT_EQ(golden(), atelier_layout_text())
      << "After appending to a struct, write the new text: build/tests/abi_layout_dump > sdk/tests/abi_v1.txt";
}

TEST(AbiLayout, IsFitToGrow) {
  const auto weak = layout::weaknesses(layout::parse(atelier_layout_text()));
  EXPECT_TRUE(weak.empty()) << joined(weak);
}

// The checker itself: each way of breaking the layout is seen, an append is not a breach.

TEST(AbiLayoutChecker, LetsAnAppendPass) {
  const std::string now = atelier_layout_text();
  const std::string last = "const atelier_metric_sink* sink) result\n";
  const std::string grown = changed(changed(now, "struct atelier_metric_v1 40\n", "struct atelier_metric_v1 48\n"),
                                    last, last + "  40 8 uint64_t more\n");
  EXPECT_EQ(joined(layout::breaches(layout::parse(now), layout::parse(grown))), "");
  EXPECT_EQ(joined(layout::breaches(layout::parse(now), layout::parse(now + "constant ATELIER_NEW 1\n"))), "");
}

TEST(AbiLayoutChecker, SeesAnInsert) {
  EXPECT_EQ(breaches_after("struct atelier_load_plan 72\n  0 4 uint32_t struct_size\n",
                           "struct atelier_load_plan 80\n  0 4 uint32_t struct_size\n  4 4 uint32_t extra\n")
                .size(),
            1u);
}

TEST(AbiLayoutChecker, SeesAReorder) {
  EXPECT_EQ(breaches_after("  4 4 uint32_t shuffle\n  8 4 uint32_t skip_random\n",
                           "  4 4 uint32_t skip_random\n  8 4 uint32_t shuffle\n")
                .size(),
            1u);
}

TEST(AbiLayoutChecker, SeesARetype) {
  EXPECT_EQ(breaches_after("  4 4 uint32_t shuffle\n", "  4 4 int32_t shuffle\n").size(), 1u);
}

TEST(AbiLayoutChecker, SeesARemoval) { EXPECT_EQ(breaches_after("  12 4 uint32_t drop_last\n", "").size(), 1u); }

TEST(AbiLayoutChecker, SeesARename) {
  EXPECT_EQ(breaches_after("  12 4 uint32_t drop_last\n", "  12 4 uint32_t keep_last\n").size(), 1u);
}

TEST(AbiLayoutChecker, SeesAFrozenStructGrow) {
  EXPECT_EQ(breaches_after("struct atelier_str 16\n  0 8 const char* data\n  8 8 uint64_t size\n",
                           "struct atelier_str 24\n  0 8 const char* data\n  8 8 uint64_t size\n  16 8 uint64_t hash\n")
                .size(),
            1u);
}

TEST(AbiLayoutChecker, SeesAChangedConstant) {
  EXPECT_EQ(breaches_after("constant ATELIER_E_DATA 4\n", "constant ATELIER_E_DATA 5\n").size(), 1u);
}

TEST(AbiLayoutChecker, SeesAFieldInFormerPadding) {
  const auto before = layout::parse("struct s 16\n  0 4 uint32_t struct_size\n  8 4 uint32_t a\n");
  const auto now = layout::parse("struct s 16\n  0 4 uint32_t struct_size\n  8 4 uint32_t a\n  12 4 uint32_t b\n");
  EXPECT_EQ(layout::breaches(before, now).size(), 1u);
}

TEST(AbiLayoutChecker, SeesWhatIsUnfitToGrow) {
  EXPECT_EQ(layout::weaknesses(layout::parse("struct s 8\n  0 8 long a\n")).size(), 1u);
  EXPECT_EQ(
      layout::weaknesses(layout::parse("struct s 8\n  0 4 uint32_t struct_size\nstruct t 8\n  0 8 s inner\n")).size(),
      1u);
}

}  // namespace
