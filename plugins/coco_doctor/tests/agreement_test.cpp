// The doctor and the reader take the same things for ids, and the same forms of shapes for odd.
#include "annotation_json/id.hpp"
#include "coco_segmentation/segmentation.hpp"
#include "examining.hpp"
#include "json/ids.hpp"

namespace {

using namespace examining;
using atelier::coco_doctor::Id;

TEST(Agreement, OnIds) {
  using Form = Id::Form;
  struct Case {
    std::string json;
    Form form;  // kName, kOddNumber and kMissing: no id for the reader
    int64_t number;
  };
  const std::vector<Case> cases = {
      {"5", Form::kNumber, 5},
      {"-5", Form::kNumber, -5},
      {"5.0", Form::kNumber, 5},
      {"1e2", Form::kNumber, 100},
      {"9007199254740993", Form::kNumber, 9007199254740993},
      {"9007199254740991.0", Form::kNumber, 9007199254740991},
      {"\"5\"", Form::kText, 5},
      {"\" 5\"", Form::kText, 5},
      {"\"5\\n\"", Form::kText, 5},
      {"\"5.0\"", Form::kText, 5},
      {"\"007\"", Form::kText, 7},
      {"\"9007199254740993\"", Form::kText, 9007199254740993},
      {"\"5.\"", Form::kName, 0},
      {"\"5.5\"", Form::kName, 0},
      {"\"1e2\"", Form::kName, 0},
      {"\"+5\"", Form::kName, 0},
      {"\"0x5\"", Form::kName, 0},
      {"\"9223372036854775808\"", Form::kName, 0},
      {"\"a.png\"", Form::kName, 0},
      {"5.5", Form::kOddNumber, 0},
      {"1e300", Form::kOddNumber, 0},
      {"9223372036854775808", Form::kOddNumber, 0},
      {"\"\"", Form::kMissing, 0},
      {"null", Form::kMissing, 0},
      {"true", Form::kMissing, 0},
      {"[5]", Form::kMissing, 0},
  };
  simdjson::dom::parser parser;
  for (const Case& wanted : cases) {
    const std::string object = "{\"id\":" + wanted.json + "}";
    const simdjson::dom::element entry = parser.parse(object).value();
    const Id id = atelier::coco_doctor::read_id(entry["id"], object, "id");
    EXPECT_EQ(id.form, wanted.form) << wanted.json;
    EXPECT_EQ(id.number, wanted.number) << wanted.json;
    int64_t number = 0;
    const annotation_json::IdForm form = annotation_json::read_id(entry["id"].value(), number);
    EXPECT_EQ(form == annotation_json::IdForm::kInteger, wanted.form == Form::kNumber) << wanted.json;
    EXPECT_EQ(form == annotation_json::IdForm::kText, wanted.form == Form::kText) << wanted.json;
    EXPECT_EQ(number, id.number) << wanted.json;
  }
}

// The reader refuses what the double nearest to it does not give exactly; the doctor writes it as a whole number.
TEST(Agreement, AnIdBeyondDoublesIsMended) {
  const std::string object = R"({"id":9007199254740993.0})";
  simdjson::dom::parser parser;
  const simdjson::dom::element entry = parser.parse(object).value();
  const Id id = atelier::coco_doctor::read_id(entry["id"], object, "id");
  EXPECT_EQ(id.form, Id::Form::kText);
  EXPECT_EQ(id.number, 9007199254740993);
  int64_t ignored = 0;
  EXPECT_EQ(annotation_json::read_id(entry["id"].value(), ignored), annotation_json::IdForm::kOther);
}

TEST(Agreement, OnFormsOfShapes) {
  using Form = coco_segmentation::SegmentationForm;
  struct Case {
    std::string segmentation;
    Form form;         // what the reader calls it
    std::string code;  // what the doctor calls it; "" for nothing
  };
  const std::string runs = R"({"size":[24,32],"counts":)";
  const std::vector<Case> cases = {
      {"[[2,2,18,2,18,18,2,18]]", Form::kUnknown, ""},
      {"[2,2,18,2,18,18,2,18]", Form::kFlatRing, "D510"},
      {"[[2,2],[18,2],[18,18],[2,18]]", Form::kPairs, "D511"},
      {"[[[2,2],[18,2],[18,18],[2,18]]]", Form::kRingsOfPairs, "D511"},
      {"[[[2,2,18,2,18,18,2,18]]]", Form::kNestedRings, "D516"},
      {R"([{"x":2,"y":2},{"x":18,"y":2},{"x":18,"y":18},{"x":2,"y":18}])", Form::kPoints, "D517"},
      {R"([[{"x":2,"y":2},{"x":18,"y":2},{"x":18,"y":18},{"x":2,"y":18}]])", Form::kRingsOfPoints, "D517"},
      {R"([["2","2","18","2","18","18","2","18"]])", Form::kQuotedNumbers, "D519"},
      {R"("[[2,2,18,2,18,18,2,18]]")", Form::kQuoted, "D423"},
      {runs + R"("b'b1`0800000000000000000000000000000^:'"})", Form::kBytesText, "D607"},
  };
  simdjson::dom::parser parser;
  for (const Case& wanted : cases) {
    EXPECT_EQ(coco_segmentation::form_of(parser.parse(wanted.segmentation).value()), wanted.form)
        << wanted.segmentation;
    const Outcome outcome = examine_text(
        R"({"images":[{"id":1,"file_name":"a.png","width":32,"height":24}],"categories":[{"id":1,"name":"cat"}],)"
        R"("annotations":[{"id":1,"image_id":1,"category_id":1,"iscrowd":0,"area":256,"bbox":[2,2,16,16],)"
        R"("segmentation":)" +
            wanted.segmentation + "}]}",
        {{"fix", true}});
    if (wanted.code.empty())
      EXPECT_EQ(listing(outcome), "");
    else
      EXPECT_EQ(outcome.count(wanted.code), 1) << wanted.segmentation << '\n' << listing(outcome);
  }
}

}  // namespace
