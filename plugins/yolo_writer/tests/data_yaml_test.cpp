#include "data_yaml.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/core.hpp>

using atelier::yolo_writer::data_yaml;

namespace {

std::string names(const std::vector<std::string>& classes) {
  const std::string text = data_yaml(classes);
  return text.substr(text.find("names:"));
}

TEST(DataYaml, NamesEachClassFromZero) {
  EXPECT_EQ(names({"person", "traffic light"}), "names:\n  0: \"person\"\n  1: \"traffic light\"\n");
  EXPECT_EQ(names({}), "names: {}\n");
}

TEST(DataYaml, NamesMayHoldAnything) {
  EXPECT_EQ(names({"a: \"b\" # c\\", "no", "\n", "\xC3\xA9\xF0\x9F\x8D\x8E", "\x7f\xC2\x85\xC2\x9f"}),
            "names:\n  0: \"a: \\\"b\\\" # c\\\\\"\n  1: \"no\"\n  2: \"\\n\"\n  3: \"\xC3\xA9\xF0\x9F\x8D\x8E\"\n"
            "  4: \"\\x7f\\x85\\x9f\"\n");
  EXPECT_THROW(names({"ok", "\xff"}), atelier::Error);
}

}  // namespace
