#include "conversion/assessment.hpp"

#include <gtest/gtest.h>

#include <atelier/testing.hpp>
#include <nlohmann/json.hpp>

#include "conversion/summary_words.hpp"

using atelier::Call;
using atelier::DatasetNote;
using atelier::NoteLevel;
using atelier::testing::Bench;
using conversion::AnnotationPlace;
using conversion::Assessment;
using conversion::Outcomes;
using conversion::StageWords;

namespace {

// Classes c1, c2, …, no pictures, and what a test gives.
class Source : public atelier::Dataset, public atelier::DatasetOrphans, public atelier::DatasetNotes {
 public:
  uint64_t orphan_count = 0;
  std::vector<DatasetNote> noticed;
  std::string advice;

  uint64_t classes = 9;
  uint64_t names = 9;  // that differ

  atelier::DatasetCounts describe(const Call&) const override { return {classes, 0}; }
  atelier_class class_at(const Call&, uint64_t index) const override {
    name_ = "c" + std::to_string(index % names + 1);
    auto out = atelier::blank<atelier_class>();
    out.id = static_cast<int64_t>(index);
    out.name = atelier::c_str(name_);
    return out;
  }
  atelier_picture picture_at(const Call&, uint64_t) const override { return {}; }
  void instances(const Call&, uint64_t, const Take&) const override {}
  void orphans(const Call&, const atelier::TakeInstance& take) const override {
    for (uint64_t i = 0; i < orphan_count; ++i) {
      auto out = atelier::blank<atelier_instance>();
      out.id = static_cast<int64_t>(900 + i);
      out.label = 3;
      out.defect_text = ATELIER_STR("image_id 7 is that of no picture");
      take(out);
    }
  }
  void notes(const Call&, const atelier::TakeNote& take) const override {
    for (const DatasetNote& note : noticed) take(note);
  }
  std::string_view remedy(const Call&) const override { return advice; }

 private:
  mutable std::string name_;
};

struct Assessments : ::testing::Test {
  Bench bench;
  Source source;
  Outcomes outcomes;
  const StageWords words = {
      "painted", "report.json", {{"crowd", "`crowd`"}, {"too_small", "`min_pixels`"}, {"else", "`unlisted`"}}};

  atelier::DatasetRef dataset() { return atelier::DatasetRef(atelier::object_of(source)); }
  atelier_instance of(uint32_t label) {
    auto out = atelier::blank<atelier_instance>();
    out.id = ++id_;
    out.label = label;
    out.area = 1;
    return out;
  }
  void keep(uint64_t count, uint32_t label = 1) {
    for (uint64_t i = 0; i < count; ++i) outcomes.keep({1, 1, "a.jpg"}, of(label));
  }
  void lose(uint64_t count, uint32_t label = 1) {
    for (uint64_t i = 0; i < count; ++i) outcomes.lose("ring_odd", {1, i, "a.jpg"}, of(label), "ring 1 is odd");
  }
  void count_orphans() {
    if (outcomes.orphans().count() == 0) outcomes.count_orphans(bench.call(), dataset());
  }
  template <class Work>
  std::string complaint(Work work) {
    count_orphans();
    try {
      work();
    } catch (const atelier::Error& e) {
      EXPECT_EQ(e.code(), ATELIER_E_DATA);
      return e.what();
    }
    return "";
  }
  std::string refused(bool part_only = false) {
    return complaint([&] { Assessment(bench.call(), dataset(), outcomes, words, part_only); });
  }
  std::vector<std::string> warnings(bool part_only = false) {
    count_orphans();
    return Assessment(bench.call(), dataset(), outcomes, words, part_only).warnings();
  }
  int64_t id_ = 0;
};

TEST_F(Assessments, PixelsFarFromTheAreasAreWarnedOf) {
  source.advice = "look there";
  const auto draw = [&](double area, uint64_t pixels) {
    atelier_instance instance = of(1);
    instance.area = area;
    outcomes.keep({1, 1, "a.jpg"}, instance, conversion::DrawnInstance(), pixels);
  };
  draw(100, 100);
  draw(100, 249);
  draw(std::numeric_limits<double>::quiet_NaN(), 100000);
  draw(0, 100000);
  draw(1, 51);
  draw(300, 100);
  draw(100, 300);
  draw(2e9, 1);
  EXPECT_EQ(warnings(), std::vector<std::string>{}) << "three of six";
  draw(14400, 4800);
  EXPECT_EQ(warnings(),
            std::vector<std::string>{
                "the pixels of 4 of 7 annotations are far from the `area` of the source, as with outlines in "
                "percent or of pictures of another size; the first is annotation 6 of a.jpg, which covers 100 "
                "pixels, `area` is 300. What to do: look there"});
}

TEST_F(Assessments, WhatShouldBeLookedAtIsWarnedOfAndNotRefused) {
  keep(1);
  source.noticed = {{"ids_as_text", 3, NoteLevel::kWarning, "3 ids are texts."},
                    {"turned", 1, NoteLevel::kInfo, "1 is."}};
  EXPECT_EQ(warnings(), std::vector<std::string>{"3 ids are texts."});
  EXPECT_EQ(complaint([&] { refuse_defects(bench.call(), dataset(), outcomes, words); }), "");
}

TEST_F(Assessments, ShapesThatLoseManyPartsAreWarnedOf) {
  const std::vector<double> points = {1, 1, 5, 1, 5, 5};
  const auto keep_part = [&] {
    auto picture = atelier::blank<atelier_picture>();
    picture.height = picture.width = 8;
    atelier_instance instance = of(1);
    const atelier_ring ring{points.data(), points.size()};
    instance.rings = &ring;
    instance.ring_count = 1;
    instance.defect = ATELIER_STR("ring_not_numbers");
    instance.defect_text = ATELIER_STR("ring 2 is not a list");
    conversion::DrawnInstance drawn;
    ASSERT_EQ(drawn.draw(instance, picture), "");
    outcomes.keep({1, 1, "a.jpg"}, instance, drawn, 1);
  };
  source.advice = "look there";
  keep(18);
  EXPECT_EQ(conversion::without_parts(outcomes), "");
  keep_part();
  lose(1);
  EXPECT_TRUE(warnings().empty()) << "a tenth";
  EXPECT_EQ(conversion::without_parts(outcomes), ", 1 of them without some of its parts (ring_not_numbers 1)");
  keep_part();
  EXPECT_EQ(conversion::without_parts(outcomes), ", 2 of them without some of their parts (ring_not_numbers 2)");
  EXPECT_EQ(warnings(),
            (std::vector<std::string>{
                "1 of 21 annotations (4.8 %) is not painted because of defects: ring_odd 1; the first is annotation 20 "
                "of a.jpg: ring_odd (ring 1 is odd). What to do: look there",
                "2 of 21 annotations (9.5 %) have lost parts of their shapes: ring_not_numbers 2; the first is "
                "annotation 19 of a.jpg: ring_not_numbers (ring 2 is not a list). What to do: look there"}));
}

TEST_F(Assessments, ClassesOfOneNameAreWarnedOf) {
  source.names = 7;
  EXPECT_EQ(warnings(), std::vector<std::string>{"several classes have the name `c1` (ids 0, 7), `c2` (ids 1, 8): what "
                                                 "goes by names takes them for one or refuses them"});
  source.classes = 0;
  EXPECT_EQ(warnings(), std::vector<std::string>{"the source lists no class, so that nothing can be painted"});
}

TEST_F(Assessments, NothingOfNothingIsFine) { EXPECT_EQ(refused(), ""); }

TEST_F(Assessments, LosingEverythingIsAnError) {
  lose(2);
  source.orphan_count = 3;
  source.noticed = {{"ids_mixed", 3, NoteLevel::kDefect, "3 picture ids are texts."}};
  source.advice = "atelier-coco-doctor check \"/data/a.json\"";
  EXPECT_EQ(
      refused(),
      "nothing is painted of 5 annotations: 5 lost to defects (no_picture 3, ring_odd 2); the first is annotation "
      "1 of a.jpg: ring_odd (ring 1 is odd). 3 picture ids are texts. What to do: atelier-coco-doctor check "
      "\"/data/a.json\"");
}

TEST_F(Assessments, AnnotationsOfNoPictureAreAnnotations) {
  source.orphan_count = 1;
  EXPECT_EQ(refused(),
            "nothing is painted of 1 annotation: 1 lost to defects (no_picture 1); the first is annotation 900: "
            "no_picture (image_id 7 is that of no picture)");
}

TEST_F(Assessments, LeavingOutEverythingNamesTheOptions) {
  outcomes.leave_out("too_small", {0, 0, "a.jpg"}, of(1));
  outcomes.leave_out_crowd({0, 1, "a.jpg"}, of(1));
  source.advice = "nothing of use here";
  EXPECT_EQ(refused(),
            "nothing is painted of 2 annotations: 2 left out by the options (crowd 1, too_small 1); the first is "
            "annotation 1 of a.jpg: too_small. Look at the options `crowd`, `min_pixels`");
}

TEST_F(Assessments, ATenthMayBeLost) {
  keep(18);
  lose(2);
  EXPECT_TRUE(warnings().empty());
  lose(1);
  source.advice = "mend it.";
  EXPECT_EQ(warnings(), (std::vector<std::string>{
                            "3 of 21 annotations (14.3 %) are not painted because of defects: ring_odd 3; the first is "
                            "annotation 19 of a.jpg: ring_odd (ring 1 is odd). What to do: mend it"}));
}

TEST_F(Assessments, WhatTheOptionsLeaveOutIsNoLoss) {
  keep(1);
  for (int i = 0; i < 50; ++i) outcomes.leave_out("too_small", {0, 0, "a.jpg"}, of(2));
  EXPECT_TRUE(warnings().empty());
}

TEST_F(Assessments, AClassThatLosesAllIsNamed) {
  keep(500);
  lose(2, 4);
  outcomes.leave_out("too_small", {0, 0, "a.jpg"}, of(4));
  source.orphan_count = 1;
  ASSERT_EQ(warnings().size(), 1u);
  EXPECT_EQ(
      warnings()[0].find("3 of 504 annotations (0.6 %) are not painted because of defects: ring_odd 2, no_picture "
                         "1; all of the classes c3 (1), c4 (2); the first is annotation 501"),
      0u)
      << warnings()[0];
  for (uint32_t label = 5; label < 9; ++label) lose(1, label);
  lose(1, 77);  // beyond the classes
  EXPECT_NE(warnings()[0].find("all of the classes c3 (1), c4 (2), c5 (1), c6 (1), c7 (1) and 1 more;"),
            std::string::npos)
      << warnings()[0];
}

// Orphans are those of all pictures.
TEST_F(Assessments, APartOfThePicturesSaysNothingAboutOrphans) {
  source.orphan_count = 5;
  EXPECT_EQ(refused(true), "");
  keep(1);
  EXPECT_TRUE(warnings(true).empty());
  EXPECT_FALSE(warnings(false).empty());
}

TEST_F(Assessments, StrictForbidsEveryDefect) {
  const auto strict = [&] {
    return complaint([&] { conversion::refuse_defects(bench.call(), dataset(), outcomes, words); });
  };
  keep(3);
  outcomes.leave_out("too_small", {0, 0, "a.jpg"}, of(1));
  source.noticed = {{"names_matched", 2, NoteLevel::kInfo, "2 names were matched"}};
  EXPECT_EQ(strict(), "");
  source.noticed.push_back({"label_file_missing", 1, NoteLevel::kDefect, "1 picture has no label file"});
  EXPECT_EQ(strict(),
            "1 picture has no label file. Mend the annotations, or set strict = false to leave these out and have them "
            "counted in report.json");
  source.noticed.clear();
  source.advice = "coco-doctor";
  lose(1);
  EXPECT_EQ(strict(),
            "1 annotation cannot be painted in full (ring_odd 1); the first is annotation 5 of a.jpg: ring_odd (ring 1 "
            "is odd). Mend the annotations, or set strict = false to leave it out and have it counted in report.json. "
            "What to do: coco-doctor");
}

TEST_F(Assessments, TheReportAndTheScreenSayTheSame) {
  keep(1);
  source.noticed = {{"names_matched", 2, NoteLevel::kInfo, "2 names were matched"},
                    {"label_file_missing", 1, NoteLevel::kDefect, "1 picture has no label file"}};
  const Assessment assessment(bench.call(), dataset(), outcomes, words);
  nlohmann::ordered_json report;
  assessment.append_to(report);
  EXPECT_EQ(
      report.dump(),
      R"({"area_zero":{"count":0,"first":[]},"area_far_off":{"count":0,"first":[]},"holes_cut_out":{"count":0,"first":[]},"source_notes":[)"
      R"({"word":"names_matched","count":2,"text":"2 names were matched"},)"
      R"({"word":"label_file_missing","count":1,"text":"1 picture has no label file"}],)"
      R"("warnings":["1 picture has no label file"]})");
  assessment.say(bench.call());
  EXPECT_EQ(bench.lines(), (std::vector<std::string>{"2 names were matched", "1 picture has no label file"}));
}

}  // namespace
