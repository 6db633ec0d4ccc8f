// The field cases: what other people's files become.
#include "examining.hpp"

namespace {

using namespace examining;

struct FieldCase {
  const char* file;    // below field_cases
  const char* images;  // "" for none
  int kept, mended, left, dropped;
  const char* codes;  // that must be told
  int pixels;         // covered in the fixed file; -1 for not asked
};

constexpr FieldCase kFieldCases[] = {
    {"string-ids/anns-all.json", "string-ids/pictures", 2, 2, 0, 0, "D112 D418", 160},
    {"string-ids/anns-only.json", "string-ids/pictures", 2, 1, 0, 0, "D112 D418", 160},
    {"string-ids/cats-all.json", "string-ids/pictures", 2, 2, 0, 0, "D112 D418", 160},
    {"string-ids/strings.json", "string-ids/pictures", 1, 1, 0, 0, "D210 D307 D418", 80},
    {"string-ids/null-category.json", "string-ids/pictures", 1, 0, 0, 1, "D406", 80},
    {"huge-ids/beyond53.json", "", 2, 0, 0, 0, "", 96},
    {"huge-ids/beyond64.json", "huge-ids/pictures", 1, 1, 0, 0, "D202 D404", 48},
    {"huge-ids/rounded.json", "huge-ids/pictures", 1, 1, 0, 0, "D418", 48},
    {"huge-ids/sci.json", "huge-ids/pictures", 1, 0, 0, 0, "", 48},
    {"name-ids/a.json", "name-ids/pictures", 2, 2, 0, 0, "D202 D404", 160},
    {"nesting/a.json", "nesting/pictures", 5, 5, 0, 0, "D510 D511 D516 D517", -1},
    {"rle-bytes/a.json", "rle-bytes/pictures", 4, 3, 1, 0, "D408 D607 D608 D609", -1},
    {"not-utf8/a.json", "not-utf8/pictures", 1, 0, 0, 0, "D104", 80},
    {"not-utf8/utf16.json", "not-utf8/pictures", 1, 0, 0, 0, "D104", 80},
    {"not-utf8/bom.json", "not-utf8/pictures", 1, 0, 0, 0, "D109", 80},
    {"ls-url/nan.json", "ls-url/mixed/pictures", 3, 1, 0, 0, "D105 D709", 240},
    {"ls-url/local/a.json", "ls-url/local/pictures", 1, 0, 0, 0, "D709", 80},
    {"ls-url/url/a.json", "ls-url/url/pictures", 1, 0, 0, 0, "D709", 80},
    {"ls-url/sub/a.json", "ls-url/sub/pictures", 1, 0, 0, 0, "D709", 80},
    {"ls-url/mixed/a.json", "ls-url/mixed/pictures", 3, 0, 0, 0, "D709", 240},
    {"ls-url/mixed/area-zero.json", "ls-url/mixed/pictures", 3, 3, 0, 0, "D412", 240},
    {"lvis-keypoints/lvis.json", "lvis-keypoints/pictures", 1, 1, 0, 0, "D212", 80},
    {"lvis-keypoints/boxes.json", "lvis-keypoints/pictures", 1, 0, 0, 1, "D420", 80},
    {"hole-ring/a.json", "hole-ring/pictures", 1, 0, 1, 0, "D513", 900},
    {"hole-ring/area900.json", "hole-ring/pictures", 1, 0, 0, 0, "", 900},
    {"wrong-units/fractions.json", "", 1, 0, 1, 0, "D512", -1},
    {"wrong-units/percent.json", "", 1, 0, 1, 0, "D514", -1},
    {"wrong-units/runs-even.json", "", 1, 0, 1, 0, "D515", -1},
    {"wrong-units/runs-odd.json", "", 1, 0, 1, 0, "D515", -1},
    {"wrong-units/swapped.json", "wrong-units/big", 1, 0, 0, 0, "D703", -1},
    {"exif/turned.json", "exif/pictures", 1, 1, 0, 0, "D704", 500},
    {"exif/stored.json", "exif/pictures", 1, 0, 0, 0, "D705", 500},
    {"exif/square.json", "exif/square", 1, 0, 0, 0, "D705", 300},
};

void PrintTo(const FieldCase& given, std::ostream* out) { *out << given.file; }

class FieldCases : public ::testing::TestWithParam<FieldCase> {};

TEST_P(FieldCases, AreKeptAsFarAsTheyCanBeTold) {
  ATELIER_NEEDS_DATA();
  const FieldCase& given = GetParam();
  const test::TemporaryFolder folder;
  Bench::Options options = {{"fix", true}};
  if (*given.images) options.emplace_back("images", test::data(std::string("field_cases/") + given.images).string());
  const Outcome outcome = examine(test::data(std::string("field_cases/") + given.file), folder / "out", options);
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  ASSERT_NE(outcome.fixed, "") << listing(outcome);
  const auto& summary = outcome.report["summary"];
  EXPECT_EQ(summary["kept"]["annotations"], given.kept) << listing(outcome);
  EXPECT_EQ(summary["mended"]["annotations"], given.mended) << listing(outcome);
  EXPECT_EQ(summary["left"]["annotations"], given.left) << listing(outcome);
  EXPECT_EQ(summary["dropped"]["annotations"], given.dropped) << listing(outcome);
  std::istringstream codes(given.codes);
  for (std::string code; codes >> code;) EXPECT_NE(outcome.count(code), 0) << code << '\n' << listing(outcome);
  const Outcome again = examine(folder / "out/fixed.json", folder / "again", options);
  EXPECT_EQ(again.fixed, outcome.fixed);
  if (given.pixels >= 0) {
    EXPECT_EQ(again.report["statistics"]["pixels"], given.pixels) << outcome.fixed;
  }
  if (given.left == 0 && outcome.count("D703") == 0) {
    EXPECT_EQ(again.errors(), 0) << listing(again);
    EXPECT_EQ(reader_says(folder / "out/fixed.json"), "") << outcome.fixed;
  }
}

std::string name_of_field_case(const ::testing::TestParamInfo<FieldCase>& info) {
  std::string name = info.param.file;
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name + (*info.param.images ? "_beside_" + std::to_string(info.index) : "");
}
INSTANTIATE_TEST_SUITE_P(All, FieldCases, ::testing::ValuesIn(kFieldCases), name_of_field_case);

std::string all_of(const Outcome& outcome) {
  std::string out;
  for (const std::string& line : outcome.lines) out += line + '\n';
  return out;
}

TEST(FieldCases, OtherKindsAreNamedAndNotFixed) {
  ATELIER_NEEDS_DATA();
  for (const auto& [file, word] :
       {std::pair("panoptic/good.json", "coco.panoptic"), std::pair("lvis-keypoints/keypoints.json", "keypoints")}) {
    const test::TemporaryFolder folder;
    const Outcome outcome = examine(test::data(std::string("field_cases/") + file), folder / "out", {{"fix", true}});
    EXPECT_EQ(outcome.count("D114"), 1) << file << listing(outcome);
    EXPECT_NE(all_of(outcome).find(word), std::string::npos) << all_of(outcome);
    EXPECT_EQ(outcome.fixed, "");
    EXPECT_NE(all_of(outcome).find("there is no fixed.json: "), std::string::npos) << all_of(outcome);
  }
}

TEST(FieldCases, ALostReferenceIsNamedWithItsNumber) {
  ATELIER_NEEDS_DATA();
  const Outcome outcome = [] {
    const test::TemporaryFolder folder;
    return examine(test::data("field_cases/huge-ids/float.json"), folder / "out", {{"fix", true}});
  }();
  EXPECT_NE(all_of(outcome).find("`image_id` is 100.5, which no picture has"), std::string::npos) << all_of(outcome);
  EXPECT_EQ(outcome.fixed, "") << "nothing is left of it";
}

TEST(FieldCases, TheSummaryCountsKeptMendedLeftAndDroppedApart) {
  ATELIER_NEEDS_DATA();
  const test::TemporaryFolder folder;
  const Outcome outcome =
      examine(test::data("field_cases/string-ids/null-category.json"), folder / "out", {{"fix", true}});
  EXPECT_NE(all_of(outcome).find("fixed.json: 1 annotation kept, 1 dropped; 1 picture kept; 2 categories kept "
                                 "(see `fixes` in doctor.json for what was dropped, and why)\n"),
            std::string::npos)
      << all_of(outcome);
}

// One byte is read as Windows-1252, of which it is the letter.
TEST(FieldCases, NamesKeepTheirLetters) {
  ATELIER_NEEDS_DATA();
  const test::TemporaryFolder folder;
  const Outcome outcome = examine(test::data("field_cases/not-utf8/a.json"), folder / "out", {{"fix", true}});
  EXPECT_NE(outcome.fixed.find("Schraube-gr\xc3\xbcn"), std::string::npos) << outcome.fixed;
}

// The outline on the turned picture, 40 x 60, lies as it is meant on the stored one, 60 x 40.
TEST(FieldCases, TurnedShapesAreTurnedBack) {
  ATELIER_NEEDS_DATA();
  const test::TemporaryFolder folder;
  const Outcome outcome = examine(test::data("field_cases/exif/turned.json"), folder / "out",
                                  {{"fix", true}, {"images", test::data("field_cases/exif/pictures").string()}});
  const auto file = nlohmann::json::parse(outcome.fixed);
  EXPECT_EQ(file["images"][0]["width"], 60);
  EXPECT_EQ(file["images"][0]["height"], 40);
  const auto& annotation = file["annotations"][0];
  EXPECT_EQ(annotation["bbox"][2], 25) << annotation.dump();
  EXPECT_EQ(annotation["bbox"][3], 20) << annotation.dump();
  EXPECT_EQ(annotation["area"], 500.0);
}

}  // namespace
