// What the fixed file changes, and that it leaves every other byte alone.
#include <iterator>

#include "examining.hpp"
#include "fix/fixed_file.hpp"
#include "json/raw_json.hpp"

namespace {

using namespace examining;
using atelier::coco_doctor::edited;
using atelier::coco_doctor::items_of;
using atelier::coco_doctor::member_of;
using atelier::coco_doctor::without_nan;

TEST(RawJson, EditsSingleValues) {
  EXPECT_EQ(edited(R"({ "a" : 1, "b":[1,{"a":2}] })", {{"a", "7"}}), R"({ "a" : 7, "b":[1,{"a":2}] })");
  EXPECT_EQ(edited(R"({"a":1})", {{"b", "[2]"}, {"c", "3"}}), R"({"a":1, "b": [2], "c": 3})");
  EXPECT_EQ(edited("{ }", {{"b", "2"}}), R"({"b": 2 })");
  EXPECT_EQ(edited(R"({"a":"}\"","b":1,"a":2})", {{"a", "0"}}), R"({"a":0,"b":1,"a":0})");
  EXPECT_EQ(member_of(R"({"x":"a,b]","seg" : [[1, 2]] })", "seg"), "[[1, 2]]");
  EXPECT_EQ(member_of(R"({"x":1})", "seg"), "");
  const auto items = items_of(" [ [1,2] , \"a,]\",3]");
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[1], "\"a,]\"");
  EXPECT_EQ(items[2], "3");
  EXPECT_EQ(without_nan(R"([NaN,-Infinity,"NaN",Infinity])"), R"([null,null,"NaN",null])");
  EXPECT_EQ(without_nan(R"([1e308,-1e999,"1e999",1e-999])"), R"([1e308,null,"1e999",1e-999])");
}

TEST(Fix, LeavesASoundFileAsItIs) {
  ATELIER_NEEDS_DATA();
  for (const char* name : {"coco/annotations/instances_val2017.json", "fruits_nuts/annotations/trainval.json"}) {
    const test::TemporaryFolder folder;
    const Outcome outcome = examine(test::data(name), folder / "out", {{"fix", true}});
    ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
    EXPECT_EQ(outcome.fixed, atelier::read_file(test::data(name)));
    EXPECT_EQ(reader_says(folder / "out/fixed.json"), "");
  }
}

TEST(Fix, KeepsUnknownKeysLayoutAndNumbersAsWritten) {
  const std::string head = R"({
  "info": {"year": 2026, "x": [1, 2]},  "licenses": [ ],
  "images": [{"id": 1, "file_name": "a.png", "width": 32, "height": 24, "when": "today"}],
  "annotations": [
)";
  const std::string tail = R"(
  ],
  "categories": [{"id": 1, "name": "cat", "keypoints": []}]
}
)";
  const std::string sound =
      R"(    {"id": 1, "image_id": 1, "category_id": 1, "iscrowd": 0, "area": 256.0, "bbox": [2, 2, 16, 16], "segmentation": [[2.00, 2e0, 18, 2, 18, 18, 2, 18]], "score": 0.5})";
  const std::string odd =
      R"(    {"id": 2, "image_id": 1, "category_id": 1, "bbox": [20, 4, 10, 10], "segmentation": [[20.0, 4, 30, 4, 30, 14, 20, 14, 20], [1, 1]], "note": "\u00e4"})";
  const std::string mended =
      R"(    {"id": 2, "image_id": 1, "category_id": 1, "bbox": [20, 4, 10, 10], "segmentation": [[20.0, 4, 30, 4, 30, 14, 20, 14]], "note": "\u00e4", "iscrowd": 0, "area": 100})";
  EXPECT_EQ(examine_text(head + sound + ",\n" + odd + tail, {{"fix", true}}).fixed,
            head + sound + ",\n" + mended + tail);
  EXPECT_EQ(examine_text(head + "null,\n" + sound + ",\n    null" + tail, {{"fix", true}}).fixed, head + sound + tail);
  EXPECT_EQ(examine_text(head + sound + ",\n    7,\n    8,\n" + odd + tail, {{"fix", true}}).fixed,
            head + sound + ",\n" + mended + tail);
}

TEST(Fix, ClosesAFileThatWasCutOff) {
  const std::string start =
      R"({"images":[{"id":1,"file_name":"a.png","width":32,"height":24}],"categories":[{"id":1,"name":"cat"}],"annotations":[)"
      R"({"id":1,"image_id":1,"category_id":1,"iscrowd":0,"area":256,"bbox":[2,2,16,16],"segmentation":[[2,2,18,2,18,18,2,18]]})";
  for (const char* rest : {"", ",", ",\n{\"id\":2,\"segm", ", {\"id\":2", "]", "],"}) {
    const Outcome outcome = examine_text(start + rest, {{"fix", true}});
    EXPECT_EQ(outcome.count("D103"), 1) << rest << '\n' << listing(outcome);
    ASSERT_NE(outcome.fixed, "") << rest;
    const auto json = nlohmann::json::parse(outcome.fixed, nullptr, false);
    ASSERT_FALSE(json.is_discarded()) << outcome.fixed;
    EXPECT_EQ(json["annotations"].size(), 1u);
  }
  // Without all three lists there is nothing to close.
  EXPECT_EQ(examine_text(R"({"images":[{"id":1)", {{"fix", true}}).fixed, "");
}

// Other bytes in place of some of an entry's.
std::string damaged(std::string entry, int kind) {
  constexpr struct {
    std::string_view at, instead;
  } kChanges[] = {
      {"\"area", "area"}, {"]]", "]"}, {"\"image_id", "}],\"image_id"}, {"}", ""}, {"[[", "[{\""},
  };
  const auto& change = kChanges[kind % std::size(kChanges)];
  return entry.replace(entry.find(change.at), change.at.size(), change.instead);
}

// Whatever is lost in every second entry: all others are kept, in a time that grows with the file and not its square.
TEST(Fix, DamagedEntriesTakeNoneWithThem) {
  constexpr int kEntries = 4000;
  for (int kind = 0; kind < 10; ++kind) {
    const std::string_view comma = kind < 5 ? ",\n" : ",";
    std::string all;
    for (int i = 0; i < kEntries; ++i) {
      const std::string x = std::to_string(i % 64 * 4), y = std::to_string(i / 64 * 4);
      const std::string right = std::to_string(i % 64 * 4 + 4), bottom = std::to_string(i / 64 * 4 + 4);
      const std::string entry = "{\"id\":" + std::to_string(i + 1) +
                                ",\"image_id\":1,\"category_id\":1,\"iscrowd\":0,\"area\":16,\"bbox\":[" + x + "," + y +
                                ",4,4],\"segmentation\":[[" + x + "," + y + "," + right + "," + y + "," + right + "," +
                                bottom + "," + x + "," + bottom + "]]}";
      all += (i ? comma : "");
      all += i % 2 ? damaged(entry, kind) : entry;
    }
    const Outcome outcome =
        examine_text(R"({"images":[{"id":1,"file_name":"a.png","width":256,"height":256}],"annotations":[)" + all +
                         R"(],"categories":[{"id":1,"name":"cat"}]})",
                     {{"fix", true}});
    ASSERT_NE(outcome.fixed, "") << kind << all.substr(0, 1000);
    EXPECT_EQ(outcome.report["summary"]["kept"]["annotations"], kEntries / 2) << kind;
    EXPECT_EQ(outcome.report["summary"]["kept"]["categories"], 1) << kind;
    EXPECT_TRUE(nlohmann::json::accept(outcome.fixed)) << kind;
  }
}

// What is broken beside the lists is told and becomes null.
TEST(Fix, ABrokenValueBesideTheListsTakesNoneWithIt) {
  const std::string lists =
      ",\n\"images\": [{\"id\":1,\"file_name\":\"a.png\",\"width\":32,\"height\":24}],\n\"licenses\": [],\n"
      "\"annotations\": [],\n\"categories\": [{\"id\":1,\"name\":\"cat\"}]}\n";
  for (const char* odd :
       {R"({"year": 2026, "by": "me})", R"({"year": 2026)", "[[1, 2]", "{]}", R"("me)", R"({"a": "\"})"}) {
    const Outcome outcome = examine_text(std::string("{\"info\": ") + odd + lists, {{"fix", true}});
    EXPECT_EQ(outcome.fixed, "{\"info\": null" + lists) << odd << listing(outcome);
    EXPECT_EQ(outcome.count("D102"), 1) << listing(outcome);
    EXPECT_EQ(outcome.report["fixes"][0]["done"], "the value of `info` is now null");
  }
}

TEST(Fix, FreshIdsAreBeyondAllOthers) {
  std::string annotations;
  int column = 0;
  for (const char* id : {"\"id\":5,", "\"id\":5,", "", "\"id\":900,", "\"id\":\"5\","}) {
    const std::string x = std::to_string(column * 6), right = std::to_string(column * 6 + 5);
    annotations += std::string(column++ ? "," : "") + "{" + id +
                   R"("image_id":1,"category_id":1,"iscrowd":0,"area":25,"bbox":[)" + x +
                   ",0,5,5],\"segmentation\":[[" + x + ",0," + right + ",0," + right + ",5," + x + ",5]]}";
  }
  const Outcome outcome = examine_text(
      R"({"images":[{"id":1,"file_name":"a.png","width":32,"height":24}],"categories":[{"id":1,"name":"cat"}],"annotations":[)" +
          annotations + "]}",
      {{"fix", true}});
  std::vector<int64_t> ids;
  const auto json = nlohmann::json::parse(outcome.fixed);
  for (const auto& each : json["annotations"]) ids.push_back(each["id"]);
  EXPECT_EQ(ids, (std::vector<int64_t>{5, 901, 902, 900, 903}));
}

// One grey value of 32 bits, as a float or as a whole number.
std::string tiff_of_one_value(uint16_t format) {
  std::string out("II*\0\x08\0\0\0", 8);
  const auto put = [&](uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i);
  };
  constexpr uint16_t kShort = 3, kLong = 4;
  const struct {
    uint16_t tag, type;
    uint32_t value;
  } entries[] = {{256, kShort, 1},  {257, kShort, 1}, {258, kShort, 32}, {259, kShort, 1}, {262, kShort, 1},
                 {273, kLong, 134}, {277, kShort, 1}, {278, kShort, 1},  {279, kLong, 4},  {339, kShort, format}};
  put(std::size(entries), 2);
  for (const auto& entry : entries) put(entry.tag, 2), put(entry.type, 2), put(1, 4), put(entry.value, 4);
  put(0, 4);
  EXPECT_EQ(out.size(), 134u);
  put(0x3f800000, 4);
  return out;
}

// A picture that cannot be made RGB is sound when it can be read as stored.
TEST(Fix, KeepsPicturesThatAreReadAsStored) {
  const test::TemporaryFolder folder;
  fs::create_directories(folder / "pictures");
  atelier::write_file(folder / "pictures/float.tif", tiff_of_one_value(3), false);
  atelier::write_file(folder / "pictures/whole.tif", tiff_of_one_value(1), false);  // uint32, which nobody reads
  atelier::write_file(folder / "in.json",
                      R"({"images": [{"id": 1, "file_name": "float.tif", "height": 1, "width": 1},
{"id": 2, "file_name": "whole.tif", "height": 1, "width": 1}], "annotations": [], "categories": []})",
                      false);
  const Outcome outcome =
      examine(folder / "in.json", folder / "out", {{"images", (folder / "pictures").string()}, {"fix", true}});
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  EXPECT_EQ(outcome.count("D702"), 1) << listing(outcome);
  EXPECT_NE(outcome.fixed.find("float.tif"), std::string::npos) << outcome.fixed;
  EXPECT_NE(outcome.fixed.find("whole.tif"), std::string::npos) << "others may read it";
  EXPECT_EQ(outcome.report["summary"]["left"]["pictures"], 1);
}

// `fix` of annotations of one picture of 64 x 48, of the categories 1, "cat", and those given.
Outcome fix_annotations(const std::string& annotations, const std::string& more_categories = "") {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "in.json",
                      R"({"images": [{"id": 1, "file_name": "a.png", "width": 64, "height": 48}],
"categories": [{"id": 1, "name": "cat"})" +
                          more_categories + R"(],
"annotations": [)" + annotations +
                          "]}",
                      false);
  return examine(folder / "in.json", folder / "out", {{"fix", true}});
}

std::string square(const std::string& measures) {
  return R"({"id": 1, "image_id": 1, "category_id": 1, "iscrowd": 0, )" + measures +
         R"("segmentation": [[10, 10, 20, 10, 20, 20, 10, 20]]})";
}

// A lost bracket may leave JSON behind, in which one annotation holds all that follow.
TEST(Fix, TakesEntriesOutOfTheOneThatHoldsThem) {
  const std::string sound = square(R"("area": 100, "bbox": [10, 10, 10, 10], )");
  for (const char* swallowing :
       {R"({"id": 7, "image_id": 1, "category_id": 1, "segmentation": [[1, 1, 9, 1, 9, 9] ,"tag",)",
        R"({"id": 7, "image_id": 1, "category_id": 1, "segmentation": [[1, 1, 9, 1, 9, 9,)",
        R"({"id": 7, "image_id": 1, "category_id": 1, "bbox": [1, 1, 9, 1, )"}) {
    const Outcome outcome = fix_annotations(std::string(swallowing) + "\n" + sound + ",\n" + sound);
    EXPECT_EQ(outcome.report["summary"]["kept"]["annotations"], 2) << swallowing << outcome.fixed;
  }
}

// What contradicts the shape may be right, and is all that shows it.
TEST(Fix, NeverOverwritesWhatMayProveAFault) {
  for (const char* measures :
       {R"("area": 400, )", R"("area": 100, "bbox": [30, 30, 10, 10], )", R"("area": 100, "bbox": [10, 10, 30, 20], )",
        R"("area": 400, "bbox": [20, 20, 20, 20], )"}) {
    const Outcome outcome = fix_annotations(square(measures));
    EXPECT_NE(outcome.fixed.find(measures), std::string::npos) << measures << outcome.fixed;
    EXPECT_EQ(outcome.report["summary"]["left"]["annotations"], 1) << measures;
  }
}

// A box made of the doubtful shape would speak for it in the next fix.
TEST(Fix, MakesNoProofOutOfWhatIsDoubtful) {
  const Outcome outcome = fix_annotations(square(R"("area": 400, "bbox": [1, 2, 3], )"));
  EXPECT_NE(outcome.fixed.find(R"("bbox": [1, 2, 3])"), std::string::npos) << outcome.fixed;
}

TEST(Fix, OverwritesWhatIsExplained) {
  const std::string box = R"("bbox": [10, 10, 10, 10])";
  for (const char* measures :
       {R"("area": 100, "bbox": [10, 10, 20, 20], )", R"("area": 100, "bbox": [15, 15, 10, 10], )",
        R"("area": 100, "bbox": [0.15625, 0.2083333, 0.15625, 0.2083333], )",
        R"("area": 100, "bbox": [0.234375, 0.3125, 0.15625, 0.2083333], )"}) {
    const Outcome outcome = fix_annotations(square(measures));
    EXPECT_NE(outcome.fixed.find(box), std::string::npos) << measures << outcome.fixed;
    EXPECT_EQ(outcome.report["summary"]["left"]["annotations"], 0) << measures;
  }
  EXPECT_NE(fix_annotations(square(R"("area": 300, "bbox": [10, 10, 10, 10], )")).fixed.find(R"("area": 100)"),
            std::string::npos)
      << "the box speaks for the shape";
}

TEST(Fix, CountsAsLeftWhatOneIdOfTwoNamesMayMean) {
  const Outcome two =
      fix_annotations(square(R"("area": 100, "bbox": [10, 10, 10, 10], )"), R"(, {"id": 1, "name": "dog"})");
  EXPECT_EQ(two.report["summary"]["left"]["annotations"], 1) << two.fixed;
  const Outcome one =
      fix_annotations(square(R"("area": 100, "bbox": [10, 10, 10, 10], )"), R"(, {"id": 1, "name": "cat"})");
  EXPECT_EQ(one.report["summary"]["left"]["annotations"], 0) << one.fixed;
}

}  // namespace
