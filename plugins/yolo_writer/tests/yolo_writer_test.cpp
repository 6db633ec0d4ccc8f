#include <cmath>
#include <set>

#include "label_text.hpp"
#include "noting_host.hpp"
#include "pictures/picture_file.hpp"
#include "stage_reports.hpp"
#include "yolo_fixture.hpp"

namespace {

using namespace yolo_test;

TEST_F(Yolo, ALineForEachInstance) {
  add(kSquare);
  add({{0, 0, 10, 0, 10, 8}}, {{"category_id", 3}});
  const Outcome outcome = convert();
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  EXPECT_EQ(label(), "0 0.2 0.125 0.5 0.125 0.5 0.5625 0.2 0.5625\n1 0 0 1 0 1 1\n");
  EXPECT_EQ(outcome.lines.back(), "1 label file, 2 instances written");
  EXPECT_NE(atelier::read_file(out_ / "data.yaml").find("train: images\nval: images\nnames:\n  0: \"cat\"\n"),
            std::string::npos);
  EXPECT_FALSE(fs::exists(out_ / "images"));
}

TEST_F(Yolo, APictureWithoutInstancesHasAnEmptyFile) {
  ASSERT_EQ(convert().status, ATELIER_OK);
  EXPECT_EQ(label(), "");
  EXPECT_EQ(report()["empty_pictures"], 1);
}

TEST_F(Yolo, SeveralRingsBecomeOne) {
  add({{0, 0, 2, 0, 2, 2, 0, 2}, {5, 5, 7, 5, 7, 7, 5, 7}});
  ASSERT_EQ(convert().status, ATELIER_OK);
  const auto lines = lines_of(out_ / "labels/sub/a.txt", 10, 8);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].ring.size(), 22u);
  EXPECT_EQ(report()["merged"], 1);
}

TEST_F(Yolo, RunsBecomeOutlinesWithoutHoles) {
  // A frame of 4 x 4 pixels around 2 x 2.
  add({{"size", {8, 10}}, {"counts", {9, 4, 4, 1, 2, 1, 4, 1, 2, 1, 4, 4, 43}}});
  ASSERT_EQ(convert().status, ATELIER_OK);
  EXPECT_EQ(label(), "0 0.5 0.125 0.5 0.625 0.1 0.625 0.1 0.125\n");
  EXPECT_EQ(report()["holes_filled"]["count"], 1);
}

TEST_F(Yolo, OutlinesOfRunsCanHaveFewerPoints) {
  // A triangle of 7 x 7 pixels: stairs.
  add({{"size", {8, 10}}, {"counts", {0, 7, 1, 6, 2, 5, 3, 4, 4, 3, 5, 2, 6, 1, 31}}});
  add({{0, 0, 3, 0, 3, 1, 6, 1, 6, 5, 0, 5}});
  ASSERT_EQ(convert().status, ATELIER_OK);
  const auto exact = lines_of(out_ / "labels/sub/a.txt", 10, 8);
  ASSERT_EQ(convert({.simplify = 1}).status, ATELIER_OK);
  const auto fewer = lines_of(out_ / "labels/sub/a.txt", 10, 8);
  EXPECT_EQ(exact.at(0).ring.size(), 32u);
  EXPECT_LE(fewer.at(0).ring.size(), 10u);
  EXPECT_EQ(exact.at(1).ring, fewer.at(1).ring);
}

TEST_F(Yolo, CrowdsAreLeftOutUnlessWanted) {
  add({{"size", {8, 10}}, {"counts", {10, 5, 65}}}, {{"iscrowd", 1}});
  EXPECT_EQ(convert().error,
            "nothing is written of 1 annotation: 1 left out by the options (crowd 1); the first is annotation 1 of "
            "sub/a.jpg: crowd. Look at the options `crowd`");
  add({{0, 0, 10, 0, 10, 8}}, {{"category_id", 3}});
  Outcome outcome = convert();
  EXPECT_EQ(label(), "1 0 0 1 0 1 1\n");
  EXPECT_EQ(report()["crowd"], (json{{"option", "skip"}, {"count", 1}}));
  EXPECT_EQ(outcome.lines.back(), "1 label file, 1 instance written, 1 crowd region left out");
  ASSERT_EQ(convert({.crowd = "class"}).status, ATELIER_OK);
  EXPECT_EQ(label().substr(0, label().find('\n') + 1), "0 0.2 0.25 0.2 0.875 0.1 0.875 0.1 0.25\n");
}

TEST_F(Yolo, ACrowdOfNoClassIsLeftOutAndIsNoDefect) {
  add({{0, 0, 10, 0, 10, 8}}, {{"category_id", 3}});
  add({{0, 0, 10, 0, 10, 8}}, {{"iscrowd", 1}, {"category_id", nullptr}});
  ASSERT_EQ(convert({.crowd = "class"}).status, ATELIER_OK);
  EXPECT_EQ(label(), "1 0 0 1 0 1 1\n");
  EXPECT_EQ(report()["skipped"]["void_region"]["count"], 1);
  EXPECT_EQ(report()["warnings"].size(), 0u);
}

TEST_F(Yolo, NothingLiesOutsideThePicture) {
  add({{-5, 2, 4, 2, 4, 4, -5, 4}});
  add({{50, 50, 60, 50, 60, 60}});
  add(nullptr);
  add(kSquare, {{"image_id", 5}});
  ASSERT_EQ(convert().status, ATELIER_OK);
  const auto lines = lines_of(out_ / "labels/sub/a.txt", 10, 8);
  ASSERT_EQ(lines.size(), 1u);
  for (const double v : lines[0].ring) EXPECT_GE(v, 0);
  EXPECT_EQ(report()["clipped"]["first"][0]["id"], 1);
  EXPECT_EQ(report()["skipped"]["no_pixels"]["first"][0]["id"], 2);
  EXPECT_EQ(report()["skipped"]["segmentation_null"]["first"][0]["id"], 3);
  EXPECT_EQ(report()["orphans"]["count"], 1);
}

TEST_F(Yolo, LosingAllIsRefused) {
  add(nullptr);
  const Outcome outcome = convert();
  EXPECT_EQ(outcome.status, ATELIER_E_DATA);
  EXPECT_EQ(outcome.error.find("nothing is written of 1 annotation: 1 lost to defects (segmentation_null 1); the first "
                               "is annotation 1 of sub/a.jpg"),
            0u)
      << outcome.error;
  EXPECT_FALSE(fs::exists(out_ / "data.yaml"));
}

TEST_F(Yolo, StrictForbidsDefects) {
  for (int i = 0; i < 30; ++i) add(kSquare, {{"area", 0}});
  add(kSquare, {{"image_id", 5}});
  const Outcome outcome = convert({.strict = true});
  EXPECT_EQ(outcome.status, ATELIER_E_DATA);
  EXPECT_EQ(outcome.error.find("1 annotation cannot be written in full (no_picture 1); the first is annotation 31: "),
            0u)
      << outcome.error;
  EXPECT_FALSE(fs::exists(out_ / "data.yaml"));
  EXPECT_EQ(convert().status, ATELIER_OK);
  EXPECT_EQ(report()["area_zero"]["count"], 30);
  EXPECT_EQ(report()["warnings"], json::array());
}

// The format has no holes: an outline, and not the ring of the hole joined to the one around it.
TEST_F(Yolo, RingsInRingsAreFilled) {
  add({{0, 0, 6, 0, 6, 6, 0, 6}, {2, 2, 4, 2, 4, 4, 2, 4}});
  ASSERT_EQ(convert().status, ATELIER_OK);
  EXPECT_EQ(label(), "0 0.6 0 0.6 0.75 0 0.75 0 0\n");
  EXPECT_EQ(report()["merged"], 0);
  EXPECT_EQ(report()["united"]["count"], 1);
  ASSERT_EQ(convert({.holes = "even_odd"}).status, ATELIER_OK);
  EXPECT_EQ(label(), "0 0.6 0 0.6 0.75 0 0.75 0 0\n");
  EXPECT_EQ(report()["merged"], 0);
  EXPECT_EQ(report()["holes_filled"]["count"], 1);
  EXPECT_EQ(report()["holes_cut_out"]["count"], 1);
}

// A picture of 10 x 8 pixels that EXIF turns by 90 degrees clockwise.
std::string turned_file() {
  std::string file = pictures::encode_png(atelier::Tensor::make<uint8_t>({8, 10, 3}));
  const std::string tiff("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", 26);
  const size_t behind_header = 33;
  return file.insert(behind_header, std::string("\0\0\0\x1a", 4) + "eXIf" + tiff + "CRC!");
}

TEST_F(Yolo, LabelsAreTurnedWithThePicture) {
  add({{2, 1, 6, 1, 6, 3, 2, 3}, {0, 0, 1, 0, 1, 1}});
  add({{"size", {8, 10}}, {"counts", {10, 5, 65}}});
  add({{-5, 2, 4, 2, 4, 4, -5, 4}});
  atelier::write_file(folder_ / "in.json", dataset_.dump(), false);
  ASSERT_EQ(yolo_test::convert(folder_ / "in.json", out_).status, ATELIER_OK);
  const auto stored = lines_of(out_ / "labels/sub/a.txt", 10, 8);
  EXPECT_EQ(report()["turned"]["count"], 0);

  fs::create_directories(folder_ / "pictures/sub");
  atelier::write_file(folder_ / "pictures/sub/a.jpg", turned_file(), false);
  const Outcome outcome = convert({.images = folder_ / "pictures"});
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  const auto shown = lines_of(out_ / "labels/sub/a.txt", 8, 10);
  ASSERT_EQ(shown.size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    std::set<std::pair<long, long>> there, expected;
    for (size_t k = 0; k < stored[i].ring.size(); k += 2) {
      expected.emplace(std::lround(100 * (8 - stored[i].ring[k + 1])), std::lround(100 * stored[i].ring[k]));
      there.emplace(std::lround(100 * shown[i].ring[k]), std::lround(100 * shown[i].ring[k + 1]));
    }
    EXPECT_EQ(there, expected) << i;
  }
  EXPECT_EQ(report()["turned"], (json{{"count", 1}, {"first", {{{"id", 4}, {"image", "sub/a.jpg"}}}}}));
  EXPECT_NE(outcome.lines.at(0).find("1 picture turned by EXIF, and its labels with it"), std::string::npos);

  // A size that is that of the turned picture says that the shapes are, too.
  dataset_["images"][0].update({{"width", 8}, {"height", 10}});
  dataset_["annotations"] = json::array();
  add({{2, 1, 6, 1, 6, 3, 2, 3}});
  ASSERT_EQ(convert({.images = folder_ / "pictures"}).status, ATELIER_OK);
  EXPECT_EQ(label(), "0 0.25 0.1 0.75 0.1 0.75 0.3 0.25 0.3\n");
  EXPECT_EQ(report()["turned"]["count"], 0);
}

TEST_F(Yolo, PicturesAreLinkedOrCopied) {
  fs::create_directories(folder_ / "pictures/sub");
  const std::string bytes(600000, 'x');
  atelier::write_file(folder_ / "pictures/sub/a.jpg", bytes, false);
  ASSERT_EQ(convert({.images = folder_ / "pictures", .copy = "link"}).status, ATELIER_OK);
  EXPECT_TRUE(fs::is_symlink(out_ / "images/sub/a.jpg"));
  EXPECT_EQ(atelier::read_file(out_ / "images/sub/a.jpg"), bytes);
  fs::remove_all(out_);
  ASSERT_EQ(convert({.images = folder_ / "pictures", .copy = "copy"}).status, ATELIER_OK);
  EXPECT_FALSE(fs::is_symlink(out_ / "images/sub/a.jpg"));
  EXPECT_EQ(atelier::read_file(out_ / "images/sub/a.jpg"), bytes);
}

TEST_F(Yolo, MissingPicturesAreToldBeforeAnyWork) {
  Outcome outcome = convert({.images = folder_ / "pictures", .copy = "copy"});
  EXPECT_EQ(outcome.status, ATELIER_E_IO);
  EXPECT_NE(outcome.error.find("pictures/sub/a.jpg (picture 4) is missing: there is no folder "), std::string::npos)
      << outcome.error;
  EXPECT_TRUE(fs::is_empty(out_));
  outcome = convert({.copy = "link"});
  EXPECT_EQ(outcome.status, ATELIER_E_DATA);
  EXPECT_NE(outcome.error.find("does not say where its pictures lie"), std::string::npos) << outcome.error;
}

TEST_F(Yolo, NamesThatLeadOutAreRefused) {
  for (const char* name : {"/etc/a.jpg", "../a.jpg", "a/../../b.jpg", "sub/"}) {
    dataset_["images"][0]["file_name"] = name;
    const Outcome outcome = convert({.copy = "copy"});
    EXPECT_EQ(outcome.status, ATELIER_E_DATA) << name;
    EXPECT_NE(outcome.error.find("picture 4"), std::string::npos) << outcome.error;
    EXPECT_TRUE(fs::is_empty(out_)) << name;
  }
}

TEST_F(Yolo, TwoPicturesOfOneLabelFileAreRefused) {
  dataset_["images"].push_back({{"id", 9}, {"file_name", "sub/a.png"}, {"width", 10}, {"height", 8}});
  const Outcome outcome = convert();
  EXPECT_EQ(outcome.status, ATELIER_E_DATA);
  EXPECT_NE(outcome.error.find("label file `sub/a.txt`"), std::string::npos) << outcome.error;
}

TEST_F(Yolo, AnInterruptionLeavesNoReport) {
  add(kSquare);
  EXPECT_EQ(convert({.cancel = true}).status, ATELIER_E_CANCELLED);
  EXPECT_FALSE(fs::exists(out_ / "data.yaml"));
}

TEST_F(Yolo, AnyNumberOfThreadsGivesTheSameBytes) {
  ATELIER_NEEDS_DATA();
  std::vector<std::map<std::string, std::string>> files;
  for (const unsigned threads : {1u, 2u, 8u}) {
    const fs::path folder = folder_ / std::to_string(threads);
    const Outcome outcome = yolo_test::convert(test::data("coco/annotations/instances_val2017.json"), folder,
                                               {.crowd = "class", .threads = threads});
    ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
    files.push_back(files_of(folder));
  }
  EXPECT_EQ(files[0].size(), 66u + 2);
  EXPECT_EQ(files[0], files[1]);
  EXPECT_EQ(files[0], files[2]);
}

TEST(YoloDigits, TwoDecimalsInPixelsComeBack) {
  for (const uint32_t side : {3u, 97u, 640u, 3300u, 3301u, 33000u, 40000u, 65535u})
    for (uint32_t i = 0; i < 20000; ++i) {
      const double pixel = std::round(static_cast<double>(side) * 100 * i / 20000) / 100;
      std::string out;
      atelier::yolo_writer::append_points(out, {pixel, 0}, side, side);
      ASSERT_EQ(std::round(std::stod(out) * side * 100) / 100, pixel) << side;
    }
}

// The grid of the COCO mask code has its borders on odd tenths of a pixel, where the last digit decides.
TEST(YoloDigits, WhatIsReadBackIsPaintedTheSame) {
  const auto place = [](double coordinate) { return std::floor(5 * coordinate + 0.5); };
  for (const uint32_t side : {3u, 97u, 640u, 3301u, 65535u})
    for (uint32_t i = 0; i <= 20000; ++i) {
      const double pixel = std::round(static_cast<double>(side) * 10 * i / 20000) / 10;
      std::string out;
      atelier::yolo_writer::append_points(out, {pixel, 0}, side, side);
      ASSERT_EQ(place(std::stod(out) * side), place(pixel)) << pixel << " of " << side;
    }
}

// Real polygons of one ring come back with the coordinates they had, as far as these have two decimals.
TEST(YoloRoundTrip, RealPolygonsComeBack) {
  ATELIER_NEEDS_DATA();
  const std::pair<const char*, double> files[] = {{"coco/annotations/instances_train2017.json", 200},
                                                  {"fruits_nuts/annotations/trainval.json", 100}};
  for (const auto& [name, least] : files) {
    SCOPED_TRACE(name);
    const test::TemporaryFolder folder;
    const Outcome outcome = convert(test::data(name), folder.path());
    ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
    Bench bench;
    const Part part = reader(bench, test::data(name));
    const atelier::DatasetRef dataset(part.object());
    double compared = 0;
    uint64_t lines_in_all = 0;
    for (uint64_t i = 0; i < dataset.describe(bench.call()).pictures; ++i) {
      const atelier_picture picture = dataset.picture_at(bench.call(), i);
      fs::path label = folder / "labels" / atelier::str(picture.file_name);
      const auto lines = lines_of(label.replace_extension(".txt"), picture.width, picture.height);
      lines_in_all += lines.size();
      size_t line = 0;
      dataset.instances(bench.call(), i, [&](const atelier_instance& in) {
        if (in.crowd) return;
        const Line& read = lines.at(line++);
        ASSERT_EQ(read.label, static_cast<int>(in.label) - 1);
        if (in.ring_count != 1) return;
        ASSERT_EQ(read.ring.size(), in.rings[0].count);
        for (size_t k = 0; k < read.ring.size(); ++k) ASSERT_NEAR(read.ring[k], in.rings[0].xy[k], 0.005);
        ++compared;
      });
      ASSERT_EQ(line, lines.size());
    }
    EXPECT_GT(compared, least);
    EXPECT_EQ(json_of(folder / "writer_report.json")["written"], lines_in_all);
  }
}

TEST_F(Yolo, LinksHoldForWhereThePicturesLieAlone) {
  const fs::path pictures = folder_ / "pictures";
  fs::create_directories(pictures / "sub");
  atelier::write_file(pictures / "sub/a.jpg", "x", false);
  atelier::write_file(folder_ / "in.json", dataset_.dump(), false);
  for (const char* copy : {"link", "copy", "none"}) {
    Bench bench;
    const test::NotingHost host(bench);
    const Part dataset = reader(bench, folder_ / "in.json", pictures);
    const Part writer =
        bench.make<atelier::yolo_writer::YoloWriter>({{"dataset", dataset.object()}, {"copy_pictures", copy}});
    const Outcome outcome = test::outcome_of(bench, writer, out_ / copy);
    ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
    const bool is_link = std::string(copy) == "link";
    EXPECT_EQ(host.held(), is_link ? std::set<std::string>{pictures / "sub/a.jpg"} : std::set<std::string>()) << copy;
  }
}

TEST_F(Yolo, TheReportIsWhatNoOutputHangsOn) {
  add(kSquare);
  ASSERT_EQ(convert().status, ATELIER_OK);
  const auto files = test::files_but_reports(atelier::component_of<atelier::yolo_writer::YoloWriter>(), out_);
  EXPECT_EQ(files.size(), 2u);
  EXPECT_EQ(files.count("writer_report.json"), 0u);
}

}  // namespace
