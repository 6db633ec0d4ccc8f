// The bench makes components as the host does: checked against a policy with one option of every sort.
#include <gtest/gtest.h>
#include <atelier/atelier.hpp>
#include <atelier/testing.hpp>

#include <algorithm>
#include <limits>

namespace {

using atelier::option;
using atelier::Option;
using atelier::testing::Bench;
using atelier::testing::Value;

enum class Mode { kAscending, kDescending };
constexpr atelier_str kModes[] = {ATELIER_STR("asc"), ATELIER_STR("desc")};

// Paints by label, smaller first or larger first.
class ByLabel : public atelier::OrderedOverlapPolicy {
 public:
  static constexpr atelier::Component kComponent{"test.by_label", 1, "By label."};
  struct Options {
    Option<Mode> mode{option("mode", "Which first.").one_of(kModes).by_default("'asc'")};
    Option<std::vector<int64_t>> sizes{option("sizes", "Sizes.").by_default("[1, -2]").items(1, 3)};
    Option<double> factor{option("factor", "Factor.").by_default("1e-1").above(0).at_most(2)};
    Option<bool> on{option("on", "On.").by_default("true")};
    Option<int64_t> seed{option("seed", "Seed.").by_default("\"@run.seed\"")};
    Option<std::string> device{option("device", "Device.").by_default("'@run.device'")};
    Option<std::optional<std::string>> note{option("note", "Note.")};
    Option<std::chrono::duration<double>> wait{option("wait", "Wait.").by_default("'1m30s'")};
    Option<int64_t> needed{option("needed", "Needed.")};
    Option<std::vector<std::pair<std::string, int64_t>>> remap{option("remap", "Remap.").by_default("{}").at_least(0)};
    Option<atelier::OverlapPolicyRef> other{option("other", "Other.").optional()};
  };
  explicit ByLabel(const Options& given) : options(given) {
    if (options.needed < 0) throw atelier::Error(ATELIER_E_INVALID, "needed must not be negative");
  }
  void order(atelier::span<const Instance> in, atelier::span<uint32_t> out) const override {
    std::stable_sort(out.begin(), out.end(), [&](uint32_t a, uint32_t b) {
      return options.mode == Mode::kDescending ? in[a].label > in[b].label : in[a].label < in[b].label;
    });
  }
  const Options options;
};

TEST(Bench, FillsInDefaults) {
  Bench bench;
  const auto part = bench.make<ByLabel>({{"needed", 4}});
  const ByLabel::Options& options = part.as<ByLabel>().options;
  EXPECT_EQ(options.mode, Mode::kAscending);
  EXPECT_EQ(*options.sizes, (std::vector<int64_t>{1, -2}));
  EXPECT_DOUBLE_EQ(options.factor, 0.1);
  EXPECT_TRUE(options.on);
  EXPECT_EQ(options.seed, 0);
  EXPECT_EQ(*options.device, "cpu");
  EXPECT_FALSE(options.note.given());
  EXPECT_EQ(options.wait->count(), 90) << "a text with units, as in a workflow";
  EXPECT_EQ(options.needed, 4);
  EXPECT_EQ(part.as<ByLabel>().component_id(), "test.by_label");
}

// What make<ByLabel> says when it refuses, or "".
std::string refusal(Bench::Options options) {
  Bench bench;
  if (options.empty() || options[0].first != "needed") options.emplace_back("needed", 1);
  try {
    bench.make<ByLabel>(options);
    return "";
  } catch (const std::runtime_error& e) {
    const std::string text = e.what(), who = "test.by_label: ";  // as all of them say
    return text.rfind(who, 0) == 0 ? text.substr(who.size()) : text;
  }
}

TEST(Bench, RefusesWhatTheTableDoesNotAllow) {
  EXPECT_EQ(refusal({}), "");
  EXPECT_THROW(Bench().make<ByLabel>(), std::runtime_error) << "a required option is missing";
  EXPECT_EQ(refusal({{"unknown", 1}}), "test.by_label has no option unknown");
  EXPECT_EQ(refusal({{"needed", -1}}), "needed must not be negative") << "the component's own text";
  EXPECT_EQ(refusal({{"needed", Value::none()}}), "option `needed` may not be left out");
  EXPECT_EQ(refusal({{"note", Value::none()}}), "");
}

TEST(Bench, RefusesAnotherType) {
  EXPECT_EQ(refusal({{"needed", 1.5}}), "option `needed` takes an integer");
  EXPECT_EQ(refusal({{"needed", "1"}}), "option `needed` takes an integer");
  EXPECT_EQ(refusal({{"on", 1}}), "option `on` takes true or false");
  EXPECT_EQ(refusal({{"factor", "1"}}), "option `factor` takes a number");
  EXPECT_EQ(refusal({{"factor", 1}}), "") << "an integer is a number";
  EXPECT_EQ(refusal({{"device", 1}}), "option `device` takes a text");
  EXPECT_EQ(refusal({{"sizes", 1}}), "option `sizes` takes a list");
  EXPECT_EQ(refusal({{"needed", std::vector<Value>{1}}}), "option `needed` takes no list");
  EXPECT_EQ(refusal({{"sizes", std::vector<Value>{1, "2"}}}), "option `sizes` takes an integer");
  EXPECT_EQ(refusal({{"remap", 1}}), "option `remap` takes a table");
  EXPECT_EQ(refusal({{"needed", Value::table({})}}), "option `needed` takes no table");
  EXPECT_EQ(refusal({{"remap", Value::table({{"a", "b"}})}}), "option `remap` takes an integer");
  EXPECT_EQ(refusal({{"other", "overlap.last"}}),
            "option `other` takes a part; the bench makes none from a default, so give it one");
}

TEST(Bench, RefusesAnotherRangeChoiceOrLength) {
  EXPECT_EQ(refusal({{"factor", 0.0}}), "option `factor` may not be 0") << "above, not at least";
  EXPECT_EQ(refusal({{"factor", 2}}), "");
  EXPECT_EQ(refusal({{"factor", 2.5}}), "option `factor` may not be 2.5");
  EXPECT_EQ(refusal({{"factor", std::numeric_limits<double>::quiet_NaN()}}), "option `factor` must be a finite number");
  EXPECT_EQ(refusal({{"remap", Value::table({{"a", 0}, {"b", -1}})}}), "option `remap` may not be -1");
  EXPECT_EQ(refusal({{"mode", "up"}}), "option `mode` has no choice `up`");
  EXPECT_EQ(refusal({{"sizes", std::vector<Value>{}}}), "option `sizes` does not take 0 items");
  EXPECT_EQ(refusal({{"sizes", std::vector<Value>{1, 2, 3, 4}}}), "option `sizes` does not take 4 items");
}

// A stage that goes on, and may not be used by two threads at once.
class Slow : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{
      .id = "test.slow", .summary = "Goes on.", .resumes = true, .serial = true};
  void run(const atelier::Call&, const std::filesystem::path&) override {}
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path&) { return {}; }
};

TEST(Component, SaysWhetherItGoesOnAndIsSerial) {
  EXPECT_EQ(atelier::component_of<Slow>().flags, ATELIER_COMPONENT_RESUMES | ATELIER_COMPONENT_SERIAL);
  EXPECT_EQ(atelier::component_of<ByLabel>().flags, 0u);
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
  const atelier_component& c = atelier::component_of<ByLabel>();
  EXPECT_EQ(atelier::view(c.id), "test.by_label");
  EXPECT_EQ(atelier::view(c.kind), ATELIER_KIND_OVERLAP_POLICY);
  EXPECT_EQ(c.struct_size, sizeof c);
  EXPECT_EQ(c.param_count, 11u);
  EXPECT_EQ(c.output_count, 0u);
  EXPECT_EQ(c.output, nullptr);
  EXPECT_EQ(c.extension, nullptr);
  ASSERT_NE(c.iface, nullptr);
  EXPECT_EQ(static_cast<const atelier_interface*>(c.iface)->tag, ATELIER_TAG_OVERLAP_POLICY);
}

}  // namespace
