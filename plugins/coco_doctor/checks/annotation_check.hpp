// One annotation against the pictures and categories of the file.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "checks/catalogue.hpp"
#include "findings/findings.hpp"
#include "json/fields.hpp"
#include "json/ids.hpp"
#include "json/lenient_parser.hpp"
#include "shape/shape_check.hpp"

namespace atelier::coco_doctor {

// What was found, and what `fix` makes of it.
struct Verdict {
  std::vector<Finding> findings;
  std::vector<Finding> fixes;
  bool has_id = false;
  int64_t id = 0;
  uint32_t picture = kNobody;
  uint32_t owner = kNobody;  // the picture that it belongs to in the fixed file
  uint32_t category = kNobody;
  bool crowd = false;
  bool painted = false;
  bool has_shape = false;
  uint64_t pixels = 0;
  uint64_t hash_one = 0, hash_two = 0;  // of picture, category and shape
  bool nan = false;                     // NaN or Infinity stands in the text
  bool left = false;                    // its shape, or what contradicts it, must stay as it is
  Id image_id, category_id;             // as given
  Repair repair;
};

// Keeps its buffers between calls: one for each thread. Any number of them may check at a time.
class AnnotationCheck {
 public:
  AnnotationCheck(const Catalogue& catalogue, uint64_t tiny_pixels) : catalogue_(catalogue), tiny_(tiny_pixels) {}

  // `json` must be followed by simdjson's padding.
  Verdict check(uint64_t offset, std::string_view json);

 private:
  void check_fields(simdjson::dom::object object, std::string_view json);
  void check_picture();
  void check_category();
  void check_shape(simdjson::dom::object object, std::string_view json);
  void check_crowd(simdjson::dom::object object);
  // Of a field that refers to a picture or category: its key, what it names, and the codes of one that is missing and
  // of one that leads nowhere.
  struct Reference {
    const char* key;
    const char* what;
    Code missing, dangling;
  };
  void check_reference(const Id& id, const Reference& to, bool is_met);
  void write_reference(const Id& id, const char* key, int64_t number, Code odd);
  bool read_shape(simdjson::dom::object object, simdjson::dom::element& value);
  void take_shape(std::string_view segmentation);
  void read_evidence(simdjson::dom::object object);
  void check_measures();
  void check_area();
  void check_box();
  void turn_keypoints(simdjson::dom::object object);
  geometry::Box painted_box() const;
  bool is_box_explained(const Sides& shape) const;
  bool is_of_shared_id() const;
  // Adds a finding; a ring of 0 means that it is not about one ring.
  void tell(Code code, std::string text, uint32_t ring = 0);
  // Adds what `fix` does about it.
  void mend(Code code, std::string text, uint32_t ring = 0);
  void set(Code code, const char* key, std::string value);
  void drop(Code code, std::string text);
  Finding about(Code code, std::string text, uint32_t ring) const;
  simdjson::simdjson_result<simdjson::dom::element> field(simdjson::dom::object object, std::string_view key) const;
  const Picture* picture() const;

  const Catalogue& catalogue_;
  uint64_t tiny_;
  LenientParser parser_, text_parser_;
  std::string shape_text_;  // of a shape that stands in quotes, padded; empty for none
  ShapeCheck shape_;
  Field area_field_ = Field::kMissing;
  Evidence evidence_;
  bool is_doubtful_ = false;  // `area` contradicts the shape, and nothing speaks for it
  uint64_t offset_ = 0;
  bool twice_ = false;  // some key is given more than once
  Verdict verdict_;
};

}  // namespace atelier::coco_doctor
