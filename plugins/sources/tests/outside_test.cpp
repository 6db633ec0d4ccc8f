#include "sources/outside.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>

#include "noting_host.hpp"
#include "test_data.hpp"

namespace {

namespace fs = std::filesystem;
using Noted = std::set<std::string>;

Noted noted_of(const fs::path& given, const fs::path& file) {
  const atelier::testing::Bench bench;
  const test::NotingHost host(bench);
  sources::note_outside(bench.call(), given, file);
  return host.noted();
}

TEST(NoteOutside, PassesOverWhatLiesBelowTheOptionsPath) {
  for (const auto& [given, file] : std::vector<std::pair<const char*, const char*>>{{"/data/p", "/data/p/a.jpg"},
                                                                                    {"/data/p/", "/data/p/s/a.jpg"},
                                                                                    {"/data/./p", "/data/p/a.jpg"},
                                                                                    {"/data/p", "/data/p/s/../a.jpg"},
                                                                                    {"/data/p", "/data/p//a.jpg"},
                                                                                    {"/data/a.json", "/data/a.json"},
                                                                                    {"/data/p", ""}})
    EXPECT_EQ(noted_of(given, file), Noted()) << given << " " << file;
}

TEST(NoteOutside, NotesWhatLiesElsewhere) {
  EXPECT_EQ(noted_of("/data/p", "/data/pictures/a.jpg"), Noted{"/data/pictures/a.jpg"});
  EXPECT_EQ(noted_of("/data/p", "/data/p/../q/a.jpg"), Noted{"/data/q/a.jpg"});
  EXPECT_EQ(noted_of("/data/p", "/data/p/../../a.jpg"), Noted{"/a.jpg"});
  EXPECT_EQ(noted_of("", "/data/a.jpg"), Noted{"/data/a.jpg"});
  EXPECT_EQ(noted_of("/data/a.json", "/data/b.jpg"), Noted{"/data/b.jpg"});
}

TEST(NoteOutside, FollowsALinkThatPointsGoThrough) {
  const test::TemporaryFolder temporary;
  const fs::path root = fs::canonical(temporary.path());
  fs::create_directories(root / "elsewhere/deep");
  fs::create_directories(root / "p");
  fs::create_directory_symlink(root / "elsewhere/deep", root / "p/link");
  atelier::write_file(root / "elsewhere/a.jpg", "x");
  const fs::path file = root / "p/link/../a.jpg";
  ASSERT_TRUE(fs::exists(file));
  EXPECT_EQ(noted_of(root / "p", file), Noted{(root / "elsewhere/a.jpg").string()});
}

}  // namespace
