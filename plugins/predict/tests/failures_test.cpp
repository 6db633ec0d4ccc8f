// Pictures that cannot be read, runs that do not reach their end, and what the options get wrong.
#include <sys/stat.h>

#include "predicting.hpp"

namespace predicting {
namespace {

TEST_F(PredictTest, DamagedPicturesAreNamedAndTheOthersGoOn) {
  picture("good.png", stripes(8, 8, 8, 1));
  picture("half.jpg", stripes(64, 64, 8));
  fs::resize_file(images / "half.jpg", fs::file_size(images / "half.jpg") / 2);
  atelier::write_file(images / "words.png", "no picture");
  ASSERT_EQ(run(), ATELIER_OK) << bench->error();
  EXPECT_TRUE(fs::exists(out / "labels/good.png"));
  for (const char* name : {"half", "words"}) {
    EXPECT_FALSE(fs::exists(out / "labels" / (std::string(name) + ".png")));
    EXPECT_FALSE(fs::exists(out / "overlays" / (std::string(name) + ".jpg")));
  }
  const json failed = json_of("index.json")["failed"];
  ASSERT_EQ(failed.size(), 2u);
  EXPECT_EQ(failed[0]["file_name"], "half.jpg");
  EXPECT_NE(failed[0]["why"].get<std::string>().find("half.jpg"), std::string::npos);
  EXPECT_EQ(failed[1]["file_name"], "words.png");
  EXPECT_TRUE(said("left out half.jpg: "));
  EXPECT_TRUE(said("1 picture predicted, 2 left out"));

  EXPECT_NE(run({{"strict", true}}), ATELIER_OK);
  EXPECT_NE(bench->error().find(".png"), std::string::npos) << bench->error();
  EXPECT_NE(bench->error().find("strict = false"), std::string::npos) << bench->error();
}

TEST_F(PredictTest, WhatIsNoFileAndLinksInCirclesHoldNothingUp) {
  picture("good.png", stripes(8, 8, 8, 1));
  ASSERT_EQ(::mkfifo((images / "pipe.png").c_str(), 0600), 0);
  fs::create_directory_symlink(".", images / "circle");
  fs::create_symlink("itself.png", images / "itself.png");
  fs::create_symlink("nowhere.png", images / "dangling.png");
  ASSERT_EQ(run(), ATELIER_OK) << bench->error();
  EXPECT_TRUE(said("left out pipe.png: "));
  EXPECT_TRUE(said("1 picture predicted, 3 left out"));
}

TEST_F(PredictTest, APictureThatVanishesInTheMiddleIsNamed) {
  for (const char* name : {"a.png", "b.png", "c.png", "d.png", "e.png", "f.png", "g.png"})
    picture(name, stripes(8, 8, 8, 1));
  // One before the network has seen it, and one between the network and its overlay.
  asked.before = [&](size_t call) {
    if (call == 0) fs::remove(images / "g.png");
    if (call == 2) fs::remove(images / "c.png");
  };
  ASSERT_EQ(run({{"batch", 1}}), ATELIER_OK) << bench->error();
  const json failed = json_of("index.json")["failed"];
  ASSERT_EQ(failed.size(), 2u);
  EXPECT_EQ(failed[0]["file_name"], "c.png");
  EXPECT_EQ(failed[1]["file_name"], "g.png");
  EXPECT_FALSE(fs::exists(out / "labels/c.png"));
  EXPECT_TRUE(fs::exists(out / "labels/d.png"));
  EXPECT_EQ(json_of("predictions.json").size(), 5u);
  for (const auto& [name, bytes] : all()) EXPECT_FALSE(name.ends_with(".partial")) << name;
}

TEST_F(PredictTest, WhatTheModelRefusesIsLeftOut) {
  picture("large.png", stripes(20, 20, 20, 1));
  picture("tiny.png", stripes(3, 3, 3, 1));
  ASSERT_EQ(run({}, {{"smallest", 8}}), ATELIER_OK) << bench->error();
  EXPECT_TRUE(said("left out tiny.png: pictures are too small"));
  fs::remove(images / "large.png");
  EXPECT_NE(run({}, {{"smallest", 8}}), ATELIER_OK);
  EXPECT_NE(bench->error().find("none of 1 picture could be predicted; the first is tiny.png: pictures are too small"),
            std::string::npos)
      << bench->error();
}

TEST_F(PredictTest, WhatIsTooMuchAtOnceIsDoneOneByOne) {
  for (const char* name : {"a.png", "b.png", "c.png"}) picture(name, stripes(8, 8, 2, name[0]));
  ASSERT_EQ(run(), ATELIER_OK) << bench->error();
  const auto at_once = all();
  fresh();
  asked.shapes.clear();
  ASSERT_EQ(run({}, {{"most", 2}}), ATELIER_OK) << bench->error();
  EXPECT_EQ(all(), at_once);
  EXPECT_EQ(asked.shapes.size(), 4u);
}

TEST_F(PredictTest, PicturesOfAnotherFormAreLeftOut) {
  picture("colour.png", stripes(8, 8, 8));
  Tensor grey = Tensor::make<uint8_t>({8, 8}), deep = Tensor::make<uint16_t>({8, 8});
  std::fill_n(grey.data<uint8_t>(), 64, uint8_t{25});
  std::fill_n(deep.data<uint16_t>(), 64, uint16_t{15});
  picture("deep.png", deep);
  picture("grey.png", grey);
  ASSERT_EQ(run({{"pixels", "as_stored"}}, {{"channels", 1}}), ATELIER_OK) << bench->error();
  EXPECT_TRUE(said("left out colour.png: the model takes uint8 or uint16 of 1 channel, but it is uint8 of 3 channels"));
  EXPECT_EQ(labels_of("deep.png").data<uint8_t>()[0], 1);
  EXPECT_EQ(labels_of("grey.png").data<uint8_t>()[0], 2);
}

TEST_F(PredictTest, NamesThatAreNotUtf8AreLeftOut) {
  picture("good.png", stripes(8, 8, 8));
  picture("caf\xe9.png", stripes(8, 8, 8));
  ASSERT_EQ(run(), ATELIER_OK) << bench->error();
  const json failed = json_of("index.json")["failed"];
  ASSERT_EQ(failed.size(), 1u);
  EXPECT_NE(failed[0]["why"].get<std::string>().find("UTF-8"), std::string::npos);
}

TEST_F(PredictTest, NamesThatAreTooLongForTheirResultsAreLeftOut) {
  picture("good.png", stripes(8, 8, 8));
  picture("long.png", stripes(8, 8, 8));
  fs::rename(images / "long.png", images / (std::string(246, 'x') + ".png"));
  picture("of/" + std::string(243, 'y') + ".png", stripes(8, 8, 8));  // with ".partial" 255 bytes
  ASSERT_EQ(run(), ATELIER_OK) << bench->error();
  EXPECT_TRUE(fs::exists(out / "overlays/of" / (std::string(243, 'y') + ".jpg")));
  const json failed = json_of("index.json")["failed"];
  ASSERT_EQ(failed.size(), 1u);
  EXPECT_EQ(failed[0]["file_name"], std::string(246, 'x') + ".png");
  EXPECT_EQ(failed[0]["why"],
            "its labels file would have a name of 250 bytes, and at most 247 can be written here; give the picture a "
            "shorter name");
  EXPECT_TRUE(said("2 pictures predicted, 1 left out"));
}

TEST_F(PredictTest, AnExifOrientationIsToldAndNotApplied) {
  picture("a.jpg", stripes(40, 24, 20));
  std::string bytes = atelier::read_file(images / "a.jpg");
  // An APP1 segment of one entry: tag 0x0112 is 6, turned clockwise.
  const std::string exif(
      "\xff\xe1\x00\x22"
      "Exif\0\0"
      "II*\0\x08\0\0\0"
      "\1\0"
      "\x12\1\3\0\1\0\0\0\6\0\0\0"
      "\0\0\0\0",
      36);
  atelier::write_file(images / "a.jpg", bytes.insert(2, exif));
  ASSERT_EQ(run(), ATELIER_OK) << bench->error();
  EXPECT_TRUE(said("1 picture, a.jpg, asks viewers by EXIF to turn it; here pictures are taken as they are stored"));
  EXPECT_EQ(labels_of("a.png").dim(0), 40);
}

TEST_F(PredictTest, AnInterruptedRunGoesOnToTheSameBytes) {
  for (int i = 0; i < 8; ++i) picture("p" + std::to_string(i) + ".png", stripes(20, 24, 3, i));
  atelier::write_file(images / "q.png", "no picture");
  const Bench::Options pairs = {{"batch", 2}, {"scores", true}};
  ASSERT_EQ(run(pairs), ATELIER_OK) << bench->error();
  const auto whole = all();
  EXPECT_EQ(asked.shapes.size(), 4u);

  fresh();
  asked.shapes.clear();
  asked.before = [&](size_t call) {
    if (call == 2) bench->cancel(true);
  };
  EXPECT_EQ(run(pairs, {}, 3), ATELIER_E_CANCELLED);
  EXPECT_FALSE(fs::exists(out / "index.json"));
  EXPECT_FALSE(fs::exists(out / "predictions.json"));
  const auto left = all();
  ASSERT_TRUE(left.count("journal.jsonl"));
  const auto lines =
      static_cast<size_t>(std::count(left.at("journal.jsonl").begin(), left.at("journal.jsonl").end(), '\n'));
  const size_t done = lines - 1;
  EXPECT_EQ(done, 6u);  // all that the network has seen

  asked = {};
  ASSERT_EQ(run(pairs), ATELIER_OK) << bench->error();
  EXPECT_EQ(all(), whole);
  EXPECT_LE(asked.shapes.size(), 4 - done / 2);
  EXPECT_TRUE(said("goes on after an interrupted run: " + std::to_string(done) + " of 9 pictures are done"));
}

TEST_F(PredictTest, ARunThatFinishesNoPictureLeavesNoFile) {
  picture("a.png", stripes(20, 24, 3));
  asked.before = [](size_t) { throw atelier::Error(ATELIER_E_INTERNAL, "no device"); };
  EXPECT_NE(run(), ATELIER_OK);
  EXPECT_EQ(asked.shapes.size(), 1u);
  EXPECT_EQ(all().size(), 0u);
}

TEST_F(PredictTest, OnlyWhatIsWholeCounts) {
  for (const char* name : {"a.png", "b.png", "c.png", "d.png"}) picture(name, stripes(20, 24, 3));
  asked.before = [&](size_t call) {
    if (call == 3) bench->cancel(true);
  };
  run({{"batch", 1}}, {}, 1);
  const std::string journal = text_of("journal.jsonl");
  const size_t start = journal.find('\n') + 1;
  const std::string first = journal.substr(start, journal.find('\n', start) + 1 - start);
  // The first picture's label map is another one, the second's line is cut off.
  atelier::write_file(out / "journal.jsonl", journal.substr(0, start) + first + first.substr(0, first.size() / 2));
  atelier::write_file(out / "labels/a.png", "short");
  asked = {};
  ASSERT_EQ(run({{"batch", 1}}), ATELIER_OK) << bench->error();
  EXPECT_EQ(asked.shapes.size(), 4u);
  const auto repaired = all();
  fresh();
  ASSERT_EQ(run(), ATELIER_OK) << bench->error();
  EXPECT_EQ(all(), repaired);
}

TEST_F(PredictTest, WhatHasChangedMeanwhileIsDoneAnew) {
  for (const char* name : {"a.png", "b.png", "c.png", "d.png"}) picture(name, stripes(20, 24, 3));
  const auto interrupted = [&](const Bench::Options& more) {
    fresh();
    asked = {};
    asked.before = [&](size_t call) {
      if (call == 2) bench->cancel(true);
    };
    EXPECT_EQ(run(more), ATELIER_E_CANCELLED);
    asked = {};
  };
  const auto whole = [&](const Bench::Options& more) {
    fresh();
    EXPECT_EQ(run(more), ATELIER_OK) << bench->error();
    return all();
  };
  const Bench::Options single = {{"batch", 1}};
  interrupted(single);
  picture("a.png", stripes(20, 24, 5));  // another picture of the same size
  fs::remove(images / "b.png");
  ASSERT_EQ(run(single), ATELIER_OK) << bench->error();
  EXPECT_EQ(asked.shapes.size(), 2u);  // a and d; c has not changed
  const auto gone_on = all();
  EXPECT_EQ(gone_on, whole(single));
  EXPECT_FALSE(gone_on.count("labels/b.png"));

  const std::string page = "component = 'test.tens'\nclasses = ['background', 'b', 'c', 'd']\n";
  atelier::write_file(elsewhere / "model.toml", page);
  atelier::write_file(elsewhere / "best.bin", "");
  const Bench::Options with_page = {{"batch", 1}, {"weights", (elsewhere / "best.bin").string()}};
  interrupted(with_page);
  atelier::write_file(elsewhere / "model.toml", page + "colours = [[0,0,0], [9,9,9], [8,8,8], [7,7,7]]");
  ASSERT_EQ(run(with_page), ATELIER_OK) << bench->error();
  EXPECT_EQ(asked.shapes.size(), 3u);
  const auto recoloured = all();
  EXPECT_EQ(recoloured, whole(with_page));
}

TEST_F(PredictTest, AFullDiskEndsTheRun) {
  picture("a.png", stripes(20, 24, 3));
  fs::create_directories(out / "labels/a.png");  // a file cannot get this name
  atelier::write_file(out / "labels/a.png/x", "");
  EXPECT_EQ(run(), ATELIER_E_IO);
  EXPECT_NE(bench->error().find("labels/a.png"), std::string::npos) << bench->error();
}

TEST_F(PredictTest, NamesThatWouldCollideAreRefused) {
  picture("a.png", stripes(8, 8, 8));
  picture("a.jpg", stripes(8, 8, 8));
  EXPECT_EQ(run(), ATELIER_E_DATA);
  EXPECT_NE(bench->error().find("`a.jpg`"), std::string::npos) << bench->error();
  EXPECT_NE(bench->error().find("`a.png`"), std::string::npos);
  fs::remove(images / "a.jpg");
  picture("a.png.d/b.png", stripes(8, 8, 8));
  ASSERT_EQ(run(), ATELIER_OK) << bench->error();
  fs::rename(images / "a.png", images / "x.jpg");
  picture("x.png/b.png", stripes(8, 8, 8));
  EXPECT_EQ(run(), ATELIER_E_DATA);
  EXPECT_NE(bench->error().find("`x.png`"), std::string::npos) << bench->error();
}

TEST_F(PredictTest, SaysWhatToSetWhenThereAreNoPictures) {
  EXPECT_EQ(run(), ATELIER_E_DATA);
  EXPECT_NE(bench->error().find("there is no picture in " + images.path().string()), std::string::npos);
  EXPECT_EQ(run({{"images", ""}}), ATELIER_E_INVALID);
  EXPECT_NE(bench->error().find("--set params.images="), std::string::npos) << bench->error();
  EXPECT_EQ(run({{"images", "/nowhere/at/all"}}), ATELIER_E_IO);
  EXPECT_NE(bench->error().find("/nowhere/at/all"), std::string::npos) << bench->error();
  picture(".hidden.png", stripes(8, 8, 8));
  picture(".folder/a.png", stripes(8, 8, 8));
  atelier::write_file(images / "notes.txt", "");
  EXPECT_EQ(run(), ATELIER_E_DATA);
}

}  // namespace
}  // namespace predicting
