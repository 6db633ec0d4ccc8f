// What the doctor does with files that are broken as a whole, its options, and what it prints.
#include "examining.hpp"
#include "findings/codes.hpp"
#include "stage_reports.hpp"
#include "walk/resume.hpp"

namespace {

using namespace examining;

// One picture of 32x24 and one category around annotations.
std::string with(const std::string& annotations) {
  return R"({"images":[{"id":1,"file_name":"a.png","width":32,"height":24}],"categories":[{"id":1,"name":"cat"}],)"
         "\n\"annotations\":[" +
         annotations + "]}";
}
std::string square(int id, const std::string& more = "") {
  return "{\"id\":" + std::to_string(id) +
         R"(,"image_id":1,"category_id":1,"iscrowd":0,"area":256,"bbox":[2,2,16,16])" +
         R"(,"segmentation":[[2,2,18,2,18,18,2,)" + std::to_string(18 - id % 8) + "]]" + more + "}";
}

TEST(Doctor, AWholeFileHasNothing) {
  const Outcome outcome = examine_text(with(square(1)));
  EXPECT_EQ(outcome.status, ATELIER_OK);
  EXPECT_EQ(listing(outcome), "");
  EXPECT_EQ(outcome.lines.back(), "0 errors, 0 warnings, 0 notes in 1 annotation of 1 picture");
}

TEST(Doctor, GoesOnBehindBrokenEntries) {
  // A missing brace, a missing bracket, a trailing comma, and a comma too few.
  const std::string broken_brace = square(2).substr(0, square(2).size() - 1);
  std::string broken_bracket = square(4);
  broken_bracket.erase(broken_bracket.rfind(']'), 1);
  const Outcome outcome =
      examine_text(with(square(1) + ",\n" + broken_brace + ",\n" + square(3) + ",\n" + broken_bracket + ",\n" +
                        square(5) + "\n" + square(6) + ",\n" + square(7, ",\"iscrowd\":3") + ","));
  EXPECT_EQ(outcome.report["summary"]["annotations"], 5);  // 1, 3, 5, 6, 7
  EXPECT_EQ(outcome.count("D102"), 4) << listing(outcome);
  EXPECT_EQ(outcome.count("D111"), 1);
  EXPECT_EQ(outcome.count("D410"), 1) << "the last one is read too";
  EXPECT_EQ(outcome.count("D416"), 1) << "whatever is not 0 makes a crowd";
  EXPECT_EQ(outcome.counts.size(), 4u) << listing(outcome);
}

using atelier::coco_doctor::Answer;
using atelier::coco_doctor::closes_list;
using atelier::coco_doctor::find_resume_point;
using atelier::coco_doctor::List;
using atelier::coco_doctor::ResumePoint;

void expect_onward(const std::string& text, size_t from, List list, ResumePoint::Kind kind, size_t at) {
  const ResumePoint found = find_resume_point(text, true, from, list);
  EXPECT_EQ(found.kind, kind) << text;
  EXPECT_EQ(found.at, at) << text;
}

TEST(Resume, NestedObjectsAreNoEntries) {
  const std::string json = R"({"id":1,,"parts":[{"a":1},{"a":2}]}, {"id":2,"image_id":3,"bbox":[]})";
  expect_onward(json, 1, List::kAnnotations, ResumePoint::Kind::kEntry, json.rfind('{'));
  expect_onward(json + ",", 1, List::kImages, ResumePoint::Kind::kNothing, 0);
  expect_onward(json, json.size(), List::kAnnotations, ResumePoint::Kind::kNothing, 0);
  expect_onward(json.substr(0, json.size() - 1), 1, List::kAnnotations, ResumePoint::Kind::kDamaged, json.rfind('{'));
  const std::string inner = R"({"a:1,"was":{"image_id":3,"bbox":[]},"all":[{"image_id":3,"bbox":[]}]},)";
  expect_onward(inner, 1, List::kAnnotations, ResumePoint::Kind::kNothing, 0);
}

TEST(Resume, WhateverQuotesAndBracketsAreLost) {
  const std::string sound = R"({"id":2,"image_id":3,"segmentation":[[{"x":1,"y":2}]],"note":"}],\"{"})";
  for (const std::string odd :
       {R"({"i)", R"({"id":1,"note":"a)", R"({"id":[[{)", R"({"id":1]]}}})", R"({"id":"\)", "{\"\""}) {
    const std::string text = odd + ",\n" + sound + "\n],\n\"images\": [";
    expect_onward(text, 1, List::kAnnotations, ResumePoint::Kind::kEntry, odd.size() + 2);
    expect_onward(odd + "\n],\n\"images\": []", 1, List::kAnnotations, ResumePoint::Kind::kListEnd, odd.size() + 1);
    expect_onward(odd + "\n]\n}\n", 1, List::kAnnotations, ResumePoint::Kind::kListEnd, odd.size() + 1);
  }
}

TEST(Resume, TellsBracketsOfTheListFromOthers) {
  for (const char* text : {"]", "]}", "] , \"images\":[", "],\"info\": {", "],\"mine\":[{\"a\":1}],\"b\":2}", "],"})
    EXPECT_EQ(closes_list(text, true, 0), Answer::kYes) << text;
  for (const char* text : {"]]", "],[1]", "],\"area\":1},{", "],\"type\":\"x\"},", "]},", "],\"images", "]:"})
    EXPECT_EQ(closes_list(text, true, 0), Answer::kNo) << text;
  for (const char* text : {"]", "]}", "],", "],\"ima", "],\"mine\":[1,", "],\"mine\":1"})
    EXPECT_EQ(closes_list(text, false, 0), Answer::kTooShort) << text;
}

TEST(Doctor, LinesAndColumns) {
  const Outcome outcome = examine_text(with("\n  " + square(1) + ",\n  \"\xc3\xa4\", null"));
  ASSERT_EQ(outcome.count("D401"), 2);
  const auto& second = outcome.report["findings"][1];
  EXPECT_EQ(second["line"], 4);
  EXPECT_EQ(second["column"], 8);  // characters, not bytes
}

TEST(Doctor, TheLimitListsFewAndCountsAll) {
  std::string annotations;
  for (int i = 0; i < 20; ++i) annotations += (i ? "," : "") + std::string("null");
  const Outcome outcome = examine_text(with(annotations), {{"limit", 3}, {"examples", 2}});
  EXPECT_EQ(outcome.count("D401"), 20);
  EXPECT_EQ(outcome.errors(), 20);
  EXPECT_EQ(std::count_if(outcome.report["findings"].begin(), outcome.report["findings"].end(),
                          [](const auto& each) { return each["code"] == "D401"; }),
            3);
  EXPECT_NE(std::find(outcome.lines.begin(), outcome.lines.end(), "    … and 18 more"), outcome.lines.end());
}

TEST(Doctor, FailsOnRequestAfterTellingAll) {
  const std::string warned = with(square(1).replace(square(1).find(",\"iscrowd\":0"), 12, ""));
  EXPECT_EQ(examine_text(warned, {{"fail_on", "error"}}).status, ATELIER_OK);
  EXPECT_EQ(examine_text(warned, {{"fail_on", "warning"}}).status, ATELIER_E_DATA);
  const Outcome outcome =
      examine_text(with("null,null,null,null,null,null,null"), {{"fail_on", "error"}, {"examples", 1}});
  EXPECT_EQ(outcome.status, ATELIER_E_DATA);
  EXPECT_NE(outcome.error.find("7 errors"), std::string::npos) << outcome.error;
  EXPECT_EQ(std::count_if(
                outcome.lines.begin(), outcome.lines.end(),
                [](const std::string& line) { return line.find("this entry is not an object") != std::string::npos; }),
            7);
}

TEST(Doctor, ControlCharactersOfTheFileStayOffTheScreen) {
  const Outcome outcome = examine_text(
      R"({"images":[{"id":1,"file_name":"..\/\u001b[31ma\n.png","width":8,"height":8}],"annotations":[],"categories":[]})");
  EXPECT_EQ(outcome.count("D207"), 1);
  for (const std::string& line : outcome.lines) EXPECT_EQ(line.find_first_of("\x1b\n"), std::string::npos) << line;
}

TEST(Doctor, Interrupts) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "in.json", with(square(1)), false);
  Bench bench;
  const auto part =
      bench.make<atelier::coco_doctor::CocoDoctor>({{"annotations", (folder / "in.json").string()}, {"fix", true}});
  bench.cancel(true);
  fs::create_directories(folder / "out");
  EXPECT_EQ(run(bench, part, folder / "out"), ATELIER_E_CANCELLED);
  EXPECT_TRUE(fs::is_empty(folder / "out"));
}

TEST(Doctor, AFileThatIsNotThereIsNoDefect) {
  const test::TemporaryFolder folder;
  const Outcome outcome = examine(folder / "no.json", folder / "out");
  EXPECT_EQ(outcome.status, ATELIER_E_IO);
  EXPECT_NE(outcome.error.find("no.json"), std::string::npos);
}

TEST(Doctor, OutputsOpenFromTheFolderAlone) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "in.json", with("null," + square(1)), false);
  Bench bench;
  for (const bool fix : {false, true}) {
    const fs::path out = folder / (fix ? "fixed" : "plain");
    examine(folder / "in.json", out, {{"fix", fix}});
    const auto opened = atelier::coco_doctor::CocoDoctor::open(bench.call(), out);
    EXPECT_EQ(opened->output(bench.call(), "errors").integer, 1);
    EXPECT_EQ(opened->output(bench.call(), "warnings").integer, 0);
    EXPECT_EQ(atelier::view(opened->output(bench.call(), "report").text), (out / "doctor.json").string());
    if (fix) {
      EXPECT_EQ(atelier::view(opened->output(bench.call(), "fixed").text), (out / "fixed.json").string());
    } else {
      EXPECT_THROW(opened->output(bench.call(), "fixed"), atelier::Error);
    }
  }
}

// As a reused result must be that another folder's file of the same content gets.
TEST(CocoDoctorTest, SaysTheSameOfAFileElsewhere) {
  const test::TemporaryFolder folder;
  std::map<std::string, std::string> left[2];
  for (const size_t i : {size_t{0}, size_t{1}}) {
    const fs::path in = folder / ("in" + std::to_string(i)), out = folder / ("out" + std::to_string(i));
    fs::create_directories(in / "pictures");
    atelier::write_file(in / "a.json", R"({"images":[{"id":1,"file_name":"a.png"}],"annotations":[],"categories":[]})");
    atelier::write_file(in / "pictures/b.png", "x");
    examining::examine(in / "a.json", out, {{"images", (in / "pictures").string()}});
    left[i] = test::files_but_reports(atelier::component_of<atelier::coco_doctor::CocoDoctor>(), out);
  }
  EXPECT_EQ(left[0].count("doctor.txt"), 0u);
  EXPECT_EQ(left[0].count("doctor.json"), 1u);
  EXPECT_EQ(left[0], left[1]);
}

}  // namespace
