#include "conversion/outcomes.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

using conversion::AnnotationPlace;
using conversion::Outcomes;

namespace {

atelier_instance instance(int64_t id, uint32_t label, double area = 9) {
  auto out = atelier::blank<atelier_instance>();
  out.id = id;
  out.label = label;
  out.area = area;
  return out;
}

// What a stage of one thread would note of 300 annotations, each told to one of several.
void note(std::vector<Outcomes>& several, unsigned seed) {
  std::mt19937 random(seed);
  for (uint64_t i = 0; i < 300; ++i) {
    Outcomes& outcomes = several[i * 7 % several.size()];
    const AnnotationPlace place{i / 10, i % 10, "a.jpg"};
    const atelier_instance each = instance(static_cast<int64_t>(i), random() % 4, random() % 3);
    switch (random() % 5) {
      case 0:
        outcomes.lose(random() % 2 ? "ring_odd" : "no_pixels", place, each, "a sentence");
        break;
      case 1:
        outcomes.leave_out("too_small", place, each);
        break;
      case 2:
        outcomes.leave_out_crowd(place, each);
        break;
      default:
        outcomes.keep(place, each);
    }
  }
}

TEST(Outcomes, TheOrderOfMergingDoesNotMatter) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::vector<Outcomes> one(1), three(3);
  note(one, seed);
  note(three, seed);
  Outcomes forwards, backwards;
  for (size_t i = 0; i < 3; ++i) {
    forwards.merge(three[i]);
    backwards.merge(three[2 - i]);
  }
  EXPECT_EQ(forwards.record().dump(), one[0].record().dump());
  EXPECT_EQ(backwards.record().dump(), one[0].record().dump());
  EXPECT_EQ(forwards.given(), 300u);
}

TEST(Outcomes, ComesBackFromItsRecord) {
  std::vector<Outcomes> noted(1);
  note(noted, 5);
  const auto record = noted[0].record();
  const Outcomes back = Outcomes::of_record(record);
  EXPECT_EQ(back.record().dump(), record.dump());
  EXPECT_EQ(back.kept(), noted[0].kept());
  EXPECT_EQ(back.skipped().json().dump(), noted[0].skipped().json().dump());
  EXPECT_EQ(back.area_zero().json().dump(), noted[0].area_zero().json().dump());
  EXPECT_EQ(Outcomes::of_record(Outcomes().record()).given(), 0u);
}

TEST(Outcomes, EachAnnotationCountsOnce) {
  Outcomes outcomes;
  const AnnotationPlace place{2, 0, "a.jpg"};
  outcomes.keep(place, instance(1, 1));
  outcomes.keep(place, instance(2, 2, 0));
  outcomes.lose("ring_odd", place, instance(3, 2), "why");
  outcomes.leave_out("too_small", place, instance(4, 2));
  outcomes.leave_out_crowd(place, instance(5, UINT32_MAX));  // a label that a dataset may not give
  EXPECT_EQ(outcomes.of_pictures(), 5u);
  EXPECT_EQ(outcomes.kept(), 2u);
  EXPECT_EQ(outcomes.left_out().reasons(), "crowd 1, too_small 1");
  EXPECT_EQ(outcomes.skipped().reasons(), "ring_odd 1, too_small 1");
  EXPECT_EQ(outcomes.area_zero().first().at(0).id, 2);
  ASSERT_EQ(outcomes.by_class().size(), 3u);
  EXPECT_EQ(outcomes.by_class()[2].kept, 1u);
  EXPECT_EQ(outcomes.by_class()[2].lost, 1u);
  EXPECT_EQ(outcomes.by_class()[2].left_out, 1u);
  EXPECT_EQ(outcomes.by_class()[0].left_out, 1u);
}

}  // namespace
