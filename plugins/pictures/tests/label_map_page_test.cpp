// What is written as label maps, held against the page label_map_png.md.
#include <gtest/gtest.h>
#include <libdeflate.h>

#include <algorithm>
#include <map>
#include <regex>
#include <sstream>

#include "atelier/cpp/files.hpp"
#include "pictures/label_png.hpp"
#include "pictures/picture_file.hpp"
#include "places.hpp"

namespace {

using atelier::Tensor;

std::string page() { return atelier::read_file(test::source_dir() / "plugins/pictures/label_map_png.md"); }

// The first groups of all rows of the page's tables that look so.
std::vector<std::smatch> rows_of(const std::string& text, const std::string& pattern) {
  const std::regex row(pattern);
  return {std::sregex_iterator(text.begin(), text.end(), row), {}};
}

struct Chunk {
  std::string type, data;
};

uint32_t word_at(const std::string& bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(bytes.at(at + i));
  return value;
}

std::vector<Chunk> chunks_of(const std::string& png) {
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  std::vector<Chunk> out;
  for (size_t at = 8; at < png.size(); at += 12 + out.back().data.size())
    out.push_back({png.substr(at + 4, 4), png.substr(at + 8, word_at(png, at))});
  return out;
}

std::string inflated(const std::string& packed, size_t size) {
  std::string out(size, '\0');
  libdeflate_decompressor* decompressor = libdeflate_alloc_decompressor();
  EXPECT_EQ(libdeflate_zlib_decompress(decompressor, packed.data(), packed.size(), out.data(), size, nullptr),
            LIBDEFLATE_SUCCESS);
  libdeflate_free_decompressor(decompressor);
  return out;
}

// A map of two rows, 7 and `right` side by side, as each writer has it.
constexpr uint32_t kWidth = 5;
std::string by_changes(uint16_t right, unsigned bits, const std::string& palette) {
  const pictures::LabelRows rows{2, kWidth, {{0, 7}, {3, right}, {0, 7}, {3, right}}, {0, 2, 4}};
  return pictures::LabelPngEncoder().encode(rows, bits, palette);
}
template <class T>
std::string by_pixels(uint16_t right, const std::string& palette) {
  Tensor map = Tensor::make<T>({2, kWidth});
  for (uint32_t i = 0; i < 2 * kWidth; ++i) map.data<T>()[i] = static_cast<T>(i % kWidth < 3 ? 7 : right);
  return pictures::encode_png(map, palette);
}

struct Written {
  std::string by;  // as the page calls the writer
  unsigned bits, colour_type;
  std::string png;
};
std::vector<Written> all_kinds() {
  const std::string palette(9 * 3, '\x40');
  return {{"label_png.hpp", 8, 0, by_changes(8, 8, "")},        {"label_png.hpp", 8, 3, by_changes(8, 8, palette)},
          {"label_png.hpp", 16, 0, by_changes(300, 16, "")},    {"encode_png", 8, 0, by_pixels<uint8_t>(8, "")},
          {"encode_png", 8, 3, by_pixels<uint8_t>(8, palette)}, {"encode_png", 16, 0, by_pixels<uint16_t>(300, "")}};
}

TEST(LabelMapPage, NamesTheChunksThatAreWritten) {
  const std::string text = page();
  std::vector<std::string> named;
  for (const std::smatch& row : rows_of(text, "\\| `([A-Za-z]{4})` \\| ")) named.push_back(row[1]);
  ASSERT_EQ(named, (std::vector<std::string>{"IHDR", "PLTE", "IDAT", "IEND"}));
  for (const Written& each : all_kinds()) {
    std::vector<std::string> expected = named, written;
    if (each.colour_type != 3) std::erase(expected, "PLTE");
    for (const Chunk& chunk : chunks_of(each.png)) written.push_back(chunk.type);
    EXPECT_EQ(written, expected) << each.by << ", " << each.bits;
  }
}

TEST(LabelMapPage, NamesEveryDepthAndColourType) {
  const std::string text = page();
  std::multimap<unsigned, unsigned> named, written;
  for (const std::smatch& row : rows_of(text, "\\| (8|16) \\| (\\d) \\("))
    named.emplace(std::stoul(row[1]), std::stoul(row[2]));
  for (const Written& each : all_kinds()) {
    const std::string header = chunks_of(each.png)[0].data;
    ASSERT_EQ(header.size(), 13u);
    EXPECT_EQ(word_at(header, 0), kWidth);
    EXPECT_EQ(word_at(header, 4), 2u);
    EXPECT_EQ(header.substr(10), std::string(3, '\0')) << "compression, filter method, interlacing";
    EXPECT_EQ(static_cast<unsigned>(header[8]), each.bits);
    EXPECT_EQ(static_cast<unsigned>(header[9]), each.colour_type);
    if (each.by == "encode_png") written.emplace(static_cast<unsigned>(header[8]), static_cast<unsigned>(header[9]));
  }
  EXPECT_EQ(written, named);
}

TEST(LabelMapPage, NamesTheFilterOfEachWriter) {
  const std::string text = page();
  std::map<std::string, int> filters;
  for (const std::smatch& row : rows_of(text, "\\| `(label_png\\.hpp|encode_png)` \\| (\\d) "))
    filters[row[1]] = std::stoi(row[2]);
  ASSERT_EQ(filters.size(), 2u);
  for (const Written& each : all_kinds()) {
    const std::vector<Chunk> chunks = chunks_of(each.png);
    const size_t stride = 1 + kWidth * each.bits / 8;
    const std::string rows = inflated(chunks[chunks.size() - 2].data, 2 * stride);
    for (size_t y = 0; y < 2; ++y) EXPECT_EQ(rows[y * stride], filters.at(each.by)) << each.by << ", " << each.bits;
  }
}

}  // namespace
