#include "sources/id_range.hpp"

#include <gtest/gtest.h>

namespace {

using sources::IdRange;

std::string said(const IdRange& there, const IdRange& named) {
  return sources::shifted_ids("categories", there, "`category_id` of the annotations", named, "classes");
}

TEST(IdRange, OneSideCountedFrom0IsTold) {
  EXPECT_EQ(said({0, 79}, {1, 80}),
            "ids that do not meet: the ids of the categories are 0 … 79, `category_id` of the annotations 1 … 80: one "
            "side seems to be counted from 0, and then nearly all classes are wrong");
  EXPECT_NE(said({0, 79}, {5, 80}), "") << "not all are used";
  EXPECT_NE(said({1, 80}, {0, 79}), "");
  EXPECT_NE(said({1, 80}, {0, 60}), "");
  EXPECT_EQ(said({0, 79}, {0, 80}), "") << "80 is one more";
  EXPECT_EQ(said({1, 80}, {0, 80}), "") << "0 is one more";
  EXPECT_EQ(said({0, 79}, {1, 90}), "");
  EXPECT_EQ(said({1, 80}, {1, 81}), "");
  EXPECT_EQ(said({10, 80}, {9, 79}), "");
}

}  // namespace
