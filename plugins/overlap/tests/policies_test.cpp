#include <gtest/gtest.h>

#include <atelier/testing.hpp>
#include <string>
#include <vector>

#include "by_size.hpp"
#include "by_source.hpp"
#include "priority.hpp"
#include "void_policies.hpp"

using namespace atelier;
using namespace atelier::overlap;

namespace {

struct Drawn {
  uint32_t label;
  std::vector<uint32_t> runs;  // of a picture of one column
};

// The picture of one column that a policy paints from the instances, one character for each pixel: '.' is what was
// there before, 'v' is void.
template <class Policy>
std::string compose(const std::vector<Drawn>& drawn, uint32_t height,
                    const atelier::testing::Bench::Options& options = {}) {
  atelier::testing::Bench bench;
  const atelier::testing::Part part = bench.make<Policy>(options);
  std::vector<atelier_overlap_instance> instances;
  for (const Drawn& d : drawn) {
    uint64_t pixels = 0;
    for (size_t i = 1; i < d.runs.size(); i += 2) pixels += d.runs[i];
    instances.push_back({sizeof(atelier_overlap_instance), d.label, 0, pixels, 0.0, d.runs.data(), d.runs.size()});
  }
  std::vector<const atelier_overlap_instance*> pointers;
  for (const auto& instance : instances) pointers.push_back(&instance);
  const atelier_str names[] = {ATELIER_STR("background"), ATELIER_STR("cat"), ATELIER_STR("dog"),
                               ATELIER_STR("person")};
  const atelier_overlap_input input = {sizeof input, height, 1, 0, pointers.data(), pointers.size(), names, 4};
  std::vector<uint16_t> labels(height, 99);
  atelier_canvas canvas = {sizeof canvas, height, 1, 255, labels.data()};
  try {
    OverlapPolicyRef(part.object()).compose(bench.call(), input, canvas);
  } catch (const Reported&) {
    return bench.error();
  }
  std::string out;
  for (const uint16_t label : labels) out += label == 99 ? '.' : label == 255 ? 'v' : static_cast<char>('0' + label);
  return out;
}

// A large cat, a small dog inside it, a person over the end of the cat, another cat over the person's end.
const std::vector<Drawn> kScene = {{1, {0, 6, 4}}, {2, {1, 2, 7}}, {3, {4, 4, 2}}, {1, {7, 2, 1}}};

TEST(Policies, FollowTheSource) {
  EXPECT_EQ(compose<Last>(kScene, 10), "122133311.");
  EXPECT_EQ(compose<First>(kScene, 10), "111111331.");
}

TEST(Policies, FollowTheSize) {
  EXPECT_EQ(compose<SmallestOnTop>(kScene, 10), "122133311.");
  EXPECT_EQ(compose<LargestOnTop>(kScene, 10), "111111331.");
  // The small one first in the source, so that size and source disagree.
  const std::vector<Drawn> reversed(kScene.rbegin(), kScene.rend());
  EXPECT_EQ(compose<SmallestOnTop>(reversed, 10), "122133311.");
  EXPECT_EQ(compose<LargestOnTop>(reversed, 10), "111111331.");
  EXPECT_EQ(compose<Last>(reversed, 10), "111111331.");
}

TEST(Policies, OfOneSizeTheLaterWins) {
  const std::vector<Drawn> equal = {{1, {0, 3, 2}}, {2, {2, 3}}};
  EXPECT_EQ(compose<SmallestOnTop>(equal, 5), "11222");
  EXPECT_EQ(compose<LargestOnTop>(equal, 5), "11222");
}

TEST(Policies, LeaveContestedPixelsVoid) {
  const std::vector<Drawn> cats = {{1, {0, 4, 4}}, {1, {2, 4, 2}}, {2, {5, 2, 1}}};
  EXPECT_EQ(compose<VoidOnOverlap>(cats, 8), "11vv1v2.");
  EXPECT_EQ(compose<VoidOnConflict>(cats, 8), "11111v2.");
}

TEST(Policies, VoidStaysVoidUnderAThirdClaim) {
  const std::vector<Drawn> three = {{1, {0, 3}}, {2, {1, 1, 1}}, {1, {0, 3}}, {2, {1, 1, 1}}};
  EXPECT_EQ(compose<VoidOnConflict>(three, 3), "1v1");
  EXPECT_EQ(compose<VoidOnOverlap>(three, 3), "vvv");
}

TEST(Policies, PriorityFollowsItsList) {
  using Names = std::vector<atelier::testing::Value>;
  EXPECT_EQ(compose<Priority>(kScene, 10, {{"order", Names{"person", "dog", "cat"}}}), "122133331.");
  EXPECT_EQ(compose<Priority>(kScene, 10, {{"order", Names{"cat", "dog", "person"}}}), "111111311.");
  // Who is not named loses and keeps the order of the source.
  EXPECT_EQ(compose<Priority>(kScene, 10, {{"order", Names{"cat"}}}), "111111311.");
  EXPECT_EQ(compose<Priority>(kScene, 10, {{"order", Names{"dog"}}}), "122133311.");
}

TEST(Policies, PriorityRefusesANameThatIsNoClass) {
  using Names = std::vector<atelier::testing::Value>;
  EXPECT_EQ(compose<Priority>(kScene, 10, {{"order", Names{"cat", "persn"}}}),
            "`order` names `persn`, which is no class of this dataset; did you mean `person`?");
  EXPECT_EQ(compose<Priority>(kScene, 10, {{"order", Names{"motorway"}}}),
            "`order` names `motorway`, which is no class of this dataset; the classes are cat, dog, "
            "person");
  EXPECT_THROW(compose<Priority>(kScene, 10, {{"order", Names{"cat", "cat"}}}), std::runtime_error);
}

TEST(Policies, RunsPastTheCanvasAreCutOff) {
  EXPECT_EQ(compose<Last>({{1, {2, 9}}}, 4), "..11");
  EXPECT_EQ(compose<VoidOnOverlap>({{1, {2, 9}}}, 4), "..11");
}

}  // namespace
