#include "annotation_json/id.hpp"

#include <gtest/gtest.h>

namespace {

using annotation_json::IdForm;

TEST(Id, IsReadFromAnyTypeAndIsExact) {
  struct Case {
    std::string json;
    IdForm form;
    int64_t id;
    std::string text;
  };
  const std::vector<Case> cases = {
      {"5", IdForm::kInteger, 5, ""},
      {"-5.0", IdForm::kInteger, -5, ""},
      {"1e2", IdForm::kInteger, 100, ""},
      {"9007199254740993", IdForm::kInteger, 9007199254740993, ""},
      {"9223372036854775807", IdForm::kInteger, INT64_MAX, ""},
      {"\"5\"", IdForm::kText, 5, ""},
      {"\" 5 \"", IdForm::kText, 5, ""},
      {R"("\t5\r\n")", IdForm::kText, 5, ""},
      {"\"5 5\"", IdForm::kOther, 0, "the text `5 5`"},
      {"\" \"", IdForm::kOther, 0, "the text ` `"},
      {"\"-5.00\"", IdForm::kText, -5, ""},
      {"\"000000000139\"", IdForm::kText, 139, ""},
      {"\"9007199254740993\"", IdForm::kText, 9007199254740993, ""},
      {"\"9223372036854775808\"", IdForm::kOther, 0, "the text `9223372036854775808`"},
      {"\"5.5\"", IdForm::kOther, 0, "the text `5.5`"},
      {"\"5.\"", IdForm::kOther, 0, "the text `5.`"},
      {"\"f0001_x7\"", IdForm::kOther, 0, "the text `f0001_x7`"},
      {"\"\"", IdForm::kOther, 0, "the text ``"},
      {"100.5", IdForm::kOther, 0, "100.5"},
      {"null", IdForm::kOther, 0, "null"},
      {"true", IdForm::kOther, 0, "true"},
      {"[1]", IdForm::kOther, 0, "[1]"},
      {"9223372036854775808", IdForm::kOther, 0, "2^53"},
      {"9007199254740993.0", IdForm::kOther, 0, "2^53"},
      {"1e300", IdForm::kOther, 0, "2^53"},
  };
  simdjson::dom::parser parser;
  for (const Case& wanted : cases) {
    const simdjson::dom::element value = parser.parse(wanted.json).value();
    int64_t id = 0;
    EXPECT_EQ(annotation_json::read_id(value, id), wanted.form) << wanted.json;
    EXPECT_EQ(id, wanted.id) << wanted.json;
    if (wanted.form == IdForm::kOther) {
      EXPECT_NE(annotation_json::id_text(value).find(wanted.text), std::string::npos)
          << annotation_json::id_text(value);
    }
  }
  const std::string long_text =
      annotation_json::id_text(parser.parse("\"" + std::string(39, 'a') + "\xc3\xa9z\"").value());
  EXPECT_EQ(long_text, "the text `" + std::string(39, 'a') + "…`");
}

TEST(Id, FlagsAreReadFromAnyType) {
  simdjson::dom::parser parser;
  for (const std::string set :
       {"true", "1", "1.0", "-1", R"("1")", R"("1.0")", R"(" 1 ")", R"("true")", R"("True")", R"("TRUE ")"})
    EXPECT_TRUE(annotation_json::is_set(parser.parse(set).value())) << set;
  for (const std::string not_set : {"false", "0", "0.0", "null", "[1]", R"("0")", R"("false")", R"("False")", R"("")",
                                    R"("yes")", R"("tru")", R"("truee")", "0.5"})
    EXPECT_FALSE(annotation_json::is_set(parser.parse(not_set).value())) << not_set;
}

}  // namespace
