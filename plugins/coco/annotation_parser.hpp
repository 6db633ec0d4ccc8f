// One annotation out of its JSON text. Nothing of an annotation makes reading fail: what is wrong with it becomes its
// defect. Only text that is no JSON does.
//
// What is written as nearly all annotations are is read straight from the text; whatever is odd in any way is left to
// the full parser, which decides alone what is a defect. One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "annotation_json/value_parser.hpp"
#include "coco_segmentation/segmentation.hpp"

namespace atelier::coco {

struct Annotation {
  int64_t id = -1;           // -1 when missing
  int64_t category_id = -1;  // likewise
  int64_t image_id = 0;
  bool has_image = false;  // whether image_id is there and an id
  bool crowd = false;
  bool has_category = false;
  double area = 0;                        // NaN when missing
  bool text_id = false;                   // an id is the text of a number
  std::string odd_image;                  // what stands there when image_id is there and no id: "the text `a`"
  coco_segmentation::Segmentation shape;  // and the defect

  void clear();
  // The defect in words.
  std::string why() const;
};

// What must be known of an annotation to find it again, and whether its category is there.
struct Owner {
  int64_t image_id = 0;
  int64_t category_id = 0;
  bool has_category = false;
  bool has_image = false;
  bool text_id = false;
};

// What annotations hold in place of shapes; of no meaning once a shape was seen.
struct Contents {
  bool shape = false;
  uint64_t boxes = 0;
  uint64_t keypoints = 0;
  uint64_t captions = 0;
  uint64_t segments = 0;

  void merge(const Contents& other);
  // "12 `bbox`, 3 `keypoints`", or "" when there is a shape or nothing of these.
  std::string in_place_of_shapes() const;
};

class AnnotationParser {
 public:
  explicit AnnotationParser(bool accept_nan) : values_(accept_nan) {}

  // The text is one value as JsonStream cuts it, followed by simdjson::SIMDJSON_PADDING readable bytes.
  // Not SUCCESS: it is no JSON; parsed_text() is then the text to look at.
  simdjson::error_code find_owner(std::string_view json, Owner& out);
  simdjson::error_code parse(std::string_view json, Annotation& out);
  const std::string& parsed_text() const { return values_.parsed_text(); }
  // Of all that find_owner was given.
  const Contents& contents() const { return contents_; }

 private:
  bool find_plain_owner(std::string_view json, Owner& out);
  simdjson::error_code parse_fully(std::string_view json, Annotation& out);

  annotation_json::ValueParser values_;
  Annotation odd_;
  Contents contents_;
  Contents odd_contents_;  // of what parse_fully was given last
};

}  // namespace atelier::coco
