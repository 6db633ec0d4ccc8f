#include "xml.hpp"

#include <gtest/gtest.h>

namespace atelier::host {
namespace {

TEST(XmlText, EscapesMarkup) {
  EXPECT_EQ(xml_text("plain äö 猫 a=1; b"), "plain äö 猫 a=1; b");
  EXPECT_EQ(xml_text("<a href=\"x\">'&amp;'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;&#39;&lt;/a&gt;");
  EXPECT_EQ(xml_text(""), "");
}

TEST(XmlText, KeepsLinesAndNoOtherControls) {
  EXPECT_EQ(xml_text("a\tb\nc"), "a\tb\nc");
  EXPECT_EQ(xml_text("\x1b[2J\r\x7f"), "\uFFFD[2J\uFFFD\uFFFD");
  EXPECT_EQ(xml_text(std::string_view("\0x", 2)), "\uFFFDx");
  EXPECT_EQ(xml_text("a\u202Eb\xC2\x85"), "a\uFFFDb\uFFFD") << "direction of writing; next line";
  EXPECT_EQ(xml_text("\xEF\xBF\xBE\xEF\xBF\xBF"), "\uFFFD\uFFFD") << "no characters of XML";
  EXPECT_EQ(xml_text("\xFF\xC3"), "\uFFFD\uFFFD") << "no UTF-8";
}

}  // namespace
}  // namespace atelier::host
