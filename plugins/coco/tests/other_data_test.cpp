// Files that other tools wrote, or that mean something else.
#include "reading.hpp"

using reading::read;
using reading::read_instance;
using reading::read_text;

namespace {

std::string with_ids(const std::string& image, const std::string& image_id, const std::string& category = "1",
                     const std::string& category_id = "1") {
  return R"({"images":[{"id":)" + image + R"(,"file_name":"a.png","width":40,"height":30}],"categories":[{"id":)" +
         category + R"(,"name":"bolt"}],"annotations":[{"id":1,"image_id":)" + image_id + R"(,"category_id":)" +
         category_id + R"(,"segmentation":[[2,2,10,2,10,8,2,8]]}]})";
}

TEST(OtherData, IdsAreReadWhateverTheirType) {
  for (const auto& [image, image_id] :
       std::vector<std::pair<std::string, std::string>>{{"1", "1"},
                                                        {"1", "\"1\""},
                                                        {"\"1\"", "1"},
                                                        {"\"1\"", "1.0"},
                                                        {"1.0E+2", "1e2"},
                                                        {"\"001\"", "\"1.0\""},
                                                        {"9007199254740993", "\"9007199254740993\""},
                                                        {"9223372036854775807", "9223372036854775807"}}) {
    const auto dataset = read_text(with_ids(image, image_id, "\"7\"", "7"));
    ASSERT_EQ(dataset.error, "") << image << " " << image_id;
    ASSERT_EQ(dataset.instances.at(0).size(), 1u) << image << " " << image_id;
    EXPECT_EQ(dataset.instances[0][0].label, 1u);
    EXPECT_NE(dataset.notes.at("ids_as_text"), "");
  }
  const auto plain = read_text(with_ids("1", "1"));
  EXPECT_TRUE(plain.notes.empty());
  const auto all = read_text(with_ids("\"1\"", "\"1\"", "\"7\"", "\"7\""));
  EXPECT_EQ(all.notes.at("ids_as_text"),
            "ids that are texts of numbers were read as the numbers: in 3 entries, the first at byte 11");
  const auto of_category = read_text(with_ids("1", "1", "7", "\"7\""));
  EXPECT_EQ(of_category.instances.at(0).at(0).label, 1u);
  EXPECT_EQ(of_category.notes.count("ids_as_text"), 1u);
}

TEST(OtherData, NeighboursBeyondDoublesStayApart) {
  const auto dataset = read_text(with_ids("9007199254740993", "9007199254740993.0"));
  ASSERT_EQ(dataset.orphans.size(), 1u);
  EXPECT_NE(dataset.orphans[0].defect_text.find("not exact"), std::string::npos) << dataset.orphans[0].defect_text;
}

TEST(OtherData, IdsThatAreNoneAreNamed) {
  EXPECT_NE(read_text(with_ids("\"f1_x7\"", "\"f1_x7\""))
                .error.find("the image has no integer `id`, but the text "
                            "`f1_x7`; ids that are names are numbered by "
                            "atelier run coco-doctor"),
            std::string::npos);
  EXPECT_NE(read_text(with_ids("100.5", "1")).error.find("no integer `id`, but 100.5"), std::string::npos);
  EXPECT_NE(read_text(with_ids("1180591620717411303424", "1")).error.find("beyond 64 bits"), std::string::npos);
  const auto half = read_text(with_ids("100", "100.5"));
  ASSERT_EQ(half.orphans.size(), 1u);
  EXPECT_EQ(half.orphans[0].defect, "image_id_missing");
  EXPECT_EQ(half.orphans[0].defect_text, "`image_id` is 100.5, which is no integer");
}

TEST(OtherData, IdsThatDoNotMeetAreTold) {
  const auto lost = read_text(with_ids("1", "0"));
  ASSERT_EQ(lost.orphans.size(), 1u);
  EXPECT_EQ(lost.orphans[0].defect_text, "no picture of the file has the id 0");
  EXPECT_EQ(lost.notes.at("image_ids_unmet"),
            "ids that do not meet: the ids of the images are 1, `image_id` of 1 of 1 annotation is none of them, but "
            "0, counted from 0?");
  EXPECT_EQ(
      read_text(with_ids("1", "1", "1", "0")).notes.at("category_ids_unmet"),
      "ids that do not meet: the ids of the categories are 1, `category_id` of 1 of 1 annotation is none of them, "
      "but 0, counted from 0?");
  EXPECT_EQ(read_text(with_ids("1", "1", "1", "null")).notes.at("category_ids_missing"),
            "`category_id` of 1 of 1 annotation is missing or no integer");
}

// Categories and pictures listed from `first` on, and annotations that name them from other numbers on.
struct Shifted {
  int count = 3000;
  int categories = 0, named_categories = 1, pictures = 1, named_pictures = 1;

  std::string json() const {
    std::string images, annotations, listed;
    for (int i = 0; i < count; ++i) {
      const std::string comma = i ? "," : "";
      images += comma + R"({"id":)" + std::to_string(pictures + i) + R"(,"file_name":"a.png","width":4,"height":3})";
      listed += comma + R"({"id":)" + std::to_string(categories + i) + R"(,"name":"x"})";
      annotations += comma + R"({"id":1,"image_id":)" + std::to_string(named_pictures + i) + R"(,"category_id":)" +
                     std::to_string(named_categories + i) + R"(,"segmentation":[[1,1,3,1,3,2]]})";
    }
    return R"({"images":[)" + images + R"(],"annotations":[)" + annotations + R"(],"categories":[)" + listed + "]}";
  }
};

TEST(OtherData, OneSideCountedFrom0IsWarnedOf) {
  const auto dataset = read_text(Shifted().json());
  EXPECT_EQ(dataset.notes.at("category_ids_unmet"),
            "ids that do not meet: the ids of the categories are 0 … 2999, `category_id` of the annotations 1 … 3000: "
            "one side seems to be counted from 0, and then nearly all classes are wrong");
  EXPECT_EQ(dataset.levels.at("category_ids_unmet"), atelier::NoteLevel::kWarning) << "the last of 3000 alone is unmet";
  EXPECT_EQ(read_text(Shifted{.categories = 1, .named_categories = 0}.json()).levels.at("category_ids_unmet"),
            atelier::NoteLevel::kWarning);
  const auto pictures = read_text(Shifted{.count = 20, .named_categories = 0, .pictures = 0}.json());
  EXPECT_EQ(pictures.notes.at("image_ids_unmet"),
            "ids that do not meet: the ids of the images are 0 … 19, `image_id` of the annotations 1 … 20: one side "
            "seems to be counted from 0, and then nearly all pictures of annotations are wrong");
  EXPECT_EQ(pictures.levels.at("image_ids_unmet"), atelier::NoteLevel::kWarning);
  const auto other = read_text(Shifted{.count = 20, .categories = 10, .named_categories = 5}.json());
  EXPECT_EQ(other.notes.at("category_ids_unmet"),
            "ids that do not meet: the ids of the categories are 10 … 29, `category_id` of 5 of 20 annotations is none "
            "of them, but 5 … 9");
  EXPECT_EQ(other.levels.at("category_ids_unmet"), atelier::NoteLevel::kInfo);
  EXPECT_EQ(read_text(Shifted{.named_categories = 0}.json()).notes.count("category_ids_unmet"), 0u);
}

TEST(OtherData, CrowdsAreReadFromTexts) {
  for (const std::string set : {"1", "true", R"("1")", R"("True")", R"("true")"})
    EXPECT_TRUE(read_instance(R"(,"segmentation":[[1,1,3,1,3,2]],"iscrowd":)" + set).crowd) << set;
  for (const std::string not_set : {"0", "false", R"("0")", R"("False")", "null"})
    EXPECT_FALSE(read_instance(R"(,"segmentation":[[1,1,3,1,3,2]],"iscrowd":)" + not_set).crowd) << not_set;
}

TEST(OtherData, AnnotationsWithoutShapesAreRefused) {
  const auto error_of = [](const std::string& fields) {
    return read_text(reading::with_annotations(R"({"id":5,"image_id":1,"category_id":7,)" + fields + "}")).error;
  };
  EXPECT_NE(error_of(R"("bbox":[1,2,3,4],"keypoints":[6,6,2])")
                .find("none of the 1 annotations has a shape; there are 1 `bbox`, 1 `keypoints`, and masks need "
                      "`segmentation`, rings or runs, in each; it looks like a keypoints file of COCO without shapes"),
            std::string::npos)
      << error_of(R"("bbox":[1,2,3,4],"keypoints":[6,6,2])");
  for (const char* empty : {"[]", "null", "{}", "[ ]"}) {
    const std::string error = error_of(R"("bbox":[1,2,3,4],"segmentation":)" + std::string(empty));
    EXPECT_NE(error.find("boxes alone"), std::string::npos) << error;
  }
  EXPECT_NE(error_of(R"("bbox":[1],"id2":"é")").find("1 `bbox`"), std::string::npos) << "the slow way";
  EXPECT_NE(error_of(R"("caption":"a bolt")").find("a captions file"), std::string::npos);
  EXPECT_NE(error_of(R"("file_name":"a.png","segments_info":[])").find("`coco.panoptic` reads it"), std::string::npos);
  EXPECT_EQ(error_of(R"("bbox":[1,2,3,4],"segmentation":[[1,2,3,4,5,6]])"), "");
  EXPECT_EQ(error_of(R"("area":1)"), "") << "a defect, but nothing else";
}

TEST(OtherData, FilesOfOtherToolsAreNamed) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"([{"image_id":1,"category_id":1,"bbox":[1,2,3,4],"score":0.5}])", "COCO.loadRes"},
      {R"({"version":"5.0","shapes":[],"imagePath":"a.jpg"})", "`labelme.reader` reads it"},
      {R"({"_via_settings":{},"_via_img_metadata":{}})", "VIA"},
      {R"([{"id":1,"data":{"image":"a.jpg"},"annotations":[]}])", "`labelstudio.reader` reads it"},
      {R"({"info":{},"categories":{},"items":[]})", "Datumaro"},
      {"<annotations><image/></annotations>", "`cvat.reader` reads it"},
      {"<annotation><object/></annotation>", "Pascal VOC"},
      {"0 0.5 0.5 0.1 0.1\n", "`yolo.segments`"},
      {"path: a\nnames: [b]\n", "`yolo.segments` reads it"},
      {std::string("\xff\xfe{\0}\0", 6), "a text in UTF-16: save it as UTF-8"},
      {"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"},
  };
  for (const auto& [text, words] : cases) EXPECT_NE(read_text(text).error.find(words), std::string::npos) << text;
  EXPECT_EQ(read_text("[]").error.find("looks like"), std::string::npos);
  EXPECT_EQ(read_text("{\"images\":[").error.find("looks like"), std::string::npos);
}

TEST(OtherData, LvisNamesPicturesByAddress) {
  const auto dataset =
      read_text(R"({"images":[{"id":17,"width":40,"height":30,"coco_url":"http://x/val2017/000000000017.jpg?a=1",)"
                R"("neg_category_ids":[]}],"annotations":[{"id":1,"image_id":17,"category_id":1,)"
                R"("segmentation":[[5,5,15,5,15,13]]}],"categories":[{"id":1,"name":"bolt","synset":"bolt.n.01"}]})");
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.file_names, (std::vector<std::string>{"000000000017.jpg"}));
  EXPECT_EQ(dataset.instances.at(0).size(), 1u);
  EXPECT_NE(read_text(R"({"images":[{"id":1,"width":4,"height":3,"coco_url":"http://x/"}]})").error.find("file_name"),
            std::string::npos);
}

TEST(OtherData, MalformedShapesAreNamedByTheirForm) {
  const auto text_of = [](const std::string& shape) {
    return read_instance(R"(,"segmentation":)" + shape).defect_text;
  };
  EXPECT_EQ(text_of("[2,2,10,2,10,8,2,8]").find("`segmentation` is a flat list [x, y, …]"), 0u);
  EXPECT_EQ(text_of("[[[2,1],[3,2],[4,5]]]").find("`segmentation` is a list of rings of pairs [[[x, y], …], …]"), 0u);
  EXPECT_EQ(text_of("[[2,1],[3,2],[4,5]]").find("`segmentation` is a ring of pairs [[x, y], …]"), 0u);
  EXPECT_EQ(text_of("[[[2,15,10,15,10,21]]]").find("`segmentation` is nested one list too deep"), 0u);
  EXPECT_EQ(text_of(R"([{"x":1,"y":1},{"x":2,"y":1},{"x":2,"y":2}])").find("`segmentation` is a ring of points"), 0u);
  EXPECT_NE(text_of(R"({"size":[8,8],"counts":"b'T1440000'"})").find("b'…'"), std::string::npos);
  EXPECT_NE(text_of(R"({"size":[8,8],"counts":"ZDg4ZjAwMDAwMDAwMDAw"})").find("base64"), std::string::npos);
  EXPECT_NE(text_of("[[60,1,1,1,1]]").find("but counts of runs"), std::string::npos);
  EXPECT_NE(text_of("[[58,1,1,1,1,2]]").find("but counts of runs"), std::string::npos);
}

TEST(OtherData, ExchangedSizesAreNamed) {
  const auto dataset =
      read_text(R"({"images":[{"id":1,"file_name":"a.png","width":4,"height":3}],"annotations":[{"id":1,"image_id":1,)"
                R"("category_id":1,"segmentation":{"size":[4,3],"counts":[12]}}],"categories":[{"id":1,"name":"a"}]})");
  ASSERT_EQ(dataset.instances.at(0).size(), 1u);
  EXPECT_EQ(dataset.instances[0][0].defect, "rle_malformed");
  EXPECT_NE(dataset.instances[0][0].defect_text.find("exchanged"), std::string::npos);
}

struct Named {
  Named() {
    atelier::write_file(folder / "5c-gear.jpg", "x");
    atelier::write_file(folder / "ok.jpg", "x");
  }
  reading::Dataset read(const std::vector<std::string>& names, const std::string& option) const {
    std::string images;
    for (size_t i = 0; i < names.size(); ++i)
      images += (i ? "," : "") + std::string("{\"id\":") + std::to_string(i) +
                ",\"width\":4,\"height\":3,\"file_name\":\"" + names[i] + "\"}";
    atelier::write_file(folder / "a.json", R"({"images":[)" + images + R"(],"annotations":[],"categories":[]})");
    return reading::read(folder / "a.json", folder.path().string(), false, option);
  }
  test::TemporaryFolder folder;
};

TEST(OtherData, NamesThatAreNotThereAreTold) {
  const Named set;
  const auto dataset = set.read({"ok.jpg", "http://h/3/5c-gear.jpg", "no.jpg"}, "exact");
  EXPECT_EQ(dataset.file_names.at(1), "http://h/3/5c-gear.jpg");
  EXPECT_EQ(dataset.notes.at("names_unmatched"),
            "there is no file for 2 of 3 pictures, the first `http://h/3/5c-gear.jpg`: its name is an address (URL), "
            "and `5c-gear.jpg` in the folder seems meant; names = \"lenient\" takes it");
  EXPECT_TRUE(set.read({"ok.jpg"}, "exact").notes.empty());
}

TEST(OtherData, LenientNamesAreTheFilesOwn) {
  const Named set;
  const auto dataset = set.read({"ok.jpg", "http://h/3/5c-gear.jpg", "no.jpg"}, "lenient");
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.file_names, (std::vector<std::string>{"ok.jpg", "5c-gear.jpg", "no.jpg"}));
  EXPECT_EQ(dataset.paths.at(1), (set.folder / "5c-gear.jpg").string());
  EXPECT_NE(dataset.notes.at("names_matched").find("took 1 of 3 pictures"), std::string::npos);
  EXPECT_NE(dataset.notes.at("names_unmatched").find("1 of 3 pictures, the first `no.jpg`"), std::string::npos);
  const auto twice = set.read({"x/5c-gear.jpg", "5c-gear.JPG", "ok.jpg"}, "lenient");
  EXPECT_EQ(twice.file_names, (std::vector<std::string>{"x/5c-gear.jpg", "5c-gear.JPG", "ok.jpg"}));
  EXPECT_EQ(twice.notes.count("names_clash"), 1u);
  EXPECT_NE(twice.notes.at("names_unmatched").find("names = \"lenient\" leaves it, since another entry"),
            std::string::npos)
      << twice.notes.at("names_unmatched");
}

TEST(OtherData, TheRemedyHasThePaths) {
  const Named set;
  EXPECT_EQ(set.read({}, "exact").remedy,
            "atelier run coco-doctor --set params.annotations=" + (set.folder / "a.json").string() +
                " --set params.images=" + set.folder.path().string() + " --set params.fix=true");
}

TEST(OtherData, OneByteOfLatin1IsNamed) {
  const std::string error = read_text("{\"images\":[], \"x\":[\"gr\xf6\xdf\"]}").error;
  EXPECT_EQ(error.find("byte 22 (line 1, column 23)"), 0u) << error;
  EXPECT_NE(error.find("Latin-1"), std::string::npos) << error;
  EXPECT_NE(error.find("save the file as UTF-8; such faults are mended by atelier run coco-doctor"), std::string::npos)
      << error;
}

}  // namespace
