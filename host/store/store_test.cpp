#include "store.hpp"

#include <gtest/gtest.h>

#include "manifest.hpp"
#include "system/exit_code.hpp"
#include "testing/fake_system.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::string kKey = "0123456789abcdef0123456789abcdef", kOther = "fedcba9876543210fedcba9876543210";

// A store on a disk in memory.
class Stores : public testing::Test {
 protected:
  Store store() {
    StoreOptions options;
    options.threads = 1;
    options.warn = [this](const std::string& text) { warnings_.push_back(text); };
    options.cancelled = [this] { return cancelled_; };
    return Store(machine_.system, "/work", options);
  }
  fs::path folder(const std::string& key = kKey) const {
    return fs::path("/work/store/objects") / key.substr(0, 2) / key;
  }
  static NewObject about() {
    return {"masks (mask.writer)", {{"says", "so"}}, {{"key.json", "{}\n"}}, {kOther}, {"log.txt"}};
  }

  // A result of two files and a folder; nothing when it could not be kept.
  Result<Object> keep(Store& in, const std::string& key = kKey, const std::string& bytes = "one") {
    Result<Work> work = in.begin(key);
    if (!work) return work.failure();
    put(work->output() / "a.txt", bytes);
    put(work->output() / "below/b.txt", "two");
    put(work->output() / "log.txt", "at 12:00");
    return in.commit(*work, about());
  }
  void put(const fs::path& file, const std::string& bytes) { disk_.put(file, bytes); }
  std::string read(const fs::path& file) const { return *disk_.read(file); }

  fake::Machine machine_;
  fake::Disk& disk_ = machine_.disk;
  std::vector<std::string> warnings_;
  bool cancelled_ = false;
};

TEST_F(Stores, KeepAndFind) {
  Store in = store();
  EXPECT_FALSE(in.find(kKey));
  const Result<Object> kept = keep(in);
  ASSERT_TRUE(kept) << kept.failure().reason;
  const std::optional<Object> found = store().find(kKey);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->folder, folder());
  EXPECT_EQ(found->record, (json{{"says", "so"}}));
  EXPECT_EQ(read(found->record_file("key.json")), "{}\n");
  EXPECT_EQ(read(found->output() / "below/b.txt"), "two");
  EXPECT_EQ(found->digest, kept->digest);
  EXPECT_EQ(found->files, 3u);
  EXPECT_EQ(found->size, 14u);
  EXPECT_TRUE(disk_.is_read_only(found->output() / "a.txt"));
  EXPECT_EQ(disk_.list("/work/store/tmp")->size(), 0u);
  EXPECT_EQ(warnings_, std::vector<std::string>());
  EXPECT_FALSE(store().find(kOther));
}

TEST_F(Stores, ReportsAreNotInTheDigest) {
  Store in = store();
  const auto digest = [&](const std::string& key, const std::string& a, const std::string& log) {
    Result<Work> work = in.begin(key);
    put(work->output() / "a.txt", a);
    put(work->output() / "log.txt", log);
    return in.commit(*work, about())->digest;
  };
  const Digest first = digest(std::string(32, '1'), "a", "1 s");
  EXPECT_EQ(digest(std::string(32, '2'), "a", "2 s"), first);
  EXPECT_NE(digest(std::string(32, '3'), "b", "1 s"), first);
}

TEST_F(Stores, EqualBytesAreOneFile) {
  Store in = store();
  ASSERT_TRUE(keep(in) && keep(in, kOther, "another"));
  EXPECT_EQ(disk_.facts(folder() / "output/below/b.txt").inode,
            disk_.facts(folder(kOther) / "output/below/b.txt").inode);
  EXPECT_EQ(disk_.facts(folder() / "output/below/b.txt").links, 3u) << "two results and the pool";
  EXPECT_TRUE(in.find(kKey) && in.find(kOther));
  EXPECT_EQ(warnings_, std::vector<std::string>());
}

TEST_F(Stores, AFolderFromElsewhereTakesThePlace) {
  Store in = store();
  put("/work/unfinished/x/a.txt", "one");
  Result<Work> work = in.begin(kKey);
  const Result<Object> kept = in.commit(*work, about(), "/work/unfinished/x");
  ASSERT_TRUE(kept) << kept.failure().reason;
  EXPECT_EQ(read(folder() / "output/a.txt"), "one");
  EXPECT_FALSE(disk_.facts("/work/unfinished/x").is_there());
}

TEST_F(Stores, WorkThatIsNotCommittedIsRemoved) {
  Store in = store();
  {
    const Result<Work> work = in.begin(kKey);
    put(work->output() / "a.txt", "half");
  }
  EXPECT_EQ(disk_.list("/work/store/tmp")->size(), 0u);
}

}  // namespace
}  // namespace atelier::host
