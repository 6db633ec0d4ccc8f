#include "conversion/counts_by_reason.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

using conversion::CountsByReason;

namespace {

TEST(CountsByReason, TheOrderOfMergingDoesNotMatter) {
  std::vector<CountsByReason> parts(3);
  for (int64_t i = 0; i < 90; ++i)
    parts[static_cast<size_t>(i * 7 % 3)].add(i % 3 == 0 ? "ring_odd" : "zero_area",
                                              {static_cast<uint64_t>(89 - i), 0, i, "a.jpg", ""});
  CountsByReason forwards, backwards;
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

}  // namespace
