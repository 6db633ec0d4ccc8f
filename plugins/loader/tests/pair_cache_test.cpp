#include "../pair_cache.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <regex>
#include <sstream>
#include <thread>

#include "../threads.hpp"
#include "atelier/testing.hpp"
#include "pairs_on_disk.hpp"
#include "places.hpp"
#include "samplers.hpp"

namespace {

using atelier::testing::Bench;
using loader_test::PairsOnDisk;
using loader_test::Resize;
using loader_test::walk;
namespace fs = std::filesystem;

constexpr uint64_t kEntry = 64 + (32 * 32 * 3) + 32 * 32;  // bytes of a pair of 32x32

class PairCacheTest : public testing::Test {
 protected:
  atelier::testing::Part make(bool cache, double limit = 1, int workers = 2) {
    return bench.make<atelier::loader::Threads>({{"batch", 4},
                                                 {"sampler", sampler},
                                                 {"workers", workers},
                                                 {"cache", cache},
                                                 {"cache_folder", (folder / "cache").string()},
                                                 {"cache_limit", limit}});
  }
  std::string walked(bool cache, uint64_t epoch = 0) {
    return walk(bench.call(), make(cache).object(), samples, {resize.object()}, epoch);
  }
  std::vector<fs::path> entries() const {
    std::vector<fs::path> out;
    for (const auto& each : fs::recursive_directory_iterator(folder / "cache"))
      if (each.is_regular_file()) out.push_back(each.path());
    std::sort(out.begin(), out.end());
    return out;
  }
  static void make_old(const fs::path& file, int64_t days) {
    const timespec then[2] = {{time(nullptr) - days * 86400, 0}, {time(nullptr) - days * 86400, 0}};
    ASSERT_EQ(utimensat(AT_FDCWD, file.c_str(), then, 0), 0);
  }

  Bench bench{3};
  const atelier::testing::Part sampler = bench.make<loader_test::Shuffled>();
  test::TemporaryFolder folder;
  PairsOnDisk samples{9};
  Resize resize{32, 32};
};

TEST_F(PairCacheTest, GivesTheSameBytesAsWithout) {
  for (const uint64_t epoch : {0, 1}) {
    const std::string expected = walked(false, epoch);
    samples.resized_loads = 0;
    EXPECT_EQ(walked(true, epoch), expected);
    EXPECT_EQ(samples.resized_loads, epoch == 0 ? 9 : 0) << "the second epoch decodes nothing";
  }
  ASSERT_EQ(entries().size(), 9u);
  for (const fs::path& entry : entries()) EXPECT_EQ(fs::file_size(entry), kEntry);
  EXPECT_TRUE(bench.lines().empty());
}

// The rows of the first table of pair_cache.md whose offset and length are numbers: name -> offset, bytes.
std::map<std::string, std::pair<size_t, size_t>> fields_of_the_page() {
  std::map<std::string, std::pair<size_t, size_t>> fields;
  std::istringstream page(atelier::read_file(test::source_dir() / "plugins/loader/pair_cache.md"));
  const std::regex row(R"(\| (\d+) \| (\d+) \| ([a-z ]+) \|.*)");
  std::smatch found;
  for (std::string line; std::getline(page, line);)
    if (std::regex_match(line, found, row)) fields[found[3]] = {std::stoul(found[1]), std::stoul(found[2])};
  return fields;
}

TEST_F(PairCacheTest, WritesWhatItsPageSays) {
  const auto fields = fields_of_the_page();
  ASSERT_EQ(fields.size(), 8u) << "magic to zeros";
  walk(bench.call(), make(true).object(), samples, {resize.object()});
  const auto pair = samples.load_resized(bench.call(), 0, {32, 32});
  const atelier::Digest digest = *samples.content(bench.call(), 0);
  std::string name;
  for (const uint8_t byte : digest)
    for (const int digit : {byte >> 4, byte & 15}) name += "0123456789abcdef"[digit];
  const std::string entry = atelier::read_file(folder / "cache" / name.substr(0, 2) / (name.substr(2) + "-32x32"));
  const auto field = [&](const std::string& of) { return entry.substr(fields.at(of).first, fields.at(of).second); };
  const auto number = [&](const std::string& of) {
    uint64_t value = 0;
    std::memcpy(&value, field(of).data(), field(of).size());
    return value;
  };
  EXPECT_EQ(field("magic"), atelier::loader::PairCache::kMagic);
  EXPECT_EQ(field("content"), std::string(digest.begin(), digest.end()));
  EXPECT_EQ(number("height"), 32u);
  EXPECT_EQ(number("width"), 32u);
  EXPECT_EQ(number("label bytes"), 1u);
  EXPECT_EQ(number("form"), 0u);
  EXPECT_EQ(number("sum"), XXH3_64bits_withSeed(entry.data() + 64, entry.size() - 64, XXH3_64bits(&entry[24], 16)));
  EXPECT_EQ(field("zeros"), std::string(16, '\0'));
  const std::string pixels(static_cast<const char*>(pair->picture.get().data), pair->picture.bytes());
  const std::string labels(static_cast<const char*>(pair->labels.get().data), pair->labels.bytes());
  ASSERT_EQ(pixels.size() % 64, 0u);
  EXPECT_EQ(entry.substr(atelier::loader::PairCache::kHeaderBytes), pixels + labels);
  EXPECT_EQ(fields.at("zeros").first + 16, atelier::loader::PairCache::kHeaderBytes);
}

TEST_F(PairCacheTest, KeepsEachSizeByItself) {
  walked(true);
  Resize other(40, 20);
  const std::string expected = walk(bench.call(), make(false).object(), samples, {other.object()});
  EXPECT_EQ(walk(bench.call(), make(true).object(), samples, {other.object()}), expected);
  EXPECT_EQ(entries().size(), 18u);
}

TEST_F(PairCacheTest, MakesDamagedEntriesAnew) {
  const std::string expected = walked(true);
  const std::string whole = atelier::read_file(entries().front());
  std::string other_place = atelier::read_file(entries().back());
  std::vector<std::string> damaged = {"",
                                      whole.substr(0, 10),
                                      whole.substr(0, 64),
                                      whole.substr(0, whole.size() - 1),
                                      whole + " ",
                                      other_place,
                                      std::string(whole.size(), '\0')};
  for (const size_t at : {0, 9, 24, 28, 32, 36, 40, 50, 64, 2000, 4159}) {
    damaged.push_back(whole);
    damaged.back()[at] = static_cast<char>(damaged.back()[at] ^ 4);
  }
  for (size_t i = 0; i < damaged.size(); ++i) {
    atelier::write_file(entries().front(), damaged[i], false);
    samples.resized_loads = 0;
    EXPECT_EQ(walked(true), expected) << i;
    EXPECT_EQ(samples.resized_loads, 1) << i;
    EXPECT_EQ(atelier::read_file(entries().front()), whole) << i;
  }
}

TEST_F(PairCacheTest, SeesThatAFileHasChanged) {
  const std::string before = walked(true);
  samples.write(4, 99, 82, 80);
  const std::string after = walked(true);
  EXPECT_NE(after, before);
  EXPECT_EQ(after, walked(false));
  EXPECT_EQ(entries().size(), 10u);
}

TEST_F(PairCacheTest, TellsLabelsAndClassesApart) {
  const auto of = [&](std::vector<std::string> classes, uint32_t void_label) {
    return *pictures::StoredSamples(std::move(classes), void_label, {{"p", samples.picture(0), samples.labels(0)}})
                .content(bench.call(), 0);
  };
  const atelier::Digest plain = of({"background", "one", "two"}, 255);
  EXPECT_EQ(of({"background", "one", "two"}, 255), plain);
  EXPECT_NE(of({"background", "one"}, 255), plain);
  EXPECT_NE(of({"background", "one", "two"}, 65535), plain);
  fs::copy_file(samples.labels(1), samples.labels(0), fs::copy_options::overwrite_existing);
  EXPECT_NE(of({"background", "one", "two"}, 255), plain);
}

TEST_F(PairCacheTest, StopsAtItsLimit) {
  constexpr double kGiB = 1024.0 * 1024 * 1024;
  const auto part = make(true, 3.5 * kEntry / kGiB);
  const std::string expected = walked(false);
  for (int epoch = 0; epoch < 2; ++epoch)
    EXPECT_EQ(walk(bench.call(), part.object(), samples, {resize.object()}), expected);
  EXPECT_EQ(entries().size(), 3u);
  ASSERT_EQ(bench.lines().size(), 1u);
  EXPECT_NE(bench.lines()[0].find("cache_limit"), std::string::npos) << bench.lines()[0];
}

TEST_F(PairCacheTest, DropsWhatNobodyHasUsedForADay) {
  constexpr double kGiB = 1024.0 * 1024 * 1024;
  walked(true);
  const std::vector<fs::path> all = entries();
  for (size_t i = 0; i < all.size(); ++i) make_old(all[i], 2 + static_cast<int64_t>(i));
  samples.write(0, 77, 70, 80);  // its entry is not there yet, and the cache is full
  std::vector<fs::path> before = entries();
  const auto part = make(true, 9.5 * kEntry / kGiB, 1);
  walk(bench.call(), part.object(), samples, {resize.object()});
  EXPECT_EQ(entries().size(), 9u) << "one came, one went";
  EXPECT_TRUE(bench.lines().empty());
}

TEST_F(PairCacheTest, SharesAFolderBetweenRuns) {
  const std::string expected = walked(false);
  std::vector<std::jthread> runs;
  std::atomic<int> same{0};
  for (int i = 0; i < 4; ++i)
    runs.emplace_back([&] {
      Bench own{2};
      const auto part = own.make<atelier::loader::Threads>({{"batch", 4},
                                                            {"sampler", sampler},
                                                            {"workers", 2},
                                                            {"cache", true},
                                                            {"cache_folder", (folder / "cache").string()}});
      for (int epoch = 0; epoch < 3; ++epoch)
        same += walk(own.call(), part.object(), samples, {resize.object()}) == expected;
    });
  runs.clear();
  EXPECT_EQ(same, 12);
  EXPECT_EQ(entries().size(), 9u) << "no file of the writing is left";
}

TEST_F(PairCacheTest, SaysWhenItHasNothingToKeep) {
  walk(bench.call(), make(true).object(), samples, {});
  ASSERT_EQ(bench.lines().size(), 1u);
  EXPECT_NE(bench.lines()[0].find("no mere resize"), std::string::npos) << bench.lines()[0];
  bench.clear();
  samples.is_plain = true;
  walked(true);
  ASSERT_EQ(bench.lines().size(), 1u);
  EXPECT_NE(bench.lines()[0].find("keeps nothing"), std::string::npos) << bench.lines()[0];
}

TEST_F(PairCacheTest, LiesInTheProgramsFolderForCaches) {
  static const std::string caches = "/home/somebody/.cache/atelier";
  static const atelier_host_folders_v1 folders = {sizeof folders, 0,
                                                  [](const atelier_host*) noexcept { return atelier::c_str(caches); }};
  auto host = atelier::blank<atelier_host>();
  host.extension = [](const atelier_host*, atelier_str id) noexcept -> const void* {
    return atelier::view(id) == ATELIER_EXTENSION_HOST_FOLDERS ? &folders : nullptr;
  };
  EXPECT_EQ(atelier::loader::PairCache::usual_folder(&host), caches + "/loader");
  host.extension = [](const atelier_host*, atelier_str) noexcept -> const void* { return nullptr; };
  for (const atelier_host* none : {static_cast<const atelier_host*>(&host), static_cast<const atelier_host*>(nullptr)})
    EXPECT_THROW(atelier::loader::PairCache::usual_folder(none), atelier::Error);
  try {
    bench.make<atelier::loader::Threads>({{"sampler", sampler}, {"cache", true}});
    ADD_FAILURE() << "was not refused";
  } catch (const std::runtime_error& e) {
    EXPECT_NE(std::string(e.what()).find("`cache_folder`"), std::string::npos) << e.what();
  }
}

TEST_F(PairCacheTest, NamesAFolderThatCannotBe) {
  atelier::write_file(folder / "cache", "a file");
  try {
    make(true);
    ADD_FAILURE() << "was not refused";
  } catch (const std::runtime_error& e) {
    EXPECT_NE(std::string(e.what()).find((folder / "cache").string()), std::string::npos) << e.what();
  }
}

}  // namespace
