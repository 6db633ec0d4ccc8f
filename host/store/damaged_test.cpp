// Objects that are not as they were, and how that is told.
#include <gtest/gtest.h>

#include "store.hpp"
#include "testing/store_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::kKey;
using test_bench::kOther;
using test_bench::Stores;

// What is wrong with an object, and what is said of it.
TEST_F(Stores, WhatIsDamagedIsMovedAsideAndToldOnce) {
  const std::vector<std::pair<std::string, std::function<void()>>> damages = {
      {"`a.txt` is missing", [&] { (void)disk_.remove(folder() / "output/a.txt"); }},
      {"`a.txt` has another size", [&] { put(folder() / "output/a.txt", "longer"); }},
      {"`a.txt` has other bytes", [&] { put(folder() / "output/a.txt", "ONE"); }},
      {"`below` is missing", [&] { (void)disk_.remove_all(folder() / "output/below"); }},
      {"its manifest.json cannot be read", [&] { put(folder() / "manifest.json", "{\"format\":1}"); }},
      {"its manifest.json cannot be read", [&] { put(folder() / "manifest.json", "{"); }},
  };
  for (const auto& [said, damage] : damages) {
    Store in = store();
    ASSERT_TRUE(keep(in));
    damage();
    warnings_.clear();
    EXPECT_FALSE(in.find(kKey, FindFor::kLook)) << said;
    EXPECT_TRUE(disk_.facts(folder()).is_there()) << "who only looks changes nothing";
    EXPECT_FALSE(in.find(kKey)) << said;
    ASSERT_EQ(warnings_.size(), 1u);
    EXPECT_NE(warnings_[0].find("in " + folder().string() + " " + said), std::string::npos) << warnings_[0];
    EXPECT_FALSE(in.find(kKey));
    EXPECT_EQ(warnings_.size(), 1u);
    const std::vector<std::string> aside = *disk_.list("/work/store/damaged");
    ASSERT_EQ(aside.size(), 1u);
    EXPECT_TRUE(aside[0].starts_with(kKey));
    ASSERT_TRUE(keep(in));
    EXPECT_TRUE(in.find(kKey));
    ASSERT_TRUE(disk_.remove_all("/work/store"));
  }
}

TEST_F(Stores, SaysWhatIsWrong) {
  Store in = store();
  EXPECT_EQ(in.wrong_with(kKey), "");
  ASSERT_TRUE(keep(in));
  EXPECT_EQ(in.wrong_with(kKey), "");
  put(folder() / "output/a.txt", "longer");
  EXPECT_EQ(in.wrong_with(kKey), "`a.txt` has another size");
  json manifest = json::parse(read(folder() / "manifest.json"));
  manifest["format"] = 2;
  put(folder() / "manifest.json", manifest.dump());
  EXPECT_EQ(in.wrong_with(kKey), "its manifest.json is of another version of the program");
  put(folder() / "manifest.json", "{");
  EXPECT_EQ(in.wrong_with(kKey), "its manifest.json cannot be read");
  EXPECT_EQ(warnings_, std::vector<std::string>()) << "looking changes nothing";
}

TEST_F(Stores, AFileOfTheSameSizeAndTimeIsNotTakenForTheOld) {
  Store in = store();
  ASSERT_TRUE(keep(in));
  const int64_t changed = disk_.facts(folder() / "output/a.txt").changed;
  put("/fresh", "ONE");
  ASSERT_TRUE(disk_.set_changed("/fresh", changed) && disk_.rename("/fresh", folder() / "output/a.txt"));
  EXPECT_FALSE(in.find(kKey));
}

TEST_F(Stores, ACopyOfTheWorkspaceIsAsGood) {
  Store in = store();
  ASSERT_TRUE(keep(in));
  machine_.clock.advance(60);
  for (const char* name : {"a.txt", "log.txt", "below/b.txt"})
    put(folder() / "output" / name, read(folder() / "output" / name));
  EXPECT_TRUE(in.find(kKey));
  int reads = 0;
  disk_.while_reading = [&] { ++reads; };
  EXPECT_TRUE(in.find(kKey));
  EXPECT_EQ(reads, 0) << "once it has been read it is known";
  EXPECT_EQ(warnings_, std::vector<std::string>());
}

TEST_F(Stores, WhatOthersPutThereIsMovedAside) {
  Store in = store();
  ASSERT_TRUE(keep(in));
  put(folder() / "output/Thumbs.db", "x");
  put(folder() / "output/new/notes", "x");
  EXPECT_TRUE(in.find(kKey, FindFor::kLook));
  EXPECT_TRUE(in.find(kKey));
  EXPECT_EQ(warnings_.size(), 1u);
  EXPECT_EQ(disk_.list(folder() / "output")->size(), 3u);
  const fs::path aside = "/work/store/damaged/" + disk_.list("/work/store/damaged")->front();
  EXPECT_EQ(read(aside / "new/notes") + read(aside / "Thumbs.db"), "xx");
}

TEST_F(Stores, NamesAreAnyBytes) {
  Store in = store();
  Result<Work> work = in.begin(kKey);
  const std::vector<std::string> names = {"\xff", "a\xc3", "a\n\"b", "caf\xc3\xa9", "hex:", "hex:6162"};
  for (const std::string& name : names) put(work->output() / name, "of " + name);
  ASSERT_TRUE(disk_.make_link(work->output() / "link", "\xff"));
  ASSERT_TRUE(in.commit(*work, about()));
  const std::optional<Object> found = store().find(kKey);
  ASSERT_TRUE(found);
  for (const std::string& name : names) EXPECT_EQ(read(found->output() / name), "of " + name);
  EXPECT_EQ(warnings_, std::vector<std::string>());
}

}  // namespace
}  // namespace atelier::host
