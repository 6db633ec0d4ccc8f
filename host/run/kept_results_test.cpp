#include "kept_results.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "testing/fake_system.hpp"
#include "testing/format_page.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::string kKey = "0123456789abcdef0123456789abcdef";

class Keeping : public testing::Test {
 protected:
  // What a program would have: each use of the disk begins with these.
  struct Program {
    explicit Program(fake::Machine& machine)
        : system(machine.system), store(system, "/work"), contents(system, ""), results(system, store, contents) {}
    System system;
    Store store;
    Contents contents;
    KeptResults results;
  };
  static NewResult result(const std::string& run, const std::set<fs::path>& inputs = {}) {
    NewResult out;
    out.key = kKey;
    for (const fs::path& input : inputs) out.inputs[input.string()] = input;
    out.records = {{"log.txt", "said\n"}};
    out.facts.stage = "s";
    out.facts.component = "acme.stage";
    out.facts.run = run;
    out.facts.numbers = {{"odd", std::nan("")}, {"even", 2}};
    out.facts.values = {{"names", json::array({"a", "b"})}};
    return out;
  }
  static Result<KeptResult> keep(fake::Machine& machine, const NewResult& what, const std::string& text) {
    Program program(machine);
    Result<Work> work = program.store.begin(what.key);
    if (!work) return work.failure();
    machine.disk.put(work->output() / "page.txt", text);
    return program.results.keep(*work, what);
  }
  static std::optional<KeptResult> find(fake::Machine& machine, const Places& all = Places({})) {
    Program program(machine);
    return program.results.find(kKey, FindFor::kReuse, all);
  }
  static std::string text_of(const fake::Machine& machine, const std::optional<KeptResult>& kept) {
    if (!kept) return "";
    const Result<std::string> text = machine.disk.read(kept->folder / "page.txt");
    return text ? *text : "";
  }
};

TEST_F(Keeping, LooksForAnInputWhereItsPlaceIsByThen) {
  fake::Machine machine;
  ASSERT_TRUE(make_folders(machine.disk, "/work"));
  machine.disk.put("/here/a", "A");
  NewResult made = result("one");
  made.inputs["@0"] = "/here";
  ASSERT_TRUE(keep(machine, made, "page"));
  EXPECT_TRUE(find(machine, Places({"/here"})));
  EXPECT_FALSE(find(machine, Places({"/there"}))) << "nothing lies there";
  EXPECT_FALSE(find(machine)) << "there is no such place";
  machine.disk.put("/there/a", "A");
  EXPECT_TRUE(find(machine, Places({"/there"})));
  machine.disk.put("/there/a", "B");
  EXPECT_FALSE(find(machine, Places({"/there"})));
}

TEST_F(Keeping, GivesBackWhatWasRecorded) {
  fake::Machine machine;
  ASSERT_TRUE(make_folders(machine.disk, "/work"));
  EXPECT_FALSE(find(machine));
  const Result<KeptResult> kept = keep(machine, result("one"), "page");
  ASSERT_TRUE(kept) << kept.failure().reason;
  const std::optional<KeptResult> found = find(machine);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->folder, kept->folder);
  EXPECT_EQ(found->output.digest, kept->output.digest);
  EXPECT_EQ(found->output.object, kKey);
  EXPECT_EQ(found->facts.run, "one");
  EXPECT_EQ(found->facts.numbers.at("even"), 2);
  EXPECT_TRUE(std::isnan(found->facts.numbers.at("odd")));
  EXPECT_EQ(found->output.values.at("names"), json::array({"a", "b"}));
  EXPECT_EQ(*machine.disk.read(found->records / "log.txt"), "said\n");
  const json manifest = json::parse(*machine.disk.read(found->folder.parent_path() / "manifest.json"));
  test_bench::expect_documented("run/kept_results.md", "## Fields", {manifest.at("record")});
}

TEST_F(Keeping, TheNewestWhoseInputsAreAsTheyWereIsTaken) {
  fake::Machine machine;
  ASSERT_TRUE(make_folders(machine.disk, "/work"));
  machine.disk.put("/a.txt", "A");
  ASSERT_TRUE(keep(machine, result("with A", {"/a.txt", "/gone.txt"}), "of A"));
  machine.disk.put("/a.txt", "B");
  EXPECT_FALSE(find(machine));
  ASSERT_TRUE(keep(machine, result("with B", {"/a.txt", "/gone.txt"}), "of B"));
  EXPECT_EQ(find(machine)->facts.run, "with B");
  machine.disk.put("/a.txt", "A");
  EXPECT_EQ(find(machine)->facts.run, "with A");
  machine.disk.put("/gone.txt", "there");
  EXPECT_FALSE(find(machine));
  NewResult anew = result("anew");
  anew.anew = true;
  ASSERT_TRUE(keep(machine, anew, "anew"));
  EXPECT_EQ(find(machine)->facts.run, "anew");
  const fs::path list = "/work/store/variants/01/" + kKey + ".json";
  test_bench::expect_documented("store/store.md", "## Fields of variants", {json::parse(*machine.disk.read(list))});
  machine.disk.put(list, "{ damaged");
  EXPECT_FALSE(find(machine)) << "it is made again, then";
}

// A full disk, or one that fails, at each step: what was kept before is found, nothing half is, and the next one works.
TEST_F(Keeping, OnADiskThatFailsNothingIsLost) {
  size_t failed = 0;
  for (size_t nth = 0;; ++nth) {
    fake::Machine machine;
    ASSERT_TRUE(make_folders(machine.disk, "/work"));
    machine.disk.put("/a.txt", "A");
    ASSERT_TRUE(keep(machine, result("old", {"/a.txt"}), "of A"));
    machine.disk.put("/a.txt", "B");
    machine.disk.fail(nth, nth % 2 ? ENOSPC : EIO);
    const bool kept = static_cast<bool>(keep(machine, result("new", {"/a.txt"}), "of B"));
    machine.disk.fail(1'000'000, EIO);
    const std::optional<KeptResult> found = find(machine);
    if (kept) {
      EXPECT_EQ(text_of(machine, found), "of B") << nth;
    } else {
      ++failed;
      EXPECT_TRUE(!found || text_of(machine, found) == "of B") << nth;
    }
    EXPECT_TRUE(keep(machine, result("newer", {"/a.txt"}), "of B")) << nth;
    EXPECT_EQ(text_of(machine, find(machine)), "of B") << nth;
    machine.disk.put("/a.txt", "A");
    EXPECT_EQ(text_of(machine, find(machine)), "of A") << nth << ": the old one";
    if (nth > 80 && kept) break;
  }
  EXPECT_GE(failed, 5u);
}

}  // namespace
}  // namespace atelier::host
