#include "folder_lists.hpp"

#include <gtest/gtest.h>

#include "testing/fake_system.hpp"

namespace atelier::host {
namespace {

class FolderList : public testing::Test {
 protected:
  std::string digest() { return contents_.of("/in")->text(); }
  std::string keep() {
    std::string now = digest();
    lists_.keep("/in", now);
    return now;
  }
  fake::Machine machine_;
  Contents contents_{machine_.system, "/work/store/stat_cache", 1};
  FolderLists lists_{machine_.system, "/work/store/folders", contents_};
};

TEST_F(FolderList, NamesWhatHasChanged) {
  for (const char* name : {"a", "b", "c", "d/e"}) machine_.disk.put(std::string("/in/") + name, name);
  const std::string was = keep();
  EXPECT_EQ(lists_.difference("/in", was), "");
  machine_.disk.put("/in/a", "other");
  ASSERT_TRUE(machine_.disk.remove("/in/b"));
  for (const char* name : {"f", "g", "h", "i"}) machine_.disk.put(std::string("/in/") + name, name);
  EXPECT_EQ(lists_.difference("/in", was), "4 added (f, g, h, …), 1 removed (b), 1 changed (a)");
}

TEST_F(FolderList, SaysNothingOfWhatIsNotKnown) {
  machine_.disk.put("/in/a", "a");
  EXPECT_EQ(lists_.difference("/in", "0123"), "");
  lists_.keep("/in", "0123");
  EXPECT_FALSE(machine_.disk.facts("/work/store/folders/0123.json").is_there()) << "it has changed meanwhile";
  machine_.disk.put("/work/store/folders/77.json", R"({"format": 2, "entries": {}})");
  EXPECT_EQ(lists_.difference("/in", "77"), "");
  lists_.keep("/in/a", contents_.of("/in/a")->text());
  EXPECT_EQ(machine_.disk.list("/work/store/folders")->size(), 1u) << "of a file there is no list";
}

TEST_F(FolderList, IsMarkedAsUsed) {
  machine_.disk.put("/in/a", "a");
  const std::filesystem::path file = "/work/store/folders/" + keep() + ".json";
  const int64_t before = machine_.disk.facts(file).changed;
  machine_.clock.advance(2 * 86400);
  keep();
  EXPECT_GT(machine_.disk.facts(file).changed, before);
}

}  // namespace
}  // namespace atelier::host
