#include "label_survey.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>
#include <random>

#include "test_data.hpp"

namespace {

namespace fs = std::filesystem;
using atelier::yolo_segments::Boxes;
using atelier::yolo_segments::LabelSurvey;
using atelier::yolo_segments::LineForm;

// What a set of one label file says; the picture is of 64 x 48 unless told otherwise.
struct Told {
  std::string error;
  std::vector<std::string> notes;
  bool tracks = false;
  uint64_t outlines = 0;
};

Told tell(const std::string& labels, pictures::Size picture = {48, 64}) {
  const test::TemporaryFolder folder;
  const std::string file = (folder / "a.txt").string();
  atelier::write_file(file, labels, false);
  LabelSurvey survey({Boxes::kDefect, 3, 0});
  survey.add_file(0, file, picture);
  Told told;
  told.tracks = survey.settle_tracks();
  told.outlines = survey.of_form(LineForm::kOutline).count;
  try {
    survey.refuse_what_is_none({file}, "data.yaml");
  } catch (const atelier::Error& e) {
    told.error = e.what();
  }
  std::vector<atelier::DatasetNote> notes;
  survey.note_doubts({file}, notes);
  for (const auto& note : notes) told.notes.push_back(note.word);
  return told;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const std::string kSquare = "0 .2 .2 .4 .2 .4 .6 .2 .6", kOther = "1 .5 .1 .8 .1 .8 .5 .5 .5";

TEST(LabelSurveyTest, TellsWhereTheConfidenceStands) {
  EXPECT_TRUE(holds(tell(kSquare + " .93\n" + kOther + " .88\n").error, "all end with a confidence"));
  EXPECT_TRUE(holds(tell("0 .93 .2 .2 .4 .2 .4 .6 .2 .6\n1 .88 .5 .1 .8 .1 .8 .5 .5 .5\n").error,
                    "all have a confidence between the class and the points (leave out the second number)"));
}

TEST(LabelSurveyTest, TellsIdsOfTracksByTheSet) {
  const std::string ids = "end with the id of a track, as predictions of videos do";
  EXPECT_TRUE(holds(tell(kSquare + " 7\n" + kOther + " 8\n").error, "all " + ids));
  EXPECT_TRUE(holds(tell(kSquare + " 7\n" + kOther + " 1\n").error, "1 " + ids));
  EXPECT_TRUE(holds(tell(kSquare + " .93 7\n" + kOther + " .88 8\n").error, "all " + ids));
  EXPECT_TRUE(holds(tell(kSquare + " .93 1\n" + kOther + " .88 1\n").error, "all " + ids))
      << "lone points at the bottom";
  EXPECT_TRUE(holds(tell("0 .2 .2 .4 .2 .4 1 .2 1 .93 1\n" + kOther + " .88 2\n").error, "all " + ids));
  const Told some = tell(kSquare + "\n" + kSquare + " .93 1\n" + kOther + " .88 2\n");
  EXPECT_EQ(some.error, "");
  EXPECT_TRUE(some.tracks);
  EXPECT_EQ(some.outlines, 1u);
  EXPECT_EQ(tell(kSquare + " .93 1\n").notes, std::vector<std::string>{"track_id_likely"})
      << "one line may be an outline";
}

TEST(LabelSurveyTest, LeavesOutlinesThatReachTheBottom) {
  for (const std::string& labels : {std::string("0 .2 .5 .4 .5 .4 1 .2 1\n1 .5 .5 .8 .5 .8 1 .5 1\n"),
                                    "0 .2 .5 .4 .5 .3 1\n" + kSquare + "\n", "0 .2 .5 .4 .5 .4 .8 .3 1\n" + kSquare}) {
    const Told told = tell(labels);
    EXPECT_EQ(told.error, "");
    EXPECT_FALSE(told.tracks);
    EXPECT_EQ(told.notes.size(), 0u);
  }
}

TEST(LabelSurveyTest, TellsPercentFromPixels) {
  const std::string percent = "look like percent of width and height (divide all by 100)", pixels = "of pixels, divide";
  EXPECT_TRUE(holds(tell("0 15.6 20.8 46.9 20.8 46.9 62.5\n1 54 10 86 10 86 52\n").error, percent)) << "86 of 64";
  EXPECT_TRUE(holds(tell("0 15.6 20.8 46.9 20.8 46.9 62.5\n", {480, 640}).error, percent)) << "a corner of 640 x 480";
  EXPECT_TRUE(holds(tell("0 10 10 30 10 30 30\n1 35 5 55 5 55 25\n").error, pixels));
  EXPECT_TRUE(holds(tell("0 10 10 300 10 300 30\n", {480, 640}).error, pixels));
  EXPECT_TRUE(holds(tell("0 10 10 30 10 30 30\n", {0, 0}).error, pixels)) << "of no known size";
}

// A box of 0.4 around (x, y), and so many points in it.
std::string pose(double x, double y, int points, std::mt19937& random) {
  std::uniform_real_distribution<double> off(-0.2, 0.2);
  std::string line = atelier::text("0 ", x, ' ', y, " .4 .4");
  for (int i = 0; i < points; ++i)
    line += i % 5 == 4 ? std::string(" 0 0") : atelier::text(' ', x + off(random), ' ', y + off(random));
  return line + "\n";
}

TEST(LabelSurveyTest, TellsPosesWithoutVisibility) {
  std::mt19937 random(17);
  std::string labels = pose(.5, .5, 17, random) + pose(.3, .6, 17, random);
  EXPECT_EQ(tell(labels).error, "");
  EXPECT_EQ(tell(labels).notes, std::vector<std::string>{"keypoints_likely"}) << "two lines";
  labels += pose(.7, .4, 17, random);
  EXPECT_TRUE(
      holds(tell(labels).error,
            "none of the 3 lines of the label files is an outline: all are boxes with 17 keypoints each (x, y), "
            "for pose estimation"));
  EXPECT_EQ(tell(labels + kSquare + "\n").error, "");
}

// Small outlines lie in a box around their first point with their second as its sides: all of one count of points, too.
TEST(LabelSurveyTest, LeavesOutlinesOfOneCountOfPoints) {
  std::mt19937 random(23);
  std::uniform_real_distribution<double> radius(0.02, 0.3);
  for (int set = 0; set < 300; ++set) {
    const int points = 5 + set % 28;
    std::string labels;
    for (int k = 0; k < 3; ++k) {
      const double r = radius(random), phase = 6.28 * radius(random) / 0.3;
      std::uniform_real_distribution<double> place(r, 1 - r);
      const double x = place(random), y = place(random);
      labels += "0";
      for (int i = 0; i < points; ++i)
        labels += atelier::text(' ', x + r * std::cos(phase + 6.2832 * i / points), ' ',
                                y + r * std::sin(phase + 6.2832 * i / points));
      labels += "\n";
    }
    EXPECT_EQ(tell(labels).error, "") << labels;
    EXPECT_EQ(tell(labels).notes.size(), 0u) << labels;
  }
}

}  // namespace
