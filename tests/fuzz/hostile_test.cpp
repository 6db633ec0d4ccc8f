// Files that promise much: what they cost is counted by the sanitizer's allocator.
#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/files.hpp>
#include <atomic>
#include <cstdlib>
#include <string>
#include <vector>

#include "components.hpp"
#include "pictures/picture_file.hpp"
#include "test_data.hpp"

// Of sanitizer/allocator_interface.h, which GCC does not install.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void*, size_t),
                                                         void (*)(const volatile void*));

namespace {

using atelier::testing::Bench;

// The largest piece of memory that was asked for since the last reset.
std::atomic<size_t> largest{0};
void note_allocation(const volatile void*, size_t size) {
  size_t before = largest.load();
  while (size > before && !largest.compare_exchange_weak(before, size)) {
  }
}
const int hooks = __sanitizer_install_malloc_and_free_hooks(note_allocation, [](const volatile void*) {});

constexpr size_t kModest = size_t{8} << 20;

std::string with_segmentation(const std::string& segmentation, const std::string& sides = R"("width":8,"height":8)") {
  return R"({"images":[{"id":1,"file_name":"a.jpg",)" + sides +
         R"(}],"categories":[{"id":7,"name":"cat"}],"annotations":[{"id":5,"image_id":1,"category_id":7,"area":3,)" +
         R"("segmentation":)" + segmentation + "}]}";
}

TEST(Hostile, TheSanitizerCountsAllocations) {
  ASSERT_GT(hooks, 0);
  largest = 0;
  const std::vector<char> memory(kModest + 1);
  EXPECT_GT(largest.load(), kModest) << memory.data();
}

TEST(Hostile, RunsOfAnySumTakeNoMemory) {
  const char* const kRuns[] = {
      R"({"size":[8,8],"counts":[1152921504606846976]})",
      R"({"size":[8,8],"counts":[0,1152921504606846976,-1152921504606846912]})", R"({"size":[8,8],"counts":[-64]})",
      R"({"size":[8,8],"counts":[-5,69]})",
      // The sum of these is 64 in 64 bits, in 32 bits, and in 53 bits.
      R"({"size":[8,8],"counts":[9223372036854775807,9223372036854775807,66]})",
      R"({"size":[8,8],"counts":[4294967295,65]})", R"({"size":[8,8],"counts":[9007199254740992,64]})",
      R"({"size":[8,8],"counts":[1e300]})", R"({"size":[8,8],"counts":"oooooooooooooooo0"})",
      R"({"size":[8,8],"counts":"oooooo?oooooo?oooooo?"})", R"({"size":[8,8],"counts":"_________O"})",
      R"({"size":[2147483647,2147483647],"counts":[4611686014132420609]})",
      R"({"size":[65535,65535],"counts":[0,4294836225]})", R"({"size":[9223372036854775807,2],"counts":[64]})",
      R"({"size":[-8,-8],"counts":[64]})", R"({"size":[0,0],"counts":[]})"};
  const test::TemporaryFolder folder;
  for (const char* runs : kRuns) {
    SCOPED_TRACE(runs);
    atelier::write_file(folder / "a.json", with_segmentation(runs), false);
    std::filesystem::create_directories(folder / "out");
    largest = 0;
    Bench bench;
    const auto dataset = bench.make(fuzz::component(atelier_plugin_entry_coco, "coco.reader"),
                                    {{"annotations", (folder / "a.json").string()}});
    const fuzz::Outcome outcome = fuzz::paint(dataset, (folder / "out").string());
    EXPECT_LT(largest.load(), kModest);
    EXPECT_EQ(outcome.code, ATELIER_E_DATA) << "nothing is left to paint";
    EXPECT_NE(outcome.error.find("rle_malformed"), std::string::npos) << outcome.error;
    EXPECT_FALSE(std::filesystem::exists(folder / "out/masks/a.png"));
  }
}

TEST(Hostile, PicturesSaidToBeGiantsTakeNoMemory) {
  const test::TemporaryFolder folder;
  for (const char* sides : {R"("width":65535,"height":65535)", R"("width":2147483647,"height":2147483647)",
                            R"("width":65536,"height":1)", R"("width":1,"height":4294967297)"}) {
    SCOPED_TRACE(sides);
    atelier::write_file(folder / "a.json", with_segmentation("[[1,1,7,1,7,7]]", sides), false);
    std::filesystem::create_directories(folder / "out");
    largest = 0;
    Bench bench;
    const auto dataset = bench.make(fuzz::component(atelier_plugin_entry_coco, "coco.reader"),
                                    {{"annotations", (folder / "a.json").string()}});
    const fuzz::Outcome outcome = fuzz::paint(dataset, (folder / "out").string());
    EXPECT_LT(largest.load(), kModest);
    EXPECT_NE(outcome.code, ATELIER_OK);
    EXPECT_NE(outcome.code, ATELIER_E_INTERNAL);
    EXPECT_NE(outcome.error, "");
    EXPECT_FALSE(std::filesystem::exists(folder / "out/masks/a.png"));
  }
}

// A PNG of one grey byte with other sides in its header, and a right checksum.
std::string png_of(uint32_t side) {
  const atelier::Tensor pixel = atelier::Tensor::make<uint8_t>({1, 1});
  pixel.data<uint8_t>()[0] = 0;
  std::string bytes = pictures::encode_png(pixel);
  for (const size_t at : {size_t{16}, size_t{20}})
    for (size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(side >> (24 - 8 * i));
  uint32_t sum = 0xffffffff;
  for (size_t i = 12; i < 29; ++i) {
    sum ^= static_cast<unsigned char>(bytes[i]);
    for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
  }
  for (size_t i = 0; i < 4; ++i) bytes[29 + i] = static_cast<char>(~sum >> (24 - 8 * i));
  return bytes;
}

std::string error_of(const std::filesystem::path& file) {
  try {
    pictures::read_labels(file);
    return "";
  } catch (const atelier::Error& e) {
    return e.what();
  }
}

TEST(Hostile, APngOf65535Squared) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "giant.png", png_of(65535), false);
  largest = 0;
  const std::string error = error_of(folder / "giant.png");
  EXPECT_LT(largest.load(), kModest);
  EXPECT_EQ(error.find((folder / "giant.png").string()), 0u) << error;
  EXPECT_NE(error.find("65535 rows of 65535 pixels"), std::string::npos) << error;
  EXPECT_NE(error.find("ATELIER_MAX_PIXELS"), std::string::npos) << error;
}

// A TIFF header with 32-bit numbers for tags: width 256, height 257, bits 258, strips 273 and 279, tiles 322 to 325.
std::string tiff(bool big_endian, const std::vector<std::pair<uint32_t, uint32_t>>& fields) {
  std::string out = big_endian ? std::string("MM\0*", 4) : std::string("II*\0", 4);
  const auto put = [&](uint32_t value, int size) {
    for (int i = 0; i < size; ++i) out += static_cast<char>(value >> 8 * (big_endian ? size - 1 - i : i));
  };
  put(8, 4);
  put(static_cast<uint32_t>(fields.size()), 2);
  for (const auto& [tag, value] : fields) {
    put(tag, 2);
    put(4, 2);  // LONG
    put(1, 4);
    put(value, 4);
  }
  put(0, 4);
  return out;
}

// 65,535 x 65,535, or a tile of that size, as each format writes it.
TEST(Hostile, GiantsOfOtherFormats) {
  const std::pair<const char*, std::string> giants[] = {
      {"BMP", std::string("BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\xff\xff\0\0\xff\xff\0\0\1\0\x18\0", 30)},
      {"BMP, top row first",
       std::string("BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\xff\xff\0\0\1\0\xff\xff\1\0\x18\0", 30)},
      {"BMP of OS/2", std::string("BM\0\0\0\0\0\0\0\0\x1a\0\0\0\x0c\0\0\0\xff\xff\xff\xff\1\0\x18\0", 26)},
      {"TIFF", tiff(false, {{256, 65535}, {257, 65535}, {273, 8}, {279, 8}})},
      {"TIFF, the other way round", tiff(true, {{256, 65535}, {257, 65535}, {273, 8}, {279, 8}})},
      {"a tile of a TIFF",
       tiff(false, {{256, 5}, {257, 5}, {258, 8}, {322, 65535}, {323, 65535}, {324, 8}, {325, 8}})}};
  const test::TemporaryFolder folder;
  for (const auto& [what, bytes] : giants) {
    SCOPED_TRACE(what);
    atelier::write_file(folder / "giant", bytes + std::string(200, '\0'), false);
    largest = 0;
    const std::string error = error_of(folder / "giant");
    EXPECT_LT(largest.load(), kModest);
    EXPECT_EQ(error.find((folder / "giant").string()), 0u) << error;
    EXPECT_NE(error.find("65535 rows of 65535 pixels"), std::string::npos) << error;
  }
}

// Its first chunk after the header says that it holds 2 GiB.
TEST(Hostile, APngWithATextOfTwoGigabytes) {
  const test::TemporaryFolder folder;
  for (const char* type : {"iTXt", "zTXt", "tEXt", "iCCP", "eXIf", "PLTE", "sPLT", "IDAT", "abCd"}) {
    std::string bytes = png_of(1);
    bytes.insert(33, std::string("\x7f\xff\xff\xff", 4) + type + "name");
    atelier::write_file(folder / "p.png", bytes, false);
    largest = 0;
    EXPECT_EQ(error_of(folder / "p.png").find((folder / "p.png").string()), 0u) << type;
    EXPECT_LT(largest.load(), kModest) << type;
  }
}

// The limit is read once, so each has a process of its own.
TEST(HostileDeathTest, TheLimitCanBeMovedBothWays) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto read = [](const char* limit, uint32_t side) {
    setenv("ATELIER_MAX_PIXELS", limit, 1);
    std::string error;
    {
      const test::TemporaryFolder folder;
      atelier::write_file(folder / "p.png", png_of(side), false);
      error = error_of(folder / "p.png");
    }
    std::_Exit(error.find("ATELIER_MAX_PIXELS") != std::string::npos ? 2 : error.empty() ? 0 : 1);
  };
  EXPECT_EXIT(read("99", 10), testing::ExitedWithCode(2), "");
  EXPECT_EXIT(read("100", 10), testing::ExitedWithCode(1), "");           // within the limit, but its rows are missing
  EXPECT_EXIT(read("300000000", 17000), testing::ExitedWithCode(1), "");  // beyond the usual limit
  EXPECT_EXIT(read("1000", 1), testing::ExitedWithCode(0), "");
}

}  // namespace
