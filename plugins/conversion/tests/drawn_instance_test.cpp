#include "conversion/drawn_instance.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "conversion/stated_size.hpp"

using conversion::DrawnInstance;
using Ring = std::vector<double>;

namespace {

const Ring kSquare = {1, 1, 3, 1, 3, 3, 1, 3};

class Drawing : public ::testing::Test {
 protected:
  Drawing() {
    instance_.struct_size = sizeof instance_;
    instance_.label = 1;
    picture_.struct_size = sizeof picture_;
    picture_.height = 4;
    picture_.width = 5;
  }
  std::string rings(const std::vector<Ring>& rings) {
    raw_.clear();
    for (const Ring& ring : rings) raw_.push_back({ring.data(), ring.size()});
    instance_.rings = raw_.data();
    instance_.ring_count = raw_.size();
    return drawn_.draw(instance_, picture_, 2);
  }
  std::string runs(const std::vector<uint32_t>& runs, uint32_t height = 4, uint32_t width = 5) {
    instance_.runs = runs.data();
    instance_.run_count = runs.size();
    instance_.runs_height = height;
    instance_.runs_width = width;
    return drawn_.draw(instance_, picture_, 2);
  }
  atelier_instance instance_{};
  atelier_picture picture_{};
  std::vector<atelier_ring> raw_;
  DrawnInstance drawn_;
};

TEST_F(Drawing, RingsArePainted) {
  EXPECT_EQ(rings({kSquare}), "");
  EXPECT_EQ(drawn_.runs(), (geometry::Runs{5, 2, 2, 2, 9}));
  EXPECT_EQ(drawn_.rings().size(), 1u);
  EXPECT_EQ(drawn_.rings_missing(), "");
}

TEST_F(Drawing, RunsStayAsTheyAre) {
  EXPECT_EQ(runs({3, 0, 2, 5, 10}), "");
  EXPECT_EQ(drawn_.runs(), (geometry::Runs{3, 0, 2, 5, 10}));
  EXPECT_TRUE(drawn_.rings().empty());
}

TEST_F(Drawing, RunsOfAnotherPictureDoNotFit) {
  EXPECT_EQ(runs({3, 5}), "runs_do_not_fit");
  EXPECT_EQ(runs({20}, 5, 4), "runs_do_not_fit");
  EXPECT_EQ(runs({20, 0xffffffffu, 1}), "runs_do_not_fit");
}

TEST_F(Drawing, UnsoundRingsAreLeftOut) {
  EXPECT_EQ(rings({{1, 1, 2, 2}, kSquare, {0, 0, 1e9, 0, 0, 5}}), "");
  EXPECT_EQ(drawn_.rings().size(), 1u);
  EXPECT_EQ(drawn_.rings_missing(), "ring_too_short");
  EXPECT_EQ(rings({{1, 1, 2, 2}}), "ring_too_short");
  EXPECT_EQ(rings({{0, 0, std::numeric_limits<double>::quiet_NaN(), 0, 0, 5}}), "ring_out_of_range");
  EXPECT_EQ(rings({{1, 1, 3, 1, 3, 3, 1, 3, 7}}), "");
  EXPECT_EQ(drawn_.rings()[0].count, 8u);
}

TEST_F(Drawing, WhatTheDatasetSaysComesFirst) {
  instance_.defect = ATELIER_STR("segmentation_null");
  EXPECT_EQ(rings({}), "segmentation_null");
  instance_.defect = ATELIER_STR("ring_odd");
  EXPECT_EQ(rings({kSquare}), "");
  EXPECT_EQ(drawn_.rings_missing(), "ring_odd");
  instance_.defect = {};
  EXPECT_EQ(rings({}), "shape_missing");
}

TEST_F(Drawing, TheClassMustBeKnown) {
  const std::vector<Ring> one = {kSquare};
  for (const uint32_t label : {0u, 3u, UINT32_MAX}) {
    instance_.label = label;
    EXPECT_EQ(rings(one), "category_unknown");
    EXPECT_EQ(drawn_.draw(instance_, picture_), "");
  }
}

TEST_F(Drawing, SizesThatCannotBeAreRefused) {
  EXPECT_NO_THROW(conversion::check_stated_size(picture_));
  for (const auto& [height, width] : {std::pair{0u, 5u}, {4u, 0u}, {65536u, 1u}, {1u, UINT32_MAX}, {65535u, 65535u}}) {
    picture_.height = height;
    picture_.width = width;
    EXPECT_THROW(conversion::check_stated_size(picture_), atelier::Error) << height << ' ' << width;
  }
}

TEST_F(Drawing, RingsInRingsAreHolesWhereThatIsAsked) {
  const Ring around = {0, 0, 4, 0, 4, 4, 0, 4}, apart = {4, 0, 5, 0, 5, 1, 4, 1};
  EXPECT_EQ(rings({around, kSquare}), "");
  EXPECT_EQ(geometry::area_of(drawn_.runs()), 16u);
  EXPECT_FALSE(drawn_.has_cut_out_holes());
  drawn_ = DrawnInstance(conversion::Holes::kEvenOdd);
  EXPECT_EQ(rings({around, kSquare}), "");
  EXPECT_EQ(drawn_.runs(), (geometry::Runs{0, 5, 2, 2, 2, 5, 4}));
  EXPECT_TRUE(drawn_.has_cut_out_holes());
  EXPECT_TRUE(drawn_.rings().empty());
  // Rings stay where that changes nothing.
  EXPECT_EQ(rings({kSquare, apart}), "");
  EXPECT_EQ(geometry::area_of(drawn_.runs()), 5u);
  EXPECT_FALSE(drawn_.has_cut_out_holes());
  EXPECT_EQ(drawn_.rings().size(), 2u);
}

TEST_F(Drawing, TurnedPixelsHaveNoRings) {
  ASSERT_EQ(rings({{0, 0, 2, 0, 2, 1, 0, 1}}), "");
  drawn_.turn(picture_, 1);
  EXPECT_EQ(drawn_.rings().size(), 1u);
  drawn_.turn(picture_, 6);  // 4 x 5 pixels become 5 x 4
  EXPECT_TRUE(drawn_.rings().empty());
  EXPECT_EQ(drawn_.runs(), (geometry::Runs{15, 2, 3}));
}

}  // namespace
