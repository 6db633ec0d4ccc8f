#include "writing/left_out.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

using writing::LeftOut;

namespace {

TEST(LeftOut, TheOrderOfMergingDoesNotMatter) {
  std::vector<LeftOut> parts(3);
  for (int64_t i = 0; i < 90; ++i)
    parts[static_cast<size_t>(i * 7 % 3)].add(i % 3 == 0 ? "ring_odd" : "zero_area",
                                              {static_cast<uint64_t>(89 - i), 0, i, "a.jpg", ""});
  LeftOut forwards, backwards;
  for (size_t i = 0; i < 3; ++i) {
    forwards.merge(parts[i]);
    backwards.merge(parts[2 - i]);
  }
  EXPECT_EQ(forwards.json().dump(), backwards.json().dump());
  EXPECT_EQ(forwards.count(), 90u);
  EXPECT_EQ(forwards.reasons(), "zero_area 60, ring_odd 30");
  EXPECT_EQ(forwards.json()["ring_odd"]["first"].size(), 5u);
  EXPECT_EQ(forwards.json()["ring_odd"]["first"][0].dump(), R"({"id":87,"image":"a.jpg"})");
}

TEST(LeftOut, NumbersForPeople) {
  EXPECT_EQ(writing::grouped(0), "0");
  EXPECT_EQ(writing::grouped(999), "999");
  EXPECT_EQ(writing::grouped(1234567), "1,234,567");
  EXPECT_EQ(writing::counted(1, "picture", "pictures"), "1 picture");
  EXPECT_EQ(writing::counted(1000, "picture", "pictures"), "1,000 pictures");
}

}  // namespace
