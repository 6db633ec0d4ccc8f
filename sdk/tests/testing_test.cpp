// The bench makes components as the host does: checked against a policy with one option of every sort.
#include <gtest/gtest.h>
#include <atelier/atelier.hpp>
#include <atelier/testing.hpp>

#include <algorithm>

namespace {

using atelier::Params;
using atelier::testing::Bench;

static constexpr atelier_str kModes[] = {ATELIER_STR("asc"), ATELIER_STR("desc")};

// Paints by label, smaller first or larger first.
class ByLabel : public atelier::OrderedOverlapPolicy {
 public:
  static constexpr atelier::Component kComponent{.id = "test.by_label", .summary = "By label."};
  static constexpr atelier::Param kParams[] = {
      atelier::param::choice("mode", kModes).by_default("'asc'"),
      atelier::param::integer("sizes").list().by_default("[1, -2]"),
      atelier::param::real("factor").by_default("1e-1"),
      atelier::param::boolean("on").by_default("true"),
      atelier::param::integer("seed").by_default("\"@run.seed\""),
      atelier::param::string("device").by_default("'@run.device'"),
      atelier::param::string("note").optional(),
      atelier::param::integer("needed"),
  };
  explicit ByLabel(const Params& params)
      : descending(params.string("mode") == "desc"),
        sizes(params.integers("sizes")),
        factor(params.real("factor")),
        on(params.boolean("on")),
        seed(params.integer("seed")),
        device(params.string("device")),
        has_note(params.has("note")),
        needed(params.integer("needed")) {
    if (needed < 0) throw atelier::Error(ATELIER_E_INVALID, "needed must not be negative");
  }
  void order(atelier::span<const Instance> in, atelier::span<uint32_t> out) const override {
    std::stable_sort(out.begin(), out.end(), [&](uint32_t a, uint32_t b) {
      return descending ? in[a].label > in[b].label : in[a].label < in[b].label;
    });
  }

  bool descending;
  std::vector<int64_t> sizes;
  double factor;
  bool on;
  int64_t seed;
  std::string device;
  bool has_note;
  int64_t needed;
};

const ByLabel& made(const atelier::testing::Part& part) {
  return dynamic_cast<const ByLabel&>(*static_cast<atelier::OverlapPolicy*>(part.self()));
}

TEST(Bench, FillsInDefaults) {
  Bench bench;
  const auto part = bench.make<ByLabel>({{"needed", 4}});
  const ByLabel& policy = made(part);
  EXPECT_FALSE(policy.descending);
  EXPECT_EQ(policy.sizes, (std::vector<int64_t>{1, -2}));
  EXPECT_DOUBLE_EQ(policy.factor, 0.1);
  EXPECT_TRUE(policy.on);
  EXPECT_EQ(policy.seed, 0);
  EXPECT_EQ(policy.device, "cpu");
  EXPECT_FALSE(policy.has_note);
  EXPECT_EQ(policy.needed, 4);
  EXPECT_EQ(policy.component_id(), "test.by_label");
}

TEST(Bench, RefusesWhatTheTableDoesNotAllow) {
  Bench bench;
  EXPECT_THROW(bench.make<ByLabel>(), std::runtime_error) << "a required option is missing";
  EXPECT_THROW(bench.make<ByLabel>({{"needed", 1}, {"other", 1}}), std::runtime_error);
  try {
    bench.make<ByLabel>({{"needed", -1}});
    FAIL() << "must throw";
  } catch (const std::runtime_error& e) {
    EXPECT_STREQ(e.what(), "needed must not be negative");
  }
}

// Options that are tables with keys of the user's own.
class Tables : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "test.tables", .summary = "Has tables.", .resumes = true};
  static constexpr atelier::Param kParams[] = {
      atelier::param::integer("remap").table().by_default("{}"),
      atelier::param::integer("labels").table().by_default("{ b = 2, 'a c' = -1 }"),
      atelier::param::string("names").table().by_default("{x='y'}"),
      atelier::param::integer("extra").table().optional(),
  };
  explicit Tables(const Params& params)
      : remap(params.table_of_integers("remap")),
        labels(params.table_of_integers("labels")),
        names(params.table_of_strings("names")),
        has_extra(params.has("extra")) {}
  void run(const atelier::Call&, const std::filesystem::path&) override {}
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path&) { return {}; }

  using Integers = std::vector<std::pair<std::string, int64_t>>;
  Integers remap;
  Integers labels;
  std::vector<std::pair<std::string, std::string>> names;
  bool has_extra;
};

TEST(Bench, TablesKeepTheirOrder) {
  Bench bench;
  const auto by_default = bench.make<Tables>();
  const auto& d = dynamic_cast<const Tables&>(*static_cast<atelier::Stage*>(by_default.self()));
  EXPECT_TRUE(d.remap.empty());
  EXPECT_EQ(d.labels, (Tables::Integers{{"b", 2}, {"a c", -1}}));
  ASSERT_EQ(d.names.size(), 1u);
  EXPECT_EQ(d.names[0].second, "y");
  EXPECT_FALSE(d.has_extra);
  const auto given = bench.make<Tables>({{"remap", atelier::testing::Value::table({{"z", 1}, {"a", 2}})}});
  const auto& g = dynamic_cast<const Tables&>(*static_cast<atelier::Stage*>(given.self()));
  EXPECT_EQ(g.remap, (Tables::Integers{{"z", 1}, {"a", 2}}));
}

TEST(Component, SaysWhetherItGoesOn) {
  EXPECT_EQ(atelier::detail::component_of<Tables>.flags, ATELIER_COMPONENT_RESUMES);
  EXPECT_EQ(atelier::detail::component_of<ByLabel>.flags, 0u);
}

// Two instances on a picture of 2x2: label 2 on the left column, label 1 on the upper row.
std::vector<uint16_t> painted(const char* mode) {
  Bench bench;
  const auto part = bench.make<ByLabel>({{"needed", 0}, {"mode", mode}});
  const uint32_t left[] = {0, 2, 2}, upper[] = {0, 1, 1, 1, 1};
  const atelier_overlap_instance a = {sizeof a, 2, 10, 2, 2, left, 3}, b = {sizeof b, 1, 11, 2, 2, upper, 5};
  const atelier_overlap_instance* instances[] = {&a, &b};
  const atelier_overlap_input input = {sizeof input, 2, 2, 0, instances, 2, nullptr, 0};
  std::vector<uint16_t> labels(4);
  atelier_canvas canvas = {sizeof canvas, 2, 2, 255, labels.data()};
  atelier::OverlapPolicyRef(part.object()).compose(bench.call(), input, canvas);
  return labels;
}

TEST(OrderedPolicy, PaintsInItsOrder) {
  EXPECT_EQ(painted("asc"), (std::vector<uint16_t>{2, 2, 1, 0}));
  EXPECT_EQ(painted("desc"), (std::vector<uint16_t>{1, 2, 1, 0}));
}

TEST(Paint, CutsOffRunsThatReachTooFar) {
  std::vector<uint16_t> labels(6, 9);
  atelier_canvas canvas = {sizeof canvas, 2, 2, 255, labels.data()};
  const uint32_t runs[] = {3, 4000000000u, 4000000000u, 5};
  atelier_canvas_paint(&canvas, runs, 4, 1);
  EXPECT_EQ(labels, (std::vector<uint16_t>{9, 9, 9, 1, 9, 9}));
}

TEST(Component, IsDescribedByItsClass) {
  const atelier_component& c = atelier::detail::component_of<ByLabel>;
  EXPECT_EQ(atelier::view(c.id), "test.by_label");
  EXPECT_EQ(atelier::view(c.kind), ATELIER_KIND_OVERLAP_POLICY);
  EXPECT_EQ(c.param_count, 8u);
  EXPECT_EQ(c.output_count, 0u);
  EXPECT_EQ(c.output, nullptr);
  EXPECT_NE(c.iface, nullptr);
}

}  // namespace
