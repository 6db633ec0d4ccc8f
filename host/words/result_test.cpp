#include "result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace atelier::host {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Failure{"is odd", "A half of it is none.", 3};
  return number / 2;
}

Result<void> check(int number) {
  const Result<int> got = half(number);
  if (!got) return got.failure().of(std::to_string(number));
  return {};
}

TEST(Result, HasAValueOrAFailure) {
  ASSERT_TRUE(half(8));
  EXPECT_EQ(*half(8), 4);
  ASSERT_FALSE(half(7));
  EXPECT_EQ(half(7).failure().reason, "is odd");
  EXPECT_EQ(half(7).failure().status, 3);
  EXPECT_THROW(half(8).failure(), std::bad_variant_access);
}

TEST(Result, OfNothingIsWellOrAFailure) {
  EXPECT_TRUE(check(8));
  ASSERT_FALSE(check(7));
  EXPECT_EQ(check(7).failure().text(), "7: is odd\nA half of it is none.");
  EXPECT_EQ(check(7).failure().status, 3);
}

TEST(Result, HoldsWhatCanOnlyBeMoved) {
  Result<std::unique_ptr<int>> made = std::make_unique<int>(5);
  EXPECT_EQ(**made, 5);
  const std::unique_ptr<int> taken = *std::move(made);
  EXPECT_EQ(*taken, 5);
}

// A text is a value here, never a reason.
TEST(Result, OfATextIsNoFailure) {
  const Result<std::string> text = std::string("fine");
  ASSERT_TRUE(text);
  EXPECT_EQ(text->size(), 4u);
}

}  // namespace
}  // namespace atelier::host
