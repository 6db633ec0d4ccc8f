// The layout that plugins were compiled against stays: abi_v1.txt is what has been published, and it may only be added
// to.
#include <atelier/kinds.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "layout.hpp"
#include "places.hpp"

extern "C" const char* atelier_layout_text(void);

namespace {

std::string golden() {
  std::ifstream in(test::source_dir() / "sdk/tests/abi_v1.txt");
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

// --- The kinds, from the golden text and from kinds.h ---------------------------------------------------------------

bool is_function(const layout::Field& field) { return field.type.find("(*)") != std::string::npos; }

// "atelier_overlap_policy_v1" -> "OVERLAP_POLICY".
std::string short_name(const std::string& structure) {
  const std::string floor = layout::floor_name(structure);  // ATELIER_…_V1_FLOOR
  return floor.substr(8, floor.size() - 8 - std::string("_V1_FLOOR").size());
}

const atelier_kind_rule* rule_of(std::string_view kind) {
  uint64_t count = 0;
  const atelier_kind_rule* rules = atelier_kind_rules(&count);
  for (uint64_t i = 0; i < count; ++i)
    if (std::string_view(rules[i].kind.data, rules[i].kind.size) == kind) return &rules[i];
  return nullptr;
}

// The interfaces: kinds have a tag, structs of extensions have not.
std::map<std::string, layout::Struct> interfaces(const layout::Layout& all, bool of_kinds) {
  std::map<std::string, layout::Struct> out;
  for (const auto& [name, s] : all.structs) {
    const bool interface = name.size() > 3 && name.compare(name.size() - 3, 3, "_v1") == 0;
    if (interface && (s.fields[1].name == "tag") == of_kinds) out.emplace(name, s);
  }
  return out;
}

void expect_functions(const layout::Layout& all, const std::string& name, const layout::Struct& s, uint64_t head) {
  const uint64_t floor = layout::number(all, layout::floor_name(name));
  EXPECT_GT(floor, head) << name;
  for (const layout::Field& field : s.fields) {
    const bool required = field.offset >= head && field.offset < floor;
    EXPECT_TRUE(!required || is_function(field)) << name << '.' << field.name;
  }
}

TEST(AbiKinds, EachHasItsRule) {
  const layout::Layout all = layout::parse(golden());
  const auto kinds = interfaces(all, true);
  uint64_t count = 0;
  atelier_kind_rules(&count);
  EXPECT_EQ(kinds.size(), count);
  for (const auto& [name, s] : kinds) {
    const std::string kind = all.constants.at("ATELIER_KIND_" + short_name(name));
    const atelier_kind_rule* rule = rule_of(kind.substr(1, kind.size() - 2));
    ASSERT_NE(rule, nullptr) << name << " has no rule in kinds.h";
    EXPECT_EQ(rule->tag, layout::number(all, "ATELIER_TAG_" + short_name(name))) << name;
    EXPECT_EQ(rule->floor, layout::number(all, layout::floor_name(name))) << name;
  }
}

TEST(AbiKinds, BeginWithTheHeadAndHoldFunctionsAlone) {
  const layout::Layout all = layout::parse(golden());
  const layout::Struct& head = all.structs.at("atelier_interface");
  for (const auto& [name, s] : interfaces(all, true)) {
    ASSERT_GE(s.fields.size(), 3u) << name;
    EXPECT_TRUE(std::equal(head.fields.begin(), head.fields.end(), s.fields.begin())) << name;
    expect_functions(all, name, s, head.size);
  }
}

TEST(AbiKinds, HaveTagsOfTheirOwn) {
  std::map<uint32_t, std::string> seen;
  uint64_t count = 0;
  const atelier_kind_rule* rules = atelier_kind_rules(&count);
  for (uint64_t i = 0; i < count; ++i) {
    const std::string kind(rules[i].kind.data, rules[i].kind.size);
    EXPECT_NE(rules[i].tag, 0u) << kind;
    EXPECT_TRUE(seen.emplace(rules[i].tag, kind).second) << kind << " has the tag of " << seen[rules[i].tag];
  }
}

TEST(AbiExtensions, EachHasItsIdAndHoldsFunctionsAlone) {
  const layout::Layout all = layout::parse(golden());
  for (const auto& [name, s] : interfaces(all, false)) {
    const auto id = all.constants.find("ATELIER_EXTENSION_" + short_name(name));
    ASSERT_NE(id, all.constants.end()) << name;
    EXPECT_EQ(id->second.substr(id->second.size() - 3), "/1\"") << name;
    expect_functions(all, name, s, 8);
  }
}

// --- The checker itself: each way of breaking the layout is seen, an append is not a breach -------------------------

TEST(AbiLayoutChecker, LetsAnAppendPass) {
  const std::string now = atelier_layout_text();
  const std::string last = "const atelier_metric_sink* sink) result\n";
  std::string grown = changed(changed(now, "struct atelier_metric_v1 56\n", "struct atelier_metric_v1 64\n"), last,
                              last + "  56 8 uint64_t more\n");
  EXPECT_EQ(joined(layout::breaches(layout::parse(now), layout::parse(grown))), "");
  EXPECT_EQ(joined(layout::breaches(layout::parse(now), layout::parse(now + "constant ATELIER_NEW 1\n"))), "");
  grown = changed(grown, "constant ATELIER_ABI_MINOR 0\n", "constant ATELIER_ABI_MINOR 1\n");
  EXPECT_EQ(joined(layout::weaknesses(layout::parse(grown))), "") << "the floor stays where it was";
}

TEST(AbiLayoutChecker, SeesAnInsert) {
  EXPECT_EQ(breaches_after("struct atelier_load_plan 80\n  0 4 uint32_t struct_size\n",
                           "struct atelier_load_plan 88\n  0 4 uint32_t struct_size\n  4 4 uint32_t extra\n")
                .size(),
            1u);
}

TEST(AbiLayoutChecker, SeesAReorder) {
  EXPECT_EQ(breaches_after("  4 4 uint32_t in_order\n  8 4 uint32_t skip_random\n",
                           "  4 4 uint32_t skip_random\n  8 4 uint32_t in_order\n")
                .size(),
            1u);
}

TEST(AbiLayoutChecker, SeesARetype) {
  EXPECT_EQ(breaches_after("  4 4 uint32_t in_order\n", "  4 4 int32_t in_order\n").size(), 1u);
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

TEST(AbiLayoutChecker, SeesAMovedFloor) {
  const std::string floor = "constant ATELIER_LOAD_PLAN_FLOOR ";
  EXPECT_EQ(breaches_after(floor + "80\n", floor + "88\n").size(), 1u);
  EXPECT_EQ(breaches_after(floor + "80\n", floor + "76\n").size(), 1u);
  EXPECT_EQ(breaches_after(floor + "80\n", "").size(), 1u);
}

TEST(AbiLayoutChecker, SeesAFieldInFormerPadding) {
  const auto before = layout::parse("struct s 16\n  0 4 uint32_t struct_size\n  8 4 uint32_t a\n");
  const auto now = layout::parse("struct s 16\n  0 4 uint32_t struct_size\n  8 4 uint32_t a\n  12 4 uint32_t b\n");
  EXPECT_EQ(layout::breaches(before, now).size(), 1u);
}

// One growable struct that is as it should be, and one more in which something is not.
std::vector<std::string> weaknesses_of(const std::string& more) {
  const std::string minor = more.find("ABI_MINOR") == std::string::npos ? "constant ATELIER_ABI_MINOR 0\n" : "";
  return layout::weaknesses(
      layout::parse(minor + "constant S_FLOOR 8\nstruct s 8\n  0 4 uint32_t struct_size\n  4 4 uint32_t a\n" + more));
}

TEST(AbiLayoutChecker, SeesWhatIsUnfitToGrow) {
  EXPECT_EQ(weaknesses_of("").size(), 0u);
  EXPECT_EQ(weaknesses_of("struct t 8\n  0 8 long a\n").size(), 1u);
  EXPECT_EQ(weaknesses_of("struct t 8\n  0 8 s inner\n").size(), 1u) << "by value";
  EXPECT_EQ(weaknesses_of("struct t 16\n  0 8 const s* items\n  8 8 uint64_t item_count\n").size(), 1u) << "an array";
  EXPECT_EQ(weaknesses_of("struct t 16\n  0 8 const s* const* items\n  8 8 uint64_t item_count\n").size(), 0u);
  EXPECT_EQ(weaknesses_of("struct t 16\n  0 8 const s* one\n  8 8 uint64_t step\n").size(), 0u);
  EXPECT_EQ(weaknesses_of("struct t 8\n  0 8 int32_t(*)(void* self,s in) take\n").size(), 1u) << "a parameter by value";
  EXPECT_EQ(weaknesses_of("struct t 8\n  0 8 s(*)(void* self) take\n").size(), 1u) << "a result by value";
  EXPECT_EQ(weaknesses_of("struct t 8\n  0 8 void(*)(const s* items,uint64_t count) take\n").size(), 1u);
  EXPECT_EQ(weaknesses_of("struct t 8\n  0 4 uint32_t a\n").size(), 1u) << "padding at the end";
}

TEST(AbiLayoutChecker, SeesWrongFloors) {
  const std::string t = "struct t 16\n  0 4 uint32_t struct_size\n  4 4 uint32_t a\n  8 8 uint64_t b\n";
  EXPECT_EQ(weaknesses_of(t).size(), 1u) << "none";
  EXPECT_EQ(weaknesses_of(t + "constant T_FLOOR 16\n").size(), 0u);
  EXPECT_EQ(weaknesses_of(t + "constant T_FLOOR 8\n").size(), 1u) << "not the last field at minor 0";
  EXPECT_EQ(weaknesses_of(t + "constant T_FLOOR 8\nconstant ATELIER_ABI_MINOR 1\n").size(), 0u);
  EXPECT_EQ(weaknesses_of(t + "constant T_FLOOR 12\nconstant ATELIER_ABI_MINOR 1\n").size(), 1u) << "inside a field";
  EXPECT_EQ(weaknesses_of("constant T_FLOOR 8\n").size(), 1u) << "of nothing";
}

}  // namespace
