#include "utf8.hpp"

#include <gtest/gtest.h>

#include "command_characters.hpp"
#include "json_text.hpp"

namespace atelier::host {
namespace {

// Each of them does something in some terminal: moves, colours, turns the direction, ends the line.
const char* const kCommands[] = {"\x1b[2J",      "\x07",         "\r",          "\x7f",          "\u0085", "\u009b2J",
                                 "\u202e",       "\u2066",       "\u200f",      "\u061c",        "\u2028", "\u2029",
                                 "\x1b]0;x\x07", "\x08\x08\x08", "\x1b[?1049h", "\x1bP$q\x1b\\", "\ufffb", "\u206f"};

bool has_command(const std::string& text) {
  for (const char32_t c : decode_utf8(text))
    if (is_command(c)) return true;
  return false;
}

TEST(Utf8, CommandsAreShownAsText) {
  for (const std::string command : kCommands) {
    EXPECT_TRUE(has_command(command));
    EXPECT_FALSE(has_command(one_line("a" + command + "b", 100))) << command;
    EXPECT_FALSE(has_command(printable(command))) << command;
    const std::string many = many_lines("a\n\tb" + command, 100);
    EXPECT_EQ(many.substr(0, 4), "a\n\tb");
    EXPECT_FALSE(has_command(many.substr(4))) << command;
  }
  EXPECT_EQ(one_line("\x1b[31m\u009b\u200f", 100), "\\x1b[31m\\u009b\\u200f");
}

TEST(Utf8, LettersStay) {
  for (const char* letters : {"訓練", "e\u0301", "שָׁלוֹם", "👩\u200D👧", "\u2764\uFE0F", "a\u00adb", "…"})
    EXPECT_EQ(one_line(letters, 100), letters);
}

TEST(JsonText, HasNoCommandsAndMeansTheSame) {
  for (const std::string command : kCommands) {
    const nlohmann::json json = {{"k" + command, "a訓" + command}};
    const std::string text = dump(json);
    EXPECT_FALSE(has_command(text)) << text;
    EXPECT_EQ(nlohmann::json::parse(text), json);
  }
  EXPECT_EQ(dump({{"a", "訓練 …"}}), "{\"a\":\"訓練 …\"}");
  EXPECT_EQ(dump("\xff"), "\"\ufffd\"");
}

}  // namespace
}  // namespace atelier::host
