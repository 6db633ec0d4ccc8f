#include "writing/toll.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

using writing::Place;
using writing::Toll;

namespace {

atelier_instance instance(int64_t id, uint32_t label, double area = 9) {
  auto out = atelier::blank<atelier_instance>();
  out.id = id;
  out.label = label;
  out.area = area;
  return out;
}

// What a stage of one thread would note of 300 annotations, told to one of several tolls each.
void note(std::vector<Toll>& tolls, unsigned seed) {
  std::mt19937 random(seed);
  for (uint64_t i = 0; i < 300; ++i) {
    Toll& toll = tolls[i * 7 % tolls.size()];
    const Place place{i / 10, i % 10, "a.jpg"};
    const atelier_instance each = instance(static_cast<int64_t>(i), random() % 4, random() % 3);
    switch (random() % 5) {
      case 0:
        toll.lose(random() % 2 ? "ring_odd" : "no_pixels", place, each, "a sentence");
        break;
      case 1:
        toll.choose_away("too_small", place, each);
        break;
      case 2:
        toll.leave_out_crowd(place, each);
        break;
      default:
        toll.keep(place, each);
    }
  }
}

TEST(Toll, TheOrderOfMergingDoesNotMatter) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::vector<Toll> one(1), three(3);
  note(one, seed);
  note(three, seed);
  Toll forwards, backwards;
  for (size_t i = 0; i < 3; ++i) {
    forwards.merge(three[i]);
    backwards.merge(three[2 - i]);
  }
  EXPECT_EQ(forwards.record().dump(), one[0].record().dump());
  EXPECT_EQ(backwards.record().dump(), one[0].record().dump());
  EXPECT_EQ(forwards.given(), 300u);
}

TEST(Toll, ComesBackFromItsRecord) {
  std::vector<Toll> tolls(1);
  note(tolls, 5);
  const auto record = tolls[0].record();
  const Toll back = Toll::of_record(record);
  EXPECT_EQ(back.record().dump(), record.dump());
  EXPECT_EQ(back.kept(), tolls[0].kept());
  EXPECT_EQ(back.skipped().json().dump(), tolls[0].skipped().json().dump());
  EXPECT_EQ(back.area_zero().json().dump(), tolls[0].area_zero().json().dump());
  EXPECT_EQ(Toll::of_record(Toll().record()).given(), 0u);
}

TEST(Toll, EachAnnotationCountsOnce) {
  Toll toll;
  const Place place{2, 0, "a.jpg"};
  toll.keep(place, instance(1, 1));
  toll.keep(place, instance(2, 2, 0));
  toll.lose("ring_odd", place, instance(3, 2), "why");
  toll.choose_away("too_small", place, instance(4, 2));
  toll.leave_out_crowd(place, instance(5, UINT32_MAX));  // a label that a dataset may not give
  EXPECT_EQ(toll.of_pictures(), 5u);
  EXPECT_EQ(toll.kept(), 2u);
  EXPECT_EQ(toll.chosen_away().reasons(), "crowd 1, too_small 1");
  EXPECT_EQ(toll.skipped().reasons(), "ring_odd 1, too_small 1");
  EXPECT_EQ(toll.area_zero().first().at(0).id, 2);
  ASSERT_EQ(toll.by_class().size(), 3u);
  EXPECT_EQ(toll.by_class()[2].kept, 1u);
  EXPECT_EQ(toll.by_class()[2].lost, 1u);
  EXPECT_EQ(toll.by_class()[2].chosen_away, 1u);
  EXPECT_EQ(toll.by_class()[0].chosen_away, 1u);
}

}  // namespace
