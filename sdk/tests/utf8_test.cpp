// Which bytes are UTF-8.
#include <gtest/gtest.h>
#include <atelier/cpp/utf8.hpp>

#include <string>
#include <string_view>

namespace {

using atelier::first_invalid_utf8;
using atelier::is_utf8;
using atelier::utf8_point_at;

TEST(Utf8, TakesCodePointsOfEveryLength) {
  for (const auto& [text, value] : {std::pair<std::string_view, char32_t>{"a", U'a'},
                                    {std::string_view("\0", 1), U'\0'},
                                    {"\x7f", 0x7F},
                                    {"\xc2\x80", 0x80},
                                    {"\xdf\xbf", 0x7FF},
                                    {"\xe0\xa0\x80", 0x800},
                                    {"\xed\x9f\xbf", 0xD7FF},
                                    {"\xee\x80\x80", 0xE000},
                                    {"\xef\xbf\xbf", 0xFFFF},
                                    {"\xf0\x90\x80\x80", 0x10000},
                                    {"\xf4\x8f\xbf\xbf", 0x10FFFF}}) {
    EXPECT_TRUE(is_utf8(text)) << std::hex << static_cast<uint32_t>(value);
    EXPECT_EQ(utf8_point_at(text, 0).value, value);
    EXPECT_EQ(utf8_point_at(text, 0).bytes, text.size());
  }
  EXPECT_TRUE(is_utf8(""));
}

TEST(Utf8, RefusesWhatIsNone) {
  for (const std::string_view text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xe2\x82", "\xed\xa0\x80",
        "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x9f\x98", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    EXPECT_FALSE(is_utf8(text)) << ::testing::PrintToString(text);
    EXPECT_EQ(utf8_point_at(text, 0).bytes, 0u) << ::testing::PrintToString(text);
  }
}

TEST(Utf8, TellsWhereTheFirstFaultIs) {
  EXPECT_EQ(first_invalid_utf8("höflich"), std::string_view::npos);
  EXPECT_EQ(first_invalid_utf8("h\xf6"
                               "flich"),
            1u);
  EXPECT_EQ(first_invalid_utf8("äö\xc3"), 4u) << "cut off within a letter";
}

}  // namespace
