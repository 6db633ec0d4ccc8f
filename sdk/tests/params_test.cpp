// Parameter tables and the values that come in by them.
#include <gtest/gtest.h>
#include <atelier/cpp/params.hpp>
#include <atelier/cpp/samples.hpp>

namespace {

using atelier::Param;
using atelier::Params;
namespace param = atelier::param;

static constexpr atelier_str kColours[] = {ATELIER_STR("red"), ATELIER_STR("green")};

TEST(Param, IsRequiredUnlessItSaysOtherwise) {
  EXPECT_EQ(param::integer("n").flags, ATELIER_PARAM_REQUIRED);
  EXPECT_EQ(param::integer("n").by_default("3").flags, 0u);
  EXPECT_EQ(param::integer("n").optional().flags, ATELIER_PARAM_OPTIONAL);
}

TEST(Param, CarriesWhatItsBuildersSay) {
  static constexpr Param p =
      param::real("lr").about("learning rate").in("1/step").by_default("1e-3").above(0).at_most(10).no_result();
  EXPECT_EQ(p.struct_size, sizeof(atelier_param));
  EXPECT_EQ(p.type, uint32_t{ATELIER_TYPE_FLOAT});
  EXPECT_EQ(atelier::view(p.name), "lr");
  EXPECT_EQ(atelier::view(p.doc), "learning rate");
  EXPECT_EQ(atelier::view(p.unit), "1/step");
  EXPECT_EQ(atelier::view(p.default_value), "1e-3");
  EXPECT_EQ(p.min, 0);
  EXPECT_EQ(p.max, 10);
  EXPECT_EQ(p.flags, ATELIER_PARAM_HAS_MIN | ATELIER_PARAM_ABOVE_MIN | ATELIER_PARAM_HAS_MAX | ATELIER_PARAM_NO_RESULT);
}

TEST(Param, MakesListsChoicesAndKinds) {
  constexpr Param list = param::integer("size").list(2, 3).at_least(1);
  EXPECT_EQ(list.flags, ATELIER_PARAM_REQUIRED | ATELIER_PARAM_LIST | ATELIER_PARAM_HAS_MIN);
  EXPECT_EQ(list.min_items, 2u);
  EXPECT_EQ(list.max_items, 3u);
  constexpr Param choice = param::choice("colour", kColours);
  EXPECT_EQ(choice.type, uint32_t{ATELIER_TYPE_ENUM});
  ASSERT_EQ(choice.choice_count, 2u);
  EXPECT_EQ(atelier::view(choice.choices[1]), "green");
  EXPECT_EQ(atelier::view(param::part("p", "acme.thing/2").kind), "acme.thing/2");
  EXPECT_EQ(param::port("p", "acme.thing/2").type, uint32_t{ATELIER_TYPE_PORT});
}

class Given : public testing::Test {
 protected:
  Given() {
    for (const Param& p : kTable) table_.push_back(&p);
    for (const atelier_value& v : values_) pointers_.push_back(&v);
  }
  Params params() {
    args_ = {sizeof args_, 0, pointers_.data(), pointers_.size()};
    return Params(&args_, atelier::span<const atelier_param* const>(table_.data(), table_.size()));
  }
  static constexpr Param kTable[] = {param::integer("n"), param::string("name").optional(), param::real("rates").list(),
                                     param::port("samples", ATELIER_KIND_SAMPLES).optional(),
                                     param::path_in("weights").by_default("''")};
  atelier_value half_ = atelier::real_value(0.5);
  atelier_value one_ = atelier::real_value(1);
  const atelier_value* rates_[2] = {&half_, &one_};
  std::string empty_;
  std::vector<atelier_value> values_ = [this] {
    atelier_value list = atelier::make_value(ATELIER_TYPE_LIST);
    list.items = rates_;
    list.count = 2;
    return std::vector<atelier_value>{atelier::integer_value(-3), atelier::make_value(ATELIER_TYPE_NONE), list,
                                      atelier::make_value(ATELIER_TYPE_NONE), atelier::path_value(empty_)};
  }();
  std::vector<const atelier_param*> table_;
  std::vector<const atelier_value*> pointers_;
  atelier_args args_{};
};

TEST_F(Given, ValuesAreReadByName) {
  EXPECT_EQ(params().integer("n"), -3);
  EXPECT_EQ(params().reals("rates"), (std::vector<double>{0.5, 1}));
}

TEST_F(Given, WhatIsNotGivenIsSeenAsSuch) {
  EXPECT_TRUE(params().has("n"));
  EXPECT_TRUE(params().has("rates"));
  EXPECT_FALSE(params().has("name"));
  EXPECT_FALSE(params().has("weights")) << "an empty path counts as not given";
  EXPECT_FALSE(params().part<atelier::SamplesRef>("samples"));
}

TEST_F(Given, ANameThatTheTableLacksIsADefect) {
  try {
    params().integer("m");
    FAIL() << "must throw";
  } catch (const atelier::Error& e) {
    EXPECT_EQ(e.code(), ATELIER_E_INTERNAL);
    EXPECT_NE(std::string(e.what()).find("`m`"), std::string::npos);
  }
}

}  // namespace
