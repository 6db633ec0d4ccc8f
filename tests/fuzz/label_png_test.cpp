// Label maps of every shape through the encoder for runs and back through libpng, under the sanitizers.
#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/random.hpp>
#include <string>
#include <vector>

#include "pictures/label_png.hpp"
#include "pictures/picture_file.hpp"
#include "test_data.hpp"

namespace {

using atelier::Random;
using pictures::LabelRows;

constexpr uint64_t kSeed = 20;
constexpr int kMaps = 1500;

// From one pixel to strips of the longest side; few changes and as many as pixels; rows alike and not.
LabelRows random_rows(Random& random, unsigned bits) {
  LabelRows rows;
  const uint64_t shape = random.below(12);
  rows.height = static_cast<uint32_t>(shape == 0 ? 65535 : 1 + random.below(shape < 4 ? 9 : 200));
  rows.width = static_cast<uint32_t>(shape == 1 ? 65535 : 1 + random.below(shape == 0 ? 4 : shape < 6 ? 9 : 300));
  const uint64_t labels = random.below(3) == 0 ? uint64_t{1} << bits : 1 + random.below(80);
  const uint64_t gap = uint64_t{1} << random.below(12);
  const uint64_t alike = random.below(20);
  std::vector<LabelRows::Change> row;
  for (uint32_t y = 0; y < rows.height; ++y) {
    rows.first.push_back(static_cast<uint32_t>(rows.changes.size()));
    if (row.empty() || random.below(20) >= alike) {
      row.clear();
      for (uint64_t x = 0; x < rows.width; x += 1 + random.below(gap)) {
        const auto label = static_cast<uint16_t>(random.below(labels));
        if (row.empty() || row.back().label != label) row.push_back({static_cast<uint16_t>(x), label});
      }
    }
    rows.changes.insert(rows.changes.end(), row.begin(), row.end());
  }
  rows.first.push_back(static_cast<uint32_t>(rows.changes.size()));
  return rows;
}

template <class Label>
bool is_same(const LabelRows& rows, const Label* pixel) {
  for (uint32_t y = 0; y < rows.height; ++y)
    for (uint32_t i = rows.first[y]; i < rows.first[y + 1]; ++i) {
      const uint32_t end = i + 1 < rows.first[y + 1] ? rows.changes[i + 1].x : rows.width;
      for (uint32_t x = rows.changes[i].x; x < end; ++x)
        if (pixel[size_t{y} * rows.width + x] != rows.changes[i].label) return false;
    }
  return true;
}

TEST(LabelPng, EveryMapComesBackAsItWent) {
  const test::TemporaryFolder folder;
  pictures::LabelPngEncoder encoder;
  for (int map = 0; map < kMaps; ++map) {
    Random random(atelier::mix_seed(kSeed, static_cast<uint64_t>(map)));
    const unsigned bits = random.below(3) == 0 ? 16 : 8;
    const LabelRows rows = random_rows(random, bits);
    const std::string palette(bits == 8 && random.below(4) == 0 ? 768 : 0, '\x55');
    SCOPED_TRACE(atelier::text("seed ", kSeed, ", map ", map, ": ", rows.height, " x ", rows.width));
    const std::string png = encoder.encode(rows, bits, palette);
    EXPECT_EQ(png, pictures::LabelPngEncoder().encode(rows, bits, palette)) << "what was encoded before shows";
    atelier::write_file(folder / "a.png", png, false);
    const atelier::Tensor back = pictures::read_labels(folder / "a.png");
    ASSERT_EQ(back.dim(0), rows.height);
    ASSERT_EQ(back.dim(1), rows.width);
    ASSERT_EQ(back.get().dtype.bits, bits);
    ASSERT_TRUE(bits == 8 ? is_same(rows, back.data<uint8_t>()) : is_same(rows, back.data<uint16_t>()));
  }
}

}  // namespace
