#include "geometry/outline.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <set>

#include "dense_lines.hpp"
#include "geometry/rasteriser.hpp"
#include "geometry/rle_string.hpp"
#include "test_data.hpp"

using namespace geometry;

namespace {

// Rows of '#' and '.', to runs.
Runs drawn(const std::vector<std::string>& rows) {
  Runs runs = {0};
  for (size_t x = 0; x < rows[0].size(); ++x)
    for (const std::string& row : rows) {
      if ((row[x] == '#') != (runs.size() % 2 == 0)) runs.push_back(0);
      ++runs.back();
    }
  return runs;
}

struct Traced {
  std::vector<Ring> rings;
  uint64_t holes = 0;
};

Traced trace(const Runs& runs, uint32_t height, OutlineHoles holes = OutlineHoles::kJoined) {
  Traced traced;
  Outliner outliner;
  traced.holes = outliner.trace(runs, height, holes, traced.rings);
  return traced;
}

Runs painted(const std::vector<Ring>& rings, uint32_t height, uint32_t width) {
  std::vector<atelier_ring> raw;
  for (const Ring& ring : rings) raw.push_back({ring.data(), ring.size()});
  Rasteriser rasteriser;
  Runs runs;
  rasteriser.paint(raw, height, width, runs);
  return runs;
}

TEST(Outline, ARectangleIsItsFourCorners) {
  const Traced traced = trace(drawn({"....", ".##.", ".##."}), 3);
  ASSERT_EQ(traced.rings.size(), 1u);
  EXPECT_EQ(traced.holes, 0u);
  EXPECT_EQ(traced.rings[0].size(), 8u);
  const Ring whole = trace(Runs{0, 64}, 8).rings.at(0);
  EXPECT_EQ(whole, (Ring{8, 0, 8, 8, 0, 8, 0, 0}));
}

TEST(Outline, NothingGivesNoRing) {
  EXPECT_TRUE(trace(Runs{12}, 3).rings.empty());
  EXPECT_TRUE(trace(Runs{}, 3).rings.empty());
  EXPECT_TRUE(trace(Runs{3, 0, 9}, 3).rings.empty());
}

TEST(Outline, PixelsThatTouchAtACornerAreRingsOfTheirOwn) {
  EXPECT_EQ(trace(drawn({"#.", ".#"}), 2).rings.size(), 2u);
  EXPECT_EQ(trace(drawn({".#", "#."}), 2).rings.size(), 2u);
  EXPECT_EQ(trace(drawn({"##", "#."}), 2).rings.size(), 1u);
}

TEST(Outline, AHoleIsJoinedToItsRingOrFilled) {
  const std::vector<std::string> rows = {"#####", "#...#", "#.#.#", "#...#", "#####"};
  const Traced joined = trace(drawn(rows), 5), filled = trace(drawn(rows), 5, OutlineHoles::kFilled);
  EXPECT_EQ(joined.rings.size(), 2u);
  EXPECT_EQ(joined.holes, 1u);
  EXPECT_EQ(painted(joined.rings, 5, 5), drawn(rows));
  EXPECT_EQ(filled.holes, 1u);
  EXPECT_EQ(painted(filled.rings, 5, 5), (Runs{0, 25}));
}

// Twice the area that a ring encloses, positive when it runs clockwise with y downwards.
double signed_area(const Ring& ring) {
  double sum = 0;
  for (size_t i = 0, n = ring.size(); i < n; i += 2)
    sum += ring[i] * ring[(i + 3) % n] - ring[(i + 2) % n] * ring[i + 1];
  return sum;
}

// Pixels that hang together by their sides.
size_t count_parts(std::vector<std::string> rows) {
  size_t parts = 0;
  for (size_t y = 0; y < rows.size(); ++y)
    for (size_t x = 0; x < rows[y].size(); ++x) {
      if (rows[y][x] != '#') continue;
      ++parts;
      std::vector<std::pair<size_t, size_t>> todo = {{y, x}};
      while (!todo.empty()) {
        const auto [r, c] = todo.back();
        todo.pop_back();
        if (r >= rows.size() || c >= rows[r].size() || rows[r][c] != '#') continue;
        rows[r][c] = '.';
        for (const auto& next : {std::pair{r + 1, c}, {r - 1, c}, {r, c + 1}, {r, c - 1}}) todo.push_back(next);
      }
    }
  return parts;
}

// Fills what the background does not reach from outside, going by corners too.
std::vector<std::string> without_holes(const std::vector<std::string>& rows) {
  const size_t height = rows.size() + 2, width = rows[0].size() + 2;
  std::vector<std::string> wide(height, std::string(width, '.'));
  for (size_t y = 0; y < rows.size(); ++y) wide[y + 1].replace(1, rows[y].size(), rows[y]);
  std::vector<std::pair<size_t, size_t>> todo = {{0, 0}};
  while (!todo.empty()) {
    const auto [y, x] = todo.back();
    todo.pop_back();
    if (y >= height || x >= width || wide[y][x] != '.') continue;
    wide[y][x] = ' ';
    for (size_t i = 0; i < 9; ++i) todo.push_back({y + i / 3 - 1, x + i % 3 - 1});
  }
  std::vector<std::string> out = rows;
  for (size_t y = 0; y < rows.size(); ++y)
    for (size_t x = 0; x < rows[y].size(); ++x) out[y][x] = wide[y + 1][x + 1] == ' ' ? '.' : '#';
  return out;
}

TEST(Outline, RandomShapesComeBackExactly) {
  const auto seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  std::mt19937_64 random(seed);
  for (int round = 0; round < 4000; ++round) {
    const size_t height = 1 + random() % 24, width = 1 + random() % 24;
    const uint64_t density = 1 + random() % 9;
    std::vector<std::string> rows(height, std::string(width, '.'));
    for (std::string& row : rows)
      for (char& pixel : row)
        if (random() % 10 < density) pixel = '#';
    const Runs runs = drawn(rows);
    const auto where = ::testing::Message() << "seed " << seed << " round " << round << ' ' << height << 'x' << width;
    const Traced traced = trace(runs, static_cast<uint32_t>(height));
    ASSERT_EQ(painted(traced.rings, height, width), runs) << where;
    ASSERT_EQ(dense::runs_of_rings(traced.rings, static_cast<int>(height), static_cast<int>(width)), runs) << where;
    ASSERT_EQ(traced.rings.size(), count_parts(rows)) << where;
    double twice_area = 0;
    for (const Ring& ring : traced.rings) {
      ASSERT_GE(ring.size(), 8u) << where;
      ASSERT_GT(signed_area(ring), 0) << where;
      twice_area += signed_area(ring);
    }
    ASSERT_EQ(twice_area, 2. * static_cast<double>(area_of(runs))) << where;

    const Traced filled = trace(runs, static_cast<uint32_t>(height), OutlineHoles::kFilled);
    ASSERT_EQ(filled.holes, traced.holes) << where;
    ASSERT_EQ(filled.rings.size(), traced.rings.size()) << where;
    ASSERT_EQ(painted(filled.rings, height, width), drawn(without_holes(rows))) << where;
  }
}

TEST(Outline, RunsNeedNotBeCanonical) {
  const Runs odd = {2, 0, 1, 2, 0, 3, 4};  // stretches that touch, one of them over the end of a column
  const Traced traced = trace(odd, 4);
  EXPECT_EQ(painted(traced.rings, 4, 3), (Runs{3, 5, 4}));
}

// A comb of many nested frames: holes within holes, deeper than any stack would like.
TEST(Outline, HolesWithinHoles) {
  constexpr size_t kSide = 401;
  std::vector<std::string> rows(kSide, std::string(kSide, '.'));
  for (size_t y = 0; y < kSide; ++y)
    for (size_t x = 0; x < kSide; ++x)
      if (std::min({x, y, kSide - 1 - x, kSide - 1 - y}) % 2 == 0) rows[y][x] = '#';
  const Traced traced = trace(drawn(rows), kSide);
  EXPECT_EQ(traced.rings.size(), 101u);
  EXPECT_EQ(traced.holes, 100u);
  EXPECT_EQ(painted(traced.rings, kSide, kSide), drawn(rows));
}

// The exact masks of every real annotation, from the files beside them.
TEST(Outline, RealMasksComeBackExactly) {
  ATELIER_NEEDS_DATA();
  size_t masks = 0, with_holes = 0;
  for (const char* name : {"coco/annotations/masks_val2017_rle.json", "coco/annotations/masks_train2017_rle.json",
                           "fruits_nuts/masks_rle.json", "taco/edge_rle.json"}) {
    std::ifstream in(test::data(name));
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    // "size": [h, w], "counts": "…"
    for (size_t at = 0; (at = text.find("\"size\"", at)) != std::string::npos; ++at) {
      const size_t open = text.find('[', at), comma = text.find(',', open);
      const auto height = static_cast<uint32_t>(std::stoul(text.substr(open + 1)));
      const auto width = static_cast<uint32_t>(std::stoul(text.substr(comma + 1)));
      const size_t key = text.find("\"counts\"", comma);
      if (key == std::string::npos || text[text.find_first_not_of(": \n", key + 8)] != '"') continue;
      std::string counts;
      for (size_t i = text.find('"', key + 8) + 1; text[i] != '"'; ++i) {
        if (text[i] == '\\') ++i;
        counts += text[i];
      }
      Runs runs;
      ASSERT_TRUE(decode_runs(counts, runs)) << name << ' ' << at;
      ASSERT_EQ(sum_of(runs), uint64_t{height} * width);
      const Traced traced = trace(runs, height);
      ASSERT_EQ(painted(traced.rings, height, width), runs) << name << ' ' << at;
      ++masks;
      if (traced.holes) ++with_holes;
    }
  }
  EXPECT_GT(masks, 1500u);
  EXPECT_GT(with_holes, 20u);
}

}  // namespace
