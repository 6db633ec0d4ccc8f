#include "last_words.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>
#include <nlohmann/json.hpp>

#include "exit_guard.hpp"
#include "running.hpp"
#include "test_data.hpp"

namespace atelier::host {
namespace {

LastWords words_of_two() {
  LastWords words;
  words.doing = "stage `a` (acme.do)";
  words.components = {
      {"acme.one", "acme.pair", "/pair.so"}, {"acme.two", "acme.pair", "/pair.so"}, {"b.c", "b", "/b.so"}};
  words.exit_code = 17;
  return words;
}

// In a process of its own, which _exit then ends in the way of exit_guard.hpp.
[[noreturn]] void speak(LastWords words, const char* note, const char* plugin) {
  words.process = ::getpid();
  const LastWordsScope scope(std::move(words));
  exchange_running(note);
  speak_last(*last_words(), {"crashed in", plugin, 139});
  ::_exit(0);
}

TEST(Running, NotesNest) {
  EXPECT_EQ(running(), "");
  {
    const std::string outer = "acme.outer", inner = "acme.inner";
    const Running one(outer);
    {
      const Running two(inner);
      EXPECT_EQ(running(), inner);
    }
    EXPECT_EQ(running(), outer);
  }
  EXPECT_EQ(running(), "");
}

TEST(LastWordsDeathTest, TheNotePicksAmongThePluginsComponents) {
  const auto dies = testing::ExitedWithCode(17);
  EXPECT_EXIT(speak(words_of_two(), "acme.two", "/pair.so"), dies, "acme.do. crashed in `acme.two` .plugin acme.pair");
  EXPECT_EXIT(speak(words_of_two(), "", "/pair.so"), dies, "crashed in `acme.one` or `acme.two` .plugin acme.pair");
  EXPECT_EXIT(speak(words_of_two(), "b.c", "/pair.so"), dies, "crashed in `acme.one` or `acme.two`");
  EXPECT_EXIT(speak(words_of_two(), "b.c", nullptr), dies, "crashed in `b.c` .plugin b");
  EXPECT_EXIT(speak(words_of_two(), "", nullptr), dies, "crashed in code that belongs to no plugin");
}

TEST(LastWordsDeathTest, TheRecordIsJson) {
  const test::TemporaryFolder folder;
  write_file(folder / "run.json", "{}");
  LastWords words = words_of_two();
  words.record = (folder / "run.json").string();
  using Piece = LastWords::Piece;
  words.record_pieces = {{Piece::kText, "{\"error\": "},
                         {Piece::kError, ""},
                         {Piece::kText, ", \"exit_code\": "},
                         {Piece::kExitCode, ""},
                         {Piece::kText, ", \"again\": "},
                         {Piece::kError, ""},
                         {Piece::kText, "}"}};
  EXPECT_EXIT(speak(words, "", "/odd \"name\".so"), testing::ExitedWithCode(17), "the plugin /odd \"name\".so");
  const nlohmann::json record = nlohmann::json::parse(read_file(folder / "run.json"));
  EXPECT_EQ(record["error"], "crashed in the plugin /odd \"name\".so");
  EXPECT_EQ(record["again"], record["error"]);
  EXPECT_EQ(record["exit_code"], 139);
}

}  // namespace
}  // namespace atelier::host
