#include "annotation_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "fields.hpp"

namespace atelier::coco_doctor {

namespace dom = simdjson::dom;

namespace {

// COCO's own areas and boxes come from the drawn outline and are off by a pixel or two all round.
constexpr double kAreaRatio = 0.25;
constexpr double kBoxRatio = 0.1;
constexpr double kBoxPixels = 4;

constexpr std::array<std::string_view, 7> kKnownKeys = {"id",   "image_id", "category_id", "segmentation",
                                                        "area", "bbox",     "iscrowd"};

bool near(double a, double b, double side) { return std::abs(a - b) <= std::max(kBoxPixels, kBoxRatio * side); }

bool near(const std::array<double, 4>& box, const geometry::Box& painted) {
  return near(box[0], painted.x, painted.width) && near(box[1], painted.y, painted.height) &&
         near(box[0] + box[2], painted.x + painted.width, painted.width) &&
         near(box[1] + box[3], painted.y + painted.height, painted.height);
}

std::string words(const geometry::Box& box) {
  return text("[", box.x, ", ", box.y, ", ", box.width, ", ", box.height, "]");
}

}  // namespace

Verdict AnnotationCheck::check(uint64_t offset, std::string_view json) {
  offset_ = offset;
  verdict_ = {};
  image_id_.reset();
  category_id_.reset();
  dom::element value;
  const auto outcome = parser_.parse(json, value);
  verdict_.nan = outcome == ItemParser::Outcome::kReadWithNan;
  dom::object object;
  if (outcome == ItemParser::Outcome::kBroken || value.get_object().get(object)) {
    tell(Code::kAnnotationNotObject, "this entry is not an object");
    drop(Code::kAnnotationNotObject, "dropped");
    return std::move(verdict_);
  }
  if (verdict_.nan) mend(Code::kNan, "NaN and Infinity taken out");
  check_fields(object);
  check_owner(object);
  check_crowd(object);
  check_shape(object, json);
  check_area(object);
  check_box(object);
  return std::move(verdict_);
}

Finding AnnotationCheck::about(Code code, std::string text, uint32_t ring) const {
  Finding finding;
  finding.code = code;
  finding.offset = offset_;
  if (verdict_.has_id) finding.annotation = verdict_.id;
  finding.image = image_id_;
  finding.category = category_id_;
  finding.ring = ring;
  finding.text = std::move(text);
  return finding;
}

void AnnotationCheck::tell(Code code, std::string text, uint32_t ring) {
  verdict_.findings.push_back(about(code, std::move(text), ring));
}

void AnnotationCheck::mend(Code code, std::string text, uint32_t ring) {
  if (!verdict_.repair.drop) verdict_.fixes.push_back(about(code, std::move(text), ring));
}

void AnnotationCheck::set(Code code, const char* key, std::string value) {
  mend(code, text("`", key, "` is now ", value));
  verdict_.repair.edits.push_back({key, std::move(value), code});
}

void AnnotationCheck::drop(Code code, std::string text) {
  if (verdict_.repair.drop) return;
  verdict_.fixes.clear();  // nothing else matters then
  mend(code, std::move(text));
  verdict_.repair.drop = true;
}

bool AnnotationCheck::read_id(dom::object object, const char* key, int64_t& out) {
  const Field found = read_whole(field(object, key), out);
  if (found == Field::kText) {
    tell(Code::kAnnotationTextNumber, text("`", key, "` is a text"));
    set(Code::kAnnotationTextNumber, key, std::to_string(out));
  }
  return found != Field::kMissing;
}

// The last value of a key, as most programs take it; simdjson gives the first.
simdjson::simdjson_result<dom::element> AnnotationCheck::field(dom::object object, std::string_view key) const {
  if (!twice_) return object[key];
  simdjson::simdjson_result<dom::element> found = object[key];
  for (const auto& [name, value] : object)
    if (name == key) found = simdjson::simdjson_result<dom::element>(dom::element(value));
  return found;
}

void AnnotationCheck::check_fields(dom::object object) {
  std::array<int, kKnownKeys.size()> seen{};
  twice_ = false;
  for (const auto& [key, value] : object) {
    const auto known = std::find(kKnownKeys.begin(), kKnownKeys.end(), key);
    if (known == kKnownKeys.end()) continue;
    twice_ = ++seen[static_cast<size_t>(known - kKnownKeys.begin())] > 1 || twice_;
  }
  // First of all, so that all findings can name them.
  int64_t id = 0;
  verdict_.has_id = read_whole(field(object, "id"), verdict_.id) != Field::kMissing;
  if (read_whole(field(object, "image_id"), id) != Field::kMissing) image_id_ = id;
  if (read_whole(field(object, "category_id"), id) != Field::kMissing) category_id_ = id;
  for (size_t i = 0; i < seen.size(); ++i)
    if (seen[i] > 1) tell(Code::kKeyTwice, text("`", kKnownKeys[i], "` is given more than once"));
  if (!read_id(object, "id", verdict_.id)) tell(Code::kAnnotationId, "`id` is missing or not a whole number");
}

void AnnotationCheck::check_owner(dom::object object) {
  int64_t id = 0;
  if (!read_id(object, "image_id", id)) {
    tell(Code::kImageId, "`image_id` is missing or not a whole number");
    drop(Code::kImageId, "dropped");
  } else if ((verdict_.picture = catalogue_.picture_of(id)) == kNobody) {
    tell(Code::kImageIdDangling, text("no picture has the id ", id));
    drop(Code::kImageIdDangling, "dropped");
  } else {
    const Picture& picture = catalogue_.pictures()[verdict_.picture];
    if (picture.same_as != kNobody && !catalogue_.pictures()[picture.same_as].repair.drop)
      set(Code::kPictureNameTwice, "image_id", std::to_string(catalogue_.pictures()[picture.same_as].id));
    else if (picture.repair.drop)
      drop(Code::kImageIdDangling, "dropped with its picture");
  }
  if (!read_id(object, "category_id", id)) {
    tell(Code::kCategoryIdMissing, "`category_id` is missing or not a whole number");
    drop(Code::kCategoryIdMissing, "dropped");
  } else if ((verdict_.category = catalogue_.category_of(id)) == kNobody) {
    tell(Code::kCategoryIdDangling, text("no category has the id ", id));
    drop(Code::kCategoryIdDangling, "dropped");
  } else if (catalogue_.categories()[verdict_.category].repair.drop) {
    drop(Code::kCategoryIdDangling, "dropped with its category");
  }
}

void AnnotationCheck::check_crowd(dom::object object) {
  dom::element value;
  if (field(object, "iscrowd").get(value)) {
    tell(Code::kCrowdMissing, "there is no `iscrowd`");
    return set(Code::kCrowdMissing, "iscrowd", "0");
  }
  int64_t number = 0;
  const bool is_number = value.is_number() && read_whole(field(object, "iscrowd"), number) == Field::kSound;
  bool flag = false;
  if (!is_number && !value.get_bool().get(flag)) number = flag;
  verdict_.crowd = number != 0;
  if (is_number && (number == 0 || number == 1)) return;
  tell(Code::kCrowdOdd, is_number ? text("`iscrowd` is ", number) : "`iscrowd` is not a number");
  set(Code::kCrowdOdd, "iscrowd", verdict_.crowd ? "1" : "0");
}

void AnnotationCheck::check_shape(dom::object object, std::string_view json) {
  dom::element value;
  const bool missing = field(object, "segmentation").get(value) != simdjson::SUCCESS;
  if (missing || value.is_null()) {
    tell(Code::kSegmentationMissing, missing ? "there is no `segmentation`" : "`segmentation` is null");
    return drop(Code::kSegmentationMissing, "dropped");
  }
  const Picture* picture = verdict_.picture == kNobody ? nullptr : &catalogue_.pictures()[verdict_.picture];
  shape_.check(value, picture ? picture->height : 0, picture ? picture->width : 0);
  for (const ShapeDefect& defect : shape_.defects()) tell(defect.code, defect.text, defect.ring);
  verdict_.has_shape = shape_.is_sound();
  verdict_.painted = shape_.is_painted();
  verdict_.pixels = shape_.pixels();
  verdict_.hash_one = shape_.hash_one() ^ (uint64_t{verdict_.picture} << 32 | verdict_.category);
  verdict_.hash_two = shape_.hash_two() + verdict_.crowd;
  if (!shape_.is_sound()) {
    const Code first = shape_.defects().empty() ? Code::kSegmentationMalformed : shape_.defects().front().code;
    return drop(first, "dropped: nothing sound is left of its shape");
  }
  if (shape_.is_painted() && shape_.pixels() == 0) {
    tell(Code::kNoPixels, shape_.why_empty());
    return drop(Code::kNoPixels, "dropped");
  }
  if (shape_.needs_repair()) {
    for (const ShapeDefect& defect : shape_.defects())
      if (!info_of(defect.code).repair.empty())
        mend(defect.code, std::string(info_of(defect.code).repair), defect.ring);
    verdict_.repair.edits.push_back({"segmentation", shape_.repaired(member_of(json, "segmentation")), {}});
  }
  if (verdict_.crowd && shape_.has_polygons()) tell(Code::kCrowdPolygons, "`iscrowd` is 1, `segmentation` a list");
  if (!verdict_.crowd && !shape_.has_polygons()) tell(Code::kRunsNoCrowd, "`iscrowd` is 0, `segmentation` holds runs");
  if (shape_.is_painted() && shape_.pixels() < tiny_)
    tell(Code::kTinyInstance, text("it covers ", shape_.pixels(), shape_.pixels() == 1 ? " pixel" : " pixels"));
}

void AnnotationCheck::check_area(dom::object object) {
  double area = 0;
  const Field found = read_number(field(object, "area"), area);
  const std::string pixels = std::to_string(verdict_.pixels);
  const bool covers = verdict_.painted && verdict_.pixels != 0;
  if (found == Field::kMissing) {
    tell(Code::kAreaMissing, "`area` is missing or not a number");
    if (covers) set(Code::kAreaMissing, "area", pixels);
    return;
  }
  const auto painted = static_cast<double>(verdict_.pixels);
  if (covers && area <= 0) {
    tell(Code::kAreaZero, text("`area` is ", area, ", the shape covers ", pixels, " pixels"));
    return set(Code::kAreaZero, "area", pixels);
  }
  // A thin shape's pixels say little about the area of its outline: a band along the box's edges is allowed.
  const geometry::Box box = shape_.box();
  const double allowed = kAreaRatio * std::max(area, painted) + (box.width + box.height);
  if (covers && !verdict_.crowd && std::abs(area - painted) > allowed) {
    const double whole_box = double(box.width) * box.height;
    tell(Code::kAreaDiffers, text("`area` is ", area, ", the shape covers ", pixels, " pixels",
                                  std::abs(area - whole_box) <= 0.05 * whole_box ? "; it is the area of the box" : ""));
    return set(Code::kAreaDiffers, "area", pixels);
  }
  if (found == Field::kText) {
    tell(Code::kAnnotationTextNumber, "`area` is a text");
    set(Code::kAnnotationTextNumber, "area", covers ? pixels : text(area));
  }
}

void AnnotationCheck::check_box(dom::object object) {
  const bool covers = verdict_.painted && verdict_.pixels != 0;
  const geometry::Box painted = covers ? shape_.box() : geometry::Box{};
  dom::array sides;
  std::array<double, 4> box{};
  bool sound = !field(object, "bbox").get_array().get(sides) && sides.size() == box.size();
  for (size_t i = 0; sound && i < box.size(); ++i) sound = read_number(sides.at(i), box[i]) == Field::kSound;
  if (!sound) {
    tell(Code::kBoxMissing, "`bbox` is missing or not four numbers");
    if (covers) set(Code::kBoxMissing, "bbox", words(painted));
    return;
  }
  if (!covers || verdict_.crowd || near(box, painted)) return;
  const bool corners = near({box[0], box[1], box[2] - box[0], box[3] - box[1]}, painted);
  tell(Code::kBoxDiffers,
       text("`bbox` is [", box[0], ", ", box[1], ", ", box[2], ", ", box[3], "], the box around the shape ",
            words(painted), corners ? "; it holds two corners, not a corner and a size" : ""));
  set(Code::kBoxDiffers, "bbox", words(painted));
}

}  // namespace atelier::coco_doctor
