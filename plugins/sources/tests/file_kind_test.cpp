#include "sources/file_kind.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>
#include <random>

#include "json_outline.hpp"
#include "test_data.hpp"

namespace {

using sources::FileKind;
using sources::looks_like;
using sources::recognise;
using sources::Recognised;

struct Case {
  std::string file;
  FileKind kind;
  std::string what;    // words of it
  std::string remedy;  // likewise
};

const std::vector<Case> kCases = {
    {"instances.json", FileKind::kCocoInstances, "an instances file of COCO", "`coco.reader`"},
    {"instances-late.json", FileKind::kCocoInstances, "an instances file", ""},
    {"marked.json", FileKind::kCocoInstances, "an instances file", ""},
    {"nan.json", FileKind::kCocoInstances, "an instances file", ""},
    {"boxes.json", FileKind::kCocoBoxes, "boxes alone", "masks need shapes"},
    {"keypoints.json", FileKind::kCocoKeypoints, "keypoints", "`segmentation`"},
    {"captions.json", FileKind::kCocoCaptions, "captions", "no shapes"},
    {"panoptic.json", FileKind::kCocoPanoptic, "panoptic", "`coco.panoptic` reads it"},
    {"cut.json", FileKind::kCocoPanoptic, "panoptic", "`coco.panoptic` reads it"},
    {"panoptic-list.json", FileKind::kOther, "panoptic", "`coco.panoptic`"},
    {"results.json", FileKind::kCocoResults, "results file", "COCO.loadRes"},
    {"lvis.json", FileKind::kLvis, "LVIS", "`coco.reader` reads it"},
    {"keyed.json", FileKind::kOther, "keyed by id", "lists"},
    {"image-info.json", FileKind::kOther, "without annotations", ""},
    {"labelme.json", FileKind::kLabelme, "labelme", "`labelme.reader` reads it"},
    {"via-project.json", FileKind::kVia, "VIA", "export from VIA as COCO"},
    {"via-annotations.json", FileKind::kVia, "VIA", "export from VIA as COCO"},
    {"via.csv", FileKind::kVia, "VIA", "export from VIA as COCO"},
    {"via3.json", FileKind::kVia, "VIA 3", "export from VIA as COCO"},
    {"label-studio.json", FileKind::kLabelStudio, "Label Studio", "`labelstudio.reader` reads it"},
    {"label-studio-min.json", FileKind::kLabelStudio, "Label Studio", "`labelstudio.reader` reads it"},
    {"label-studio-task.json", FileKind::kLabelStudio, "Label Studio", "`labelstudio.reader` reads it"},
    {"datumaro.json", FileKind::kDatumaro, "Datumaro", "datum convert"},
    {"supervisely.json", FileKind::kOther, "Supervisely", "export the project as COCO"},
    {"superannotate.json", FileKind::kOther, "SuperAnnotate", "COCO"},
    {"createml.json", FileKind::kOther, "CreateML", "boxes alone"},
    {"labelbox.ndjson", FileKind::kOther, "Labelbox", "COCO"},
    {"lines.jsonl", FileKind::kOther, "JSON Lines", ""},
    {"geo.json", FileKind::kOther, "GeoJSON", "`samples.folder`"},
    {"detectron2.json", FileKind::kOther, "Detectron2", "convert_to_coco_json"},
    {"cityscapes.json", FileKind::kOther, "Cityscapes", "`samples.folder`"},
    {"darwin.json", FileKind::kOther, "Darwin", "COCO"},
    {"python.txt", FileKind::kOther, "Python's print", "json.dump"},
    {"cvat.xml", FileKind::kCvatXml, "CVAT", "`cvat.reader` reads it"},
    {"cvat-video.xml", FileKind::kCvatXml, "for video", "`cvat.reader` reads it"},
    {"voc.xml", FileKind::kVocXml, "Pascal VOC", "`samples.folder`"},
    {"labelme-web.xml", FileKind::kOther, "LabelMe web tool", "datum convert"},
    {"page.html", FileKind::kOther, "a web page", "download"},
    {"yolo.txt", FileKind::kYoloLabels, "a label file of YOLO", "`yolo.segments`"},
    {"darknet.txt", FileKind::kYoloLabels, "boxes", "`yolo.segments`"},
    {"data.yaml", FileKind::kYoloYaml, "YAML", "`yolo.segments` reads it as `data`"},
    {"lfs.json", FileKind::kOther, "Git LFS", "git lfs pull"},
    {"kaggle.csv", FileKind::kOther, "Kaggle", "`samples.folder`"},
    {"table.csv", FileKind::kOther, "CSV", "COCO"},
    {"picture.png", FileKind::kPicture, "PNG", "`images`"},
    {"archive.zip", FileKind::kOther, "ZIP", "unpack"},
    {"packed.json.gz", FileKind::kOther, "gzip", "unpack"},
    {"pickle.bin", FileKind::kOther, "pickle", "JSON"},
    {"records.tfrecord", FileKind::kOther, "TFRecord", "COCO"},
    {"utf16.json", FileKind::kNotText, "UTF-16", "UTF-8"},
    {"utf16-plain.json", FileKind::kNotText, "UTF-16", "UTF-8"},
    {"prose.txt", FileKind::kUnknown, "", ""},
    {"empty.json", FileKind::kUnknown, "", ""},
    {"object.json", FileKind::kUnknown, "", ""},
    {"no-such-file", FileKind::kUnknown, "", ""},
    {"", FileKind::kUnknown, "", ""},  // the folder
};

std::filesystem::path kinds(const std::string& file) {
  return test::source_dir() / "plugins/sources/tests/kinds" / file;
}

TEST(FileKind, EachIsToldByItsForm) {
  for (const Case& wanted : kCases) {
    const Recognised found = recognise(kinds(wanted.file));
    EXPECT_EQ(found.kind, wanted.kind) << wanted.file << ": " << found.what;
    EXPECT_NE(found.what.find(wanted.what), std::string::npos) << wanted.file << ": " << found.what;
    EXPECT_NE(found.remedy.find(wanted.remedy), std::string::npos) << wanted.file << ": " << found.remedy;
    EXPECT_EQ(found.what.empty(), found.kind == FileKind::kUnknown) << wanted.file;
    EXPECT_EQ(found.remedy.empty(), found.kind == FileKind::kUnknown) << wanted.file;
  }
}

TEST(FileKind, EveryFileOfTheFolderHasItsCase) {
  for (const auto& entry : std::filesystem::directory_iterator(kinds(""))) {
    const std::string name = entry.path().filename().string();
    EXPECT_TRUE(std::any_of(kCases.begin(), kCases.end(), [&](const Case& c) { return c.file == name; })) << name;
  }
}

TEST(FileKind, AMessageNamesWhatIsNotWanted) {
  EXPECT_EQ(looks_like(kinds("instances.json"), FileKind::kCocoInstances), "");
  EXPECT_EQ(looks_like(kinds("prose.txt"), FileKind::kCocoInstances), "");
  EXPECT_EQ(looks_like(kinds("cvat.xml"), FileKind::kCocoInstances),
            "; it looks like an XML file of CVAT: `cvat.reader` reads it");
}

// The lists of large files lie beyond the first megabyte.
TEST(FileKind, LargeFilesAreSampled) {
  const test::TemporaryFolder folder;
  const auto file_of = [&](const std::string& annotation) {
    std::string json = R"({"images": [{"id": 0})";
    for (int i = 1; i < 30000; ++i)
      json += R"(, {"id": 1, "file_name": "000000000000.jpg", "width": 640, "height": 480})";
    json += R"(], "annotations": [)" + annotation;
    for (int i = 1; i < 30000; ++i) json += ", " + annotation;
    atelier::write_file(folder / "large.json", json + R"(], "categories": [{"id": 1, "name": "bolt"}]})");
    return folder / "large.json";
  };
  EXPECT_EQ(recognise(file_of(R"({"image_id": 1, "segments_info": []})")).kind, FileKind::kCocoPanoptic);
  EXPECT_EQ(recognise(file_of(R"({"image_id": 1, "segmentation": [[1, 2, 3]]})")).kind, FileKind::kCocoInstances);
  EXPECT_EQ(recognise(file_of(R"({"image_id": 1, "keypoints": [1], "bbox": [1]})")).kind, FileKind::kCocoKeypoints);
  EXPECT_EQ(recognise(file_of(R"({"image_id": 1, "segmentation": [], "bbox": [1]})")).kind, FileKind::kCocoBoxes);
  EXPECT_EQ(recognise(file_of(R"({"image_id": 1, "caption": "a"})")).kind, FileKind::kCocoCaptions);
}

TEST(FileKind, DeepAndEndlessTextsEnd) {
  for (const std::string piece : {"[", "{\"a\":", "[[", "\"", "{\"", "\\", "{\"a\":[1,", "<", "<!--"}) {
    std::string text;
    for (int i = 0; i < 200000; ++i) text += piece;
    sources::outline_of(text);
    const test::TemporaryFolder folder;
    atelier::write_file(folder / "a", text);
    recognise(folder / "a");
  }
}

TEST(FileKind, NothingBreaksIt) {
  const unsigned seed = std::random_device()();
  std::cerr << "seed " << seed << "\n";
  std::mt19937 random(seed);
  const test::TemporaryFolder folder;
  const std::filesystem::path file = folder / "mutated";
  for (const Case& from : kCases) {
    std::error_code none;
    if (!std::filesystem::is_regular_file(kinds(from.file), none)) continue;
    const std::string sound = atelier::read_file(kinds(from.file));
    for (int round = 0; round < 40 && !sound.empty(); ++round) {
      std::string bytes = sound;
      for (unsigned n = random() % 6; n-- > 0;) {
        const size_t at = random() % bytes.size();
        constexpr std::string_view kMarks = "{}[]\",:\\<>\n\0\xff\xfe";
        if (random() % 2 == 0) bytes[at] = kMarks[random() % kMarks.size()];
        if (random() % 3 == 0) bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 20));
      }
      if (random() % 4 == 0) bytes.resize(random() % (bytes.size() + 1));
      atelier::write_file(file, bytes);
      const Recognised found = recognise(file);
      EXPECT_EQ(found.what.empty(), found.kind == FileKind::kUnknown);
    }
  }
}

}  // namespace
