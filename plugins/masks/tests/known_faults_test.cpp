// Faults of scripts that people use for this, each once. Others stand with what they belong to: damaged and missing
// fields, empty and odd rings, uncounted skips (mask_writer_test), collisions and missing files (damaged_input_test).
#include <gtest/gtest.h>

#include "writing.hpp"

using nlohmann::json;
using writing::square;
using Rows = std::vector<std::string>;

namespace {

class KnownFaults : public writing::Fixture {};

// A library that goes by the extension would write lossy JPEG.
TEST_F(KnownFaults, MasksArePngWhateverThePictureIsCalled) {
  int64_t id = 0;
  for (const char* name : {"A.JPG", "b.jpeg", "c.JPEG", "d.PNG", "e.tif", "f", "g.tar.gz", ".hidden", "sub.dir/h"}) {
    add_picture(++id, name, 4, 4);
    add(square(id, id, 3, 0, 3));
  }
  const auto outcome = write();
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  for (const char* mask :
       {"A.png", "b.png", "c.png", "d.png", "e.png", "f.png", "g.tar.png", ".hidden.png", "sub.dir/h.png"}) {
    EXPECT_EQ(atelier::read_file(out / "masks" / mask).substr(1, 3), "PNG") << mask;
    EXPECT_EQ(rows(mask), (Rows{"222.", "222.", "222.", "...."})) << mask;
  }
}

// `area` in the file is often not that of the shape.
TEST_F(KnownFaults, PixelsCountNotTheAreaInTheFile) {
  add_picture(1, "a.jpg", 4, 4);
  json small = square(1, 1, 7, 0, 2), large = square(2, 1, 3, 0, 3);
  small["area"] = 1e9;
  large["area"] = -0.5;
  add(small);
  add(large);
  writing::Options options;
  options.policy = "overlap.smallest_on_top";
  options.more = {{"min_pixels", 4}};
  ASSERT_EQ(write(options).status, ATELIER_OK);
  EXPECT_EQ(rows("a.png"), (Rows{"112.", "112.", "222.", "...."}));
}

TEST_F(KnownFaults, ASmallObjectErasedByALaterOneIsReported) {
  add_picture(1, "a.jpg");
  add(square(1, 1, 7, 2, 3));
  add(square(2, 1, 3, 0, 6));
  ASSERT_EQ(write().status, ATELIER_OK);
  EXPECT_EQ(report()["overlap"]["lost_all"]["first"][0], (json{{"id", 1}, {"image", "a.jpg"}}));
}

TEST_F(KnownFaults, AFirstRingOfFourNumbersIsNoBox) {
  add_picture(1, "a.jpg", 4, 4);
  json annotation = square(1, 1, 7, 0, 2);
  annotation["segmentation"] = {{0, 0, 3, 3}};
  add(annotation);
  add(square(2, 1, 7, 3, 4));
  ASSERT_EQ(write().status, ATELIER_OK);
  EXPECT_EQ(rows("a.png"), (Rows{"....", "....", "....", "...1"}));
  EXPECT_EQ(report()["skipped"]["ring_too_short"]["count"], 1);
}

TEST_F(KnownFaults, PicturesWithoutAnnotationsAreMarked) {
  add_picture(1, "a.jpg");
  add_picture(2, "b.jpg");
  add(square(1, 2, 3, 0, 6));
  const auto outcome = write();
  EXPECT_EQ(report()["empty_pictures"]["first"][0], (json{{"id", 1}, {"image", "a.jpg"}}));
  EXPECT_EQ(outcome.lines.at(2), "1 of the pictures without any instance painted; 0 annotations belong to no picture");
}

TEST_F(KnownFaults, CrowdsThatBecomeBackgroundAreCounted) {
  add_picture(1, "a.jpg");
  json crowd = square(900100000149, 1, 3, 0, 6);
  crowd["iscrowd"] = 1;
  add(crowd);
  add(square(1, 1, 3, 0, 6));
  const auto outcome = write();
  EXPECT_EQ(report()["crowd"], (json{{"option", "skip"}, {"count", 1}}));
  EXPECT_NE(outcome.lines.at(0).find("1 crowd region left out"), std::string::npos);
}

// A shape with pixels outweighs an `area` of 0.
TEST_F(KnownFaults, AnAreaOfZeroIsPaintedAndCounted) {
  add_picture(1, "a.jpg", 4, 4);
  json annotation = square(5, 1, 7, 0, 2);
  annotation["area"] = 0;
  add(annotation);
  ASSERT_EQ(write().status, ATELIER_OK);
  EXPECT_EQ(rows("a.png"), (Rows{"11..", "11..", "....", "...."}));
  EXPECT_EQ(report()["area_zero"], (json{{"count", 1}, {"first", {{{"id", 5}, {"image", "a.jpg"}}}}}));
  EXPECT_EQ(report()["skipped"], json::object());
}

}  // namespace
