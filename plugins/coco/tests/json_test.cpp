// The reader against JSON of every sort: where a text is broken, and that nothing makes it crash.
#include <cmath>
#include <random>

#include "reading.hpp"

using reading::read_text;

namespace {

// What is wrong, of a fault that the doctor mends.
std::string mendable_fault_of(const std::string& json) {
  const std::string error = read_text(json).error;
  const size_t end = error.find("; such faults are mended by atelier run coco-doctor --set ");
  EXPECT_NE(end, std::string::npos) << error;
  return error.substr(0, end);
}

TEST(Json, NamesTheByteWhereAFileBreaks) {
  EXPECT_EQ(read_text("").error,
            "byte 0 (line 1, column 1): expected a JSON object that holds the lists `images`, `annotations`, "
            "`categories`, but the file ends");
  EXPECT_EQ(read_text("[]").error,
            "byte 0 (line 1, column 1): expected a JSON object that holds the lists `images`, `annotations`, "
            "`categories`");
  EXPECT_EQ(read_text("{\"images\": [],\n \"annotations\": [],\n \"categories\": [}\n").error.substr(0, 27),
            "byte 51 (line 3, column 17)");
  EXPECT_EQ(read_text("{\"images\": [],\n \"annotations\": [{\"id\": 1,}]}").error.substr(0, 27),
            "byte 41 (line 2, column 27)");
  EXPECT_EQ(mendable_fault_of("{\"images\": [] \"annotations\": []}"),
            "byte 14 (line 1, column 15): expected a comma or the closing brace of the object");
  EXPECT_EQ(mendable_fault_of("{\"images\" []}"), "byte 10 (line 1, column 11): expected a colon after the key");
  EXPECT_EQ(read_text("{\"images\": [{\"id\": 1").error,
            "byte 20 (line 1, column 21): the file ends within a value that starts at byte 12");
  // Columns count characters, not bytes.
  EXPECT_EQ(mendable_fault_of("{\"\xc3\xa4\": 1, 2}"), "byte 10 (line 1, column 10): expected a key in double quotes");
}

TEST(Json, NamesCommasTooManyAndComments) {
  EXPECT_EQ(mendable_fault_of("{\"images\": [{\"id\": 1, \"file_name\": \"a\", \"height\": 1, \"width\": 1},]}"),
            "byte 65 (line 1, column 66): expected a value, not `]`; is there a comma too many before it?");
  EXPECT_EQ(mendable_fault_of("{\"images\": [], \"annotations\": [{\"id\": 1,}]}").substr(0, 58),
            "byte 40 (line 1, column 41): not valid JSON: unexpected '}");
  EXPECT_EQ(read_text("{\"images\": [], // none\n \"annotations\": []}").error,
            "byte 15 (line 1, column 16): expected a key in double quotes; JSON has no comments; take them out");
  EXPECT_NE(read_text("// made by hand\n{\"images\": []}").error.find("; JSON has no comments"), std::string::npos);
  const std::string within = read_text("{\"images\": [{\"id\": 1, // one\n \"width\": 3}]}").error;
  EXPECT_EQ(within.find("byte 22 (line 1, column 23)"), 0u) << within;
  EXPECT_NE(within.find("; JSON has no comments"), std::string::npos) << within;
}

TEST(Json, SaysWhatIsExpected) {
  EXPECT_NE(read_text("{}").error.find("the object has no `images`"), std::string::npos);
  EXPECT_NE(read_text(R"({"images":[],"categories":[]})").error.find("no `annotations`"), std::string::npos);
  EXPECT_EQ(read_text(R"({"images":{},"annotations":[],"categories":[]})").error,
            "byte 10 (line 1, column 11): `images` must be a list");
  EXPECT_NE(read_text(R"({"images":[],"images":[]})").error.find("`images` is given twice"), std::string::npos);
  EXPECT_NE(read_text(R"({"images":[],"annotations":[],"categories":[]} x)").error.find("byte 47"), std::string::npos);
  EXPECT_EQ(read_text(R"({"images":[],"annotations":[],"categories":[]})").error, "");
}

TEST(Json, RefusesDamagedPicturesAndCategories) {
  const auto images = [](const std::string& list) {
    return read_text("{\"annotations\":[],\"categories\":[],\n\"images\":[" + list + "]}").error;
  };
  EXPECT_EQ(images(R"({"id":1,"width":8,"height":8})"),
            "byte 45 (line 2, column 11): the image 1 has no text `file_name`");
  EXPECT_EQ(images(R"({"id":1,"file_name":"a","height":8})"),
            "byte 45 (line 2, column 11): the image has no integer `width`");
  EXPECT_EQ(images(R"({"file_name":"a","width":8,"height":8})"),
            "byte 45 (line 2, column 11): the image has no integer `id`");
  EXPECT_EQ(images(R"({"id":1,"file_name":"a","width":0,"height":8})"),
            "byte 45 (line 2, column 11): the image has a `width` of 0");
  EXPECT_EQ(images(R"({"id":1,"file_name":"a","width":8,"height":8},{"id":1,"file_name":"b","width":8,"height":8})"),
            "byte 91 (line 2, column 57): the image id 1 is given twice");
  EXPECT_EQ(images("3"), "byte 45 (line 2, column 11): an image must be a JSON object");

  const auto categories = [](const std::string& list) {
    return read_text(R"({"annotations":[],"images":[],"categories":[)" + list + "]}").error;
  };
  EXPECT_EQ(categories(R"({"name":"cat"})"), "byte 44 (line 1, column 45): the category has no integer `id`");
  EXPECT_EQ(categories(R"({"id":1})"), "byte 44 (line 1, column 45): the category has no text `name`");
  EXPECT_EQ(categories(R"({"id":1,"name":"a"},{"id":1,"name":"b"})"),
            "byte 64 (line 1, column 65): the category id 1 is given twice");
}

TEST(Json, NumbersBeyondTheMachine) {
  // Integers of any length are numbers; what no double holds is no coordinate, but breaks no file.
  const auto long_id =
      reading::read_instance(R"(,"key":123456789012345678901234567890,"segmentation":[[0,0,4,0,4,4]])");
  EXPECT_EQ(long_id.rings.size(), 1u);
  const auto ring = reading::read_instance(R"(,"segmentation":[[0,0,4,0,4,1e400],[0,0,4,0,4,100000000000000000000]])");
  EXPECT_EQ(ring.defect, "ring_not_numbers");
  ASSERT_EQ(ring.rings.size(), 1u);
  EXPECT_EQ(ring.rings[0].back(), 1e20);
  EXPECT_NE(read_text(R"({"x":[12345678901234567890123,0123]})").error, "");
  EXPECT_EQ(
      read_text(R"({"x":[-1e400,NaN]})").error,
      "byte 13 (line 1, column 14): not valid JSON: invalid literal; last read: 'N'; with accept_nan = true it is "
      "read as a missing number");
}

TEST(Json, PythonsNanIsAcceptedOnRequest) {
  const std::string file = reading::with_annotations(
      R"({"id":5,"image_id":1,"category_id":7,"bbox":[Infinity,-Infinity,NaN],"area":NaN,"note":"NaN",)"
      R"("segmentation":[[0,0,4,0,4,NaN],[0,0,4,0,4,4]]})");
  EXPECT_NE(read_text(file).error.find("accept_nan = true"), std::string::npos) << read_text(file).error;
  const auto dataset = read_text(file, true);
  ASSERT_EQ(dataset.error, "");
  const auto& instance = dataset.instances.at(0).at(0);
  EXPECT_TRUE(std::isnan(instance.area));
  EXPECT_EQ(instance.rings.size(), 1u);
  EXPECT_EQ(instance.defect, "ring_not_numbers");
  for (const char* bad : {"[nan]", "[+Infinity]", "[Infinit]", "[NaN NaN]", "[--Infinity]", "[1Infinity]"})
    EXPECT_NE(
        read_text(std::string("{\"images\":[],\"annotations\":[],\"categories\":[],\"x\":") + bad + "}", true).error,
        "")
        << bad;
}

TEST(Json, OtherEncodingsAreNamed) {
  for (const std::string& start :
       {std::string("\xff\xfe{\0", 4), std::string("\xfe\xff\0{", 4), std::string("\0{\0", 3)})
    EXPECT_NE(read_text(start).error.find("UTF-8"), std::string::npos);
  EXPECT_EQ(read_text("\xef\xbb\xbf" + reading::with_annotations("")).error, "");
}

TEST(Json, AFileThatIsNotThereOrIsAFolder) {
  const test::TemporaryFolder folder;
  EXPECT_NE(reading::read(folder / "no.json").error.find("No such file"), std::string::npos);
  EXPECT_NE(reading::read(folder.path()).error.find("is a folder, not a file"), std::string::npos);
}

TEST(Json, ValuesMayBeLongerThanTheWindow) {
  std::string ring = "0,0";
  for (int i = 0; i < 400000; ++i) ring += "," + std::to_string(i % 8) + "," + std::to_string(i % 7);
  std::string list;
  for (int i = 0; i < 3; ++i)
    list += (i ? "," : "") + ("{\"id\":" + std::to_string(i)) +
            R"(,"image_id":1,"category_id":3,"note":"[{\"\\","segmentation":[[)" + ring + "]]}";
  const std::string filler(3000000, ' ');
  const auto dataset = read_text(filler + reading::with_annotations(list) + filler);
  ASSERT_EQ(dataset.error, "");
  ASSERT_EQ(dataset.instances.at(0).size(), 3u);
  EXPECT_EQ(dataset.instances[0][2].rings.at(0).size(), 800002u);
  EXPECT_EQ(dataset.instances[0][2].rings[0].back(), 399999 % 7);
  EXPECT_EQ(dataset.instances[0][0].offset,
            filler.size() + reading::with_annotations("").find("\"annotations\":[") + 15);
}

// Each text of the suite as a file of its own, and as the value of a key that nobody knows.
TEST(Json, Suite) {
  ATELIER_NEEDS_DATA();
  const std::string head = R"({"images":[],"annotations":[],"categories":[],"extra":)";
  int accepted = 0, refused = 0;
  for (const char* folder : {"json_nst/test_parsing", "json_nst/test_transform"})
    for (const auto& file : std::filesystem::directory_iterator(test::data(folder))) {
      const std::string name = file.path().filename().string();
      const std::string kind = name.substr(0, 2);
      if (file.path().extension() != ".json") continue;
      EXPECT_NE(reading::read(file.path()).error, "") << name << " is no annotation file";
      const std::string error = read_text(head + atelier::read_file(file.path()) + "}").error;
      // Texts in other encodings cannot be told from garbage inside a text in UTF-8.
      if (name.find("utf16") != std::string::npos || name.find("utf32") != std::string::npos) continue;
      if (kind == "y_") {
        EXPECT_EQ(error, "") << name;
      } else if (kind == "n_") {
        EXPECT_NE(error, "") << name;
      }
      (error.empty() ? accepted : refused)++;
    }
  EXPECT_GE(accepted, 100);
  EXPECT_GE(refused, 190);
}

// Damages a real file at random, mostly with bytes that mean something in JSON.
TEST(Json, MutationsNeverCrash) {
  ATELIER_NEEDS_DATA();
  const auto seed = std::random_device{}();
  RecordProperty("seed", std::to_string(seed));
  std::cout << "seed " << seed << '\n';
  std::mt19937 random(seed);
  const std::string whole = atelier::read_file(test::data("coco/annotations/instances_val2017.json"));
  // A few whole annotations, crowds among them, so that each round is quick.
  std::string annotations;
  for (size_t at = whole.find("\"counts\""); annotations.size() < 6000;) {
    const size_t begin = whole.rfind("{\"segmentation\"", at), end = whole.find("\"id\": ", at);
    const size_t stop = whole.find('}', end) + 1;
    annotations += (annotations.empty() ? "" : ",") + whole.substr(begin, stop - begin);
    at = whole.find("\"segmentation\"", stop) + 20;
  }
  const std::string base = reading::with_annotations(annotations);
  ASSERT_EQ(read_text(base).error, "");
  static constexpr char kBytes[] = "{}[]\",:\\0123456789.-+eEntfu \x80\xff";
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text = base;
    for (unsigned changes = 1 + random() % 4; changes > 0; --changes) {
      const size_t at = random() % text.size();
      const size_t length = std::min<size_t>(random() % 8, text.size() - at);
      switch (random() % 5) {
        case 0:
          text[at] = kBytes[random() % (sizeof kBytes - 1)];
          break;
        case 1:
          text[at] = static_cast<char>(random());
          break;
        case 2:
          text.erase(at, length);
          break;
        case 3:
          text.insert(at, text.substr(random() % text.size(), length));
          break;
        default:
          text.resize(std::max<size_t>(at, 1));
          break;
      }
    }
    if (!read_text(text).error.empty()) ++refused;
  }
  EXPECT_GT(refused, 500);
  EXPECT_LT(refused, 3000);
}

}  // namespace
