#include <random>

#include "geometry/rasteriser.hpp"
#include "yolo_fixture.hpp"

namespace {

using namespace yolo_test;

// What a line that is read back covers of the picture of 10 x 8.
geometry::Runs painted(const std::vector<double>& numbers) {
  geometry::Runs runs;
  const std::vector<atelier_ring> ring = {{numbers.data(), numbers.size()}};
  geometry::Rasteriser().paint(ring, 8, 10, runs);
  return runs;
}

// Inside is what an odd number of windings covers, so rings that overlap must not be joined to one line.
TEST_F(Yolo, RingsThatOverlapAreUnited) {
  struct Case {
    const char* what;
    json rings;
    uint64_t united;
  };
  const json square = {1, 1, 6, 1, 6, 6, 1, 6}, other = {4, 3, 9, 3, 9, 7, 4, 7}, apart = {7, 0, 9, 0, 9, 2, 7, 2};
  const Case cases[] = {
      {"overlapping", {square, other}, 1},
      {"the same twice", {square, square}, 1},
      {"the same three times, which a line holds", {square, square, square}, 0},
      {"one inside the other", {square, {2, 2, 4, 2, 4, 4, 2, 4}}, 1},
      {"overlapping, and one apart", {square, {5, 5, 8, 5, 8, 8, 5, 8}, apart}, 1},
      {"around a gap", {{1, 1, 6, 1, 6, 3, 3, 3, 3, 5, 6, 5, 6, 7, 1, 7}, {5, 1, 7, 1, 7, 7, 5, 7}}, 1},
      {"side by side", {{1, 1, 4, 1, 4, 6, 1, 6}, {4, 1, 8, 1, 8, 6, 4, 6}}, 0},
      {"corner to corner", {{1, 1, 4, 1, 4, 4, 1, 4}, {4, 4, 8, 4, 8, 7, 4, 7}}, 0},
      {"overlapping boxes, apart", {{1, 1, 7, 1, 1, 7}, {7, 3, 7, 7, 3, 7}}, 0},
      {"overlapping outside the picture", {{1, 1, 4, 1, 4, 12, 1, 12}, {3, 9, 8, 9, 8, 13, 3, 13}}, 0},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.what);
    dataset_["annotations"] = json::array();
    add(each.rings);
    ASSERT_EQ(convert().status, ATELIER_OK);
    const auto lines = lines_of(out_ / "labels/sub/a.txt", 10, 8);
    ASSERT_EQ(lines.size(), 1u);
    std::vector<std::vector<double>> rings = each.rings;
    std::vector<atelier_ring> given;
    for (const auto& ring : rings) given.push_back({ring.data(), ring.size()});
    geometry::Runs wanted;
    geometry::Rasteriser().paint(given, 8, 10, wanted);
    EXPECT_EQ(painted(lines[0].ring), wanted);
    EXPECT_EQ(report()["united"]["count"], each.united);
  }
}

// Likewise of random ones.
TEST_F(Yolo, RandomRingsComeBackAsTheirUnion) {
  const unsigned seed = std::random_device()();
  RecordProperty("seed", std::to_string(seed));
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> x(-2, 12), y(-2, 10);
  for (int round = 0; round < 200; ++round) {
    json rings = json::array();
    for (unsigned k = 0; k < 2 + random() % 3; ++k) {
      json ring = json::array();
      for (unsigned i = 0; i < 3 + random() % 4; ++i) ring.insert(ring.end(), {x(random), y(random)});
      rings.push_back(ring);
    }
    dataset_["annotations"] = json::array();
    add(kSquare);
    add(rings);
    ASSERT_EQ(convert().status, ATELIER_OK);
    if (report()["united"]["count"] == 0) continue;
    std::vector<std::vector<double>> numbers = rings;
    std::vector<atelier_ring> given;
    for (const auto& ring : numbers) given.push_back({ring.data(), ring.size()});
    geometry::Runs wanted;
    geometry::Rasteriser().paint(given, 8, 10, wanted);
    EXPECT_EQ(painted(lines_of(out_ / "labels/sub/a.txt", 10, 8).at(1).ring), wanted) << "seed " << seed << rings;
  }
}

}  // namespace
