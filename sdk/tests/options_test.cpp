// Options: a struct's members are the parameter table, and come back filled.
#include <gtest/gtest.h>
#include <atelier/atelier.hpp>
#include <atelier/testing.hpp>

namespace {

using atelier::Error;
using atelier::option;
using atelier::Option;
using atelier::testing::Bench;
using atelier::testing::Part;
using atelier::testing::Value;

template <class T>
using Entries = std::vector<std::pair<std::string, T>>;

enum class Colour { kRed, kGreen };
constexpr atelier_str kColours[] = {ATELIER_STR("red"), ATELIER_STR("green")};

// A component that keeps its options and does nothing else.
template <class O>
class Keeper : public atelier::Schedule {
 public:
  static constexpr atelier::Component kComponent{"test.keeper", 1, "Keeps its options."};
  using Options = O;
  explicit Keeper(const Options& given) : options(given) {}
  double factor(const atelier::Call&, const atelier_schedule_input&) const override { return 1; }
  const Options options;
};

// The table that an Options struct makes, and an entry of it.
template <class O>
const atelier_component& table() {
  return atelier::component_of<Keeper<O>>();
}
template <class O>
const atelier_param& entry(std::string_view name) {
  for (uint64_t i = 0; i < table<O>().param_count; ++i)
    if (atelier::view(table<O>().params[i]->name) == name) return *table<O>().params[i];
  throw std::runtime_error("no entry " + std::string(name));
}
template <class O>
O filled(const Bench::Options& options = {}) {
  Bench bench;
  return bench.make<Keeper<O>>(options).template as<Keeper<O>>().options;
}

struct Plain {
  Option<bool> on{option("on", "On.").by_default("true")};
  Option<int64_t> n{option("n", "N.").by_default("-3")};
  Option<double> rate{option("rate", "Rate.").in("1/step").by_default("1e-3").above(0).at_most(10).no_result()};
  Option<std::string> name{option("name", "Name.").by_default("'x'")};
  Option<std::string> word{option("word", "Word.").one_of(kColours).by_default("'red'")};
  Option<Colour> colour{option("colour", "Colour.").one_of(kColours).by_default("'green'")};
  Option<std::filesystem::path> in{option("in", "In.").by_default("''")};
  Option<std::filesystem::path> out{option("out", "Out.").to_write()};
  Option<std::chrono::duration<double>> wait{option("wait", "Wait.").by_default("1.5")};
};

TEST(Options, MakeATableInTheOrderOfTheMembers) {
  const char* const names[] = {"on", "n", "rate", "name", "word", "colour", "in", "out", "wait"};
  const uint32_t types[] = {ATELIER_TYPE_BOOL,    ATELIER_TYPE_INT,      ATELIER_TYPE_FLOAT,
                            ATELIER_TYPE_STRING,  ATELIER_TYPE_ENUM,     ATELIER_TYPE_ENUM,
                            ATELIER_TYPE_PATH_IN, ATELIER_TYPE_PATH_OUT, ATELIER_TYPE_DURATION};
  ASSERT_EQ(table<Plain>().param_count, std::size(names));
  for (size_t i = 0; i < std::size(names); ++i) {
    EXPECT_EQ(atelier::view(table<Plain>().params[i]->name), names[i]);
    EXPECT_EQ(table<Plain>().params[i]->type, types[i]) << names[i];
    EXPECT_EQ(table<Plain>().params[i]->struct_size, sizeof(atelier_param));
  }
  EXPECT_EQ(table<atelier::detail::NoOptions>().param_count, 0u);
}

TEST(Options, SayInTheTableWhatTheirModifiersSay) {
  const atelier_param& p = entry<Plain>("rate");
  EXPECT_EQ(atelier::view(p.doc), "Rate.");
  EXPECT_EQ(atelier::view(p.unit), "1/step");
  EXPECT_EQ(atelier::view(p.default_value), "1e-3");
  EXPECT_EQ(p.min, 0);
  EXPECT_EQ(p.max, 10);
  EXPECT_EQ(p.flags, ATELIER_PARAM_HAS_MIN | ATELIER_PARAM_ABOVE_MIN | ATELIER_PARAM_HAS_MAX | ATELIER_PARAM_NO_RESULT);
  EXPECT_EQ(entry<Plain>("out").flags, ATELIER_PARAM_REQUIRED);
  EXPECT_EQ(entry<Plain>("n").flags, 0u) << "64 bits hold every integer of a workflow";
  ASSERT_EQ(entry<Plain>("colour").choice_count, 2u);
  EXPECT_EQ(atelier::view(entry<Plain>("colour").choices[1]), "green");
}

TEST(Options, ComeFilledWithDefaults) {
  const Plain o = filled<Plain>({{"out", "/o"}});
  EXPECT_TRUE(o.on);
  EXPECT_EQ(o.n, -3);
  EXPECT_DOUBLE_EQ(o.rate, 1e-3);
  EXPECT_EQ(*o.name, "x");
  EXPECT_EQ(*o.word, "red");
  EXPECT_EQ(o.colour, Colour::kGreen);
  EXPECT_EQ(o.wait->count(), 1.5);
  EXPECT_TRUE(o.n.given()) << "a default is given too";
  EXPECT_FALSE(o.in.given()) << "an empty path is not";
}

TEST(Options, ComeFilledWithWhatIsGiven) {
  const Plain o = filled<Plain>({{"on", false},
                                 {"n", 4},
                                 {"rate", 2},
                                 {"name", "y"},
                                 {"word", "green"},
                                 {"colour", "red"},
                                 {"in", "/i"},
                                 {"out", "/o"},
                                 {"wait", 3}});
  EXPECT_FALSE(o.on);
  EXPECT_EQ(o.n, 4);
  EXPECT_EQ(o.rate, 2.0) << "an integer is a number";
  EXPECT_EQ(o.name->size(), 1u);
  EXPECT_EQ(*o.word, "green");
  EXPECT_EQ(o.colour, Colour::kRed);
  EXPECT_EQ(*o.in, std::filesystem::path("/i"));
  EXPECT_TRUE(o.in.given());
  EXPECT_EQ(o.out->string(), "/o");
  EXPECT_EQ(o.wait->count(), 3);
}

// --- Ranges that the types bring along -------------------------------------------------------------------------------

struct Integers {
  Option<uint8_t> u8{option("u8", "U8.").by_default("1")};
  Option<int16_t> i16{option("i16", "I16.").by_default("1")};
  Option<uint32_t> u32{option("u32", "U32.").by_default("1")};
  Option<uint64_t> u64{option("u64", "U64.").by_default("1")};
  Option<uint32_t> narrow{option("narrow", "Narrow.").by_default("3").at_least(2).at_most(5)};
  Option<uint8_t> wide{option("wide", "Wide.").by_default("1").above(-5).at_most(1000)};
};

void expect_range(const char* name, double least, double most) {
  const atelier_param& p = entry<Integers>(name);
  EXPECT_EQ(p.min, least) << name;
  EXPECT_EQ(p.max, most) << name;
  const bool has_max = (p.flags & ATELIER_PARAM_HAS_MAX) != 0;
  EXPECT_NE(p.flags & ATELIER_PARAM_HAS_MIN, 0u) << name;
  EXPECT_EQ(p.flags & ATELIER_PARAM_ABOVE_MIN, 0u) << name;
  EXPECT_EQ(has_max, std::isfinite(most)) << name;
}

TEST(Options, OfIntegersHaveTheRangeOfTheirType) {
  expect_range("u8", 0, 255);
  expect_range("i16", -32768, 32767);
  expect_range("u32", 0, 4294967295.0);
  expect_range("u64", 0, std::numeric_limits<double>::infinity());
  expect_range("narrow", 2, 5);
  expect_range("wide", 0, 255);
}

TEST(Options, OfIntegersHoldTheirLimits) {
  const Integers o = filled<Integers>({{"u8", 255}, {"i16", -32768}, {"u32", int64_t{4294967295}}, {"wide", 0}});
  EXPECT_EQ(o.u8, 255);
  EXPECT_EQ(o.i16, -32768);
  EXPECT_EQ(o.u32, 4294967295u);
  EXPECT_EQ(o.wide, 0);
  EXPECT_THROW(filled<Integers>({{"u8", 256}}), std::runtime_error);
  EXPECT_THROW(filled<Integers>({{"u64", -1}}), std::runtime_error);
  EXPECT_THROW(filled<Integers>({{"wide", 256}}), std::runtime_error);
}

// --- Lists, tables, optional ones ------------------------------------------------------------------------------------

struct Several {
  Option<std::vector<double>> rates{option("rates", "Rates.").by_default("[0.5, 1]").items(1, 3).at_least(0)};
  Option<std::vector<Colour>> colours{option("colours", "Colours.").one_of(kColours).by_default("[]")};
  Option<std::vector<bool>> flags{option("flags", "Flags.").by_default("[true, false]")};
  Option<Entries<int64_t>> remap{option("remap", "Remap.").by_default("{ b = 2, 'a c' = -1 }")};
  Option<Entries<Colour>> paint{option("paint", "Paint.").one_of(kColours).by_default("{}")};
  Option<std::optional<double>> maybe{option("maybe", "Maybe.").at_most(1)};
  Option<std::optional<std::string>> note{option("note", "Note.")};
  Option<std::vector<std::string>> names{option("names", "Names.").optional()};
};

TEST(Options, OfListsAndTables) {
  EXPECT_EQ(entry<Several>("rates").flags, ATELIER_PARAM_LIST | ATELIER_PARAM_HAS_MIN);
  EXPECT_EQ(entry<Several>("rates").type, uint32_t{ATELIER_TYPE_FLOAT});
  EXPECT_EQ(entry<Several>("rates").min_items, 1u);
  EXPECT_EQ(entry<Several>("rates").max_items, 3u);
  EXPECT_EQ(entry<Several>("remap").flags, ATELIER_PARAM_TABLE);
  EXPECT_EQ(entry<Several>("maybe").flags, ATELIER_PARAM_OPTIONAL | ATELIER_PARAM_HAS_MAX);

  const Several by_default = filled<Several>();
  EXPECT_EQ(*by_default.rates, (std::vector<double>{0.5, 1}));
  EXPECT_EQ(*by_default.flags, (std::vector<bool>{true, false}));
  EXPECT_EQ(*by_default.remap, (Entries<int64_t>{{"b", 2}, {"a c", -1}})) << "in the order of writing";
  EXPECT_TRUE(by_default.rates.given());
  EXPECT_FALSE(by_default.colours.given());
  EXPECT_FALSE(by_default.paint.given());
  EXPECT_FALSE(by_default.maybe->has_value());
  EXPECT_FALSE(by_default.maybe.given());
  EXPECT_FALSE(by_default.names.given());

  const Several o = filled<Several>({{"rates", std::vector<Value>{1, 2.5}},
                                     {"colours", std::vector<Value>{"green", "red"}},
                                     {"paint", Value::table({{"sky", "green"}})},
                                     {"maybe", 0.5},
                                     {"note", ""}});
  EXPECT_EQ(*o.rates, (std::vector<double>{1, 2.5}));
  EXPECT_EQ(*o.colours, (std::vector<Colour>{Colour::kGreen, Colour::kRed}));
  EXPECT_EQ(*o.paint, (Entries<Colour>{{"sky", Colour::kGreen}}));
  EXPECT_EQ(**o.maybe, 0.5);
  EXPECT_TRUE(o.note->has_value());
}

// --- Handles ---------------------------------------------------------------------------------------------------------

struct Parts {
  Option<atelier::ScheduleRef> inner{option("inner", "Inner.")};
  Option<atelier::ScheduleRef> none{option("none", "None.").optional()};
  Option<std::vector<atelier::ScheduleRef>> several{option("several", "Several.").by_default("[]")};
  Option<atelier::SamplesRef> wire{option("wire", "Wire.").wired().optional()};
};

TEST(Options, OfHandlesAreSlotsAndWires) {
  EXPECT_EQ(entry<Parts>("inner").type, uint32_t{ATELIER_TYPE_PART});
  EXPECT_EQ(atelier::view(entry<Parts>("inner").kind), ATELIER_KIND_SCHEDULE);
  EXPECT_EQ(atelier::view(entry<Parts>("several").kind), ATELIER_KIND_SCHEDULE);
  EXPECT_EQ(entry<Parts>("wire").type, uint32_t{ATELIER_TYPE_PORT});
  EXPECT_EQ(atelier::view(entry<Parts>("wire").kind), ATELIER_KIND_SAMPLES);

  Bench bench;
  const Part inner = bench.make<Keeper<Plain>>({{"out", "/o"}});
  const Part outer = bench.make<Keeper<Parts>>({{"inner", inner}, {"several", std::vector<Value>{inner, inner}}});
  const Parts& o = outer.as<Keeper<Parts>>().options;
  EXPECT_EQ(o.inner->factor(bench.call(), atelier::blank<atelier_schedule_input>()), 1);
  EXPECT_EQ(o.inner.components(), std::vector<std::string>{"test.keeper"});
  EXPECT_EQ(o.several->size(), 2u);
  EXPECT_EQ(o.several.components().size(), 2u);
  EXPECT_FALSE(*o.none);
  EXPECT_FALSE(o.none.given());
  EXPECT_TRUE(o.none.components().empty());
  EXPECT_FALSE(*o.wire);
}

// --- How they are collected ------------------------------------------------------------------------------------------

struct Common {
  Option<int64_t> seed{option("seed", "Seed.").by_default("1")};
  Option<int64_t> epochs{option("epochs", "Epochs.").by_default("2")};
};
struct Nested {
  Option<int64_t> first{option("first", "First.").by_default("0")};
  Common common;
  Option<int64_t> last{option("last", "Last.").by_default("3")};
};

TEST(Options, MayBeSharedByNestingStructs) {
  std::string names;
  for (uint64_t i = 0; i < table<Nested>().param_count; ++i)
    names += atelier::str(table<Nested>().params[i]->name) + " ";
  EXPECT_EQ(names, "first seed epochs last ");
  const Nested o = filled<Nested>({{"epochs", 9}});
  EXPECT_EQ(o.first, 0);
  EXPECT_EQ(o.common.seed, 1);
  EXPECT_EQ(o.common.epochs, 9);
  EXPECT_EQ(o.last, 3);
}

// Making another component while one's options are collected must not mix them up.
struct MakesAnother {
  Option<int64_t> before{option("before", "Before.").by_default("1")};
  uint64_t others = table<Plain>().param_count + filled<Several>().rates->size();
  Option<int64_t> after{option("after", "After.").by_default("2")};
};

TEST(Options, OfOneStructAreNotThoseOfAnother) {
  EXPECT_EQ(table<MakesAnother>().param_count, 2u);
  EXPECT_EQ(filled<MakesAnother>().others, 9u + 2);
  EXPECT_EQ(filled<MakesAnother>().after, 2);
}

TEST(Options, OutsideATableAreValuesLikeOthers) {
  const Option<int64_t> alone{option("alone", "Alone.")};
  EXPECT_EQ(alone, 0);
  EXPECT_FALSE(alone.given());
}

struct TooMany {
  Common many[65];
};

TEST(Options, MayNotBeMoreThan128) {
  struct AsManyAsPossible {
    Common many[64];
  };
  EXPECT_EQ(table<AsManyAsPossible>().param_count, 128u);
  EXPECT_THROW(table<TooMany>(), Error);
  testing::internal::CaptureStderr();
  EXPECT_EQ(atelier::detail::plugin_or_null<Keeper<TooMany>>("acme.much", "1.0.0"), nullptr);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "acme.much: a component of more than 128 options\n");
}

// --- Values that a program should not give ---------------------------------------------------------------------------

atelier_args args_of(const std::vector<const atelier_value*>& values) {
  auto args = atelier::blank<atelier_args>();
  args.values = values.data();
  args.count = values.size();
  return args;
}

struct Two {
  Option<int64_t> n{option("n", "N.")};
  Option<Colour> colour{option("colour", "Colour.").one_of(kColours)};
};

TEST(Options, RefuseValuesThatAreNotOfTheirTable) {
  using Filled = atelier::detail::FilledOptions<Two>;
  atelier_value n = atelier::integer_value(3);
  atelier_value colour = atelier::make_value(ATELIER_TYPE_ENUM);
  colour.text = kColours[1];
  EXPECT_EQ(Filled(args_of({&n, &colour})).get().colour, Colour::kGreen);
  EXPECT_THROW(Filled(args_of({&n})), Error) << "too few";
  EXPECT_THROW(Filled(args_of({&colour, &colour})), Error) << "another type";
  colour.text = ATELIER_STR("blue");
  EXPECT_THROW(Filled(args_of({&n, &colour})), Error) << "none of its choices";
}

}  // namespace
