#include "checks/annotation_check.hpp"

#include <algorithm>
#include <array>
#include <atelier/cpp/words.hpp>
#include <cmath>

#include "geometry/turn.hpp"

namespace atelier::coco_doctor {

namespace dom = simdjson::dom;

namespace {

constexpr std::array<std::string_view, 7> kKnownKeys = {"id",   "image_id", "category_id", "segmentation",
                                                        "area", "bbox",     "iscrowd"};
constexpr double kFarOff = 2.5;  // as the writers' warning has it
constexpr std::string_view kAsText = " is a text, not a number";

std::string words(const geometry::Box& box) {
  return text("[", box.x, ", ", box.y, ", ", box.width, ", ", box.height, "]");
}
std::string words(const Sides& box) {
  return "[" + number_text(box[0]) + ", " + number_text(box[1]) + ", " + number_text(box[2]) + ", " +
         number_text(box[3]) + "]";
}

// The box of a shape on a turned picture becomes that on the stored one.
Sides turned_back(const Sides& box, const Picture& picture) {
  double corners[] = {box[0], box[1], box[0] + box[2], box[1] + box[3]};
  geometry::turn_points(corners, std::size(corners), picture.width, picture.height,
                        geometry::inverse_orientation(picture.turned));
  return {std::min(corners[0], corners[2]), std::min(corners[1], corners[3]), std::abs(corners[2] - corners[0]),
          std::abs(corners[3] - corners[1])};
}

}  // namespace

Verdict AnnotationCheck::check(uint64_t offset, std::string_view json) {
  offset_ = offset;
  verdict_ = {};
  evidence_ = {};
  shape_text_.clear();
  is_doubtful_ = false;
  dom::element value;
  const auto outcome = parser_.parse(json, value);
  verdict_.nan = outcome == LenientParser::Outcome::kReadWithNan;
  dom::object object;
  if (outcome == LenientParser::Outcome::kBroken || value.get_object().get(object)) {
    tell(Code::kAnnotationNotObject, "this entry is not an object");
    drop(Code::kAnnotationNotObject, "dropped");
    return std::move(verdict_);
  }
  if (verdict_.nan) mend(Code::kNan, "NaN and Infinity taken out");
  check_fields(object, json);
  check_picture();
  check_category();
  check_crowd(object);
  read_evidence(object);
  check_shape(object, json);
  check_measures();
  if (is_of_shared_id()) verdict_.left = true;  // nobody can tell which one it means
  if (picture() && picture()->turned > 1) turn_keypoints(object);
  return std::move(verdict_);
}

const Picture* AnnotationCheck::picture() const {
  return verdict_.picture == kNobody ? nullptr : &catalogue_.pictures()[verdict_.picture];
}

bool AnnotationCheck::is_of_shared_id() const {
  return !verdict_.repair.drop &&
         ((picture() && picture()->is_shared) ||
          (verdict_.category != kNobody && catalogue_.categories()[verdict_.category].is_shared));
}

Finding AnnotationCheck::about(Code code, std::string text, uint32_t ring) const {
  Finding finding;
  finding.code = code;
  finding.offset = offset_;
  if (verdict_.has_id) finding.annotation = verdict_.id;
  if (verdict_.image_id.is_number()) finding.image = verdict_.image_id.number;
  if (verdict_.category_id.is_number()) finding.category = verdict_.category_id.number;
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
  verdict_.fixes.back().drops_entry = true;
  verdict_.repair.leave_out(code);
}

// The last value of a key, as most programs take it; simdjson gives the first.
simdjson::simdjson_result<dom::element> AnnotationCheck::field(dom::object object, std::string_view key) const {
  if (!twice_) return object[key];
  simdjson::simdjson_result<dom::element> found = object[key];
  for (const auto& [name, value] : object)
    if (name == key) found = simdjson::simdjson_result<dom::element>(dom::element(value));
  return found;
}

void AnnotationCheck::check_fields(dom::object object, std::string_view json) {
  std::array<int, kKnownKeys.size()> seen{};
  twice_ = false;
  for (const auto& [key, value] : object) {
    const auto known = std::find(kKnownKeys.begin(), kKnownKeys.end(), key);
    if (known == kKnownKeys.end()) continue;
    twice_ = ++seen[static_cast<size_t>(known - kKnownKeys.begin())] > 1 || twice_;
  }
  // First of all, so that all findings can name them.
  const Id id = read_id(field(object, "id"), json, "id");
  verdict_.has_id = id.is_number();
  verdict_.id = id.number;
  verdict_.image_id = read_id(field(object, "image_id"), json, "image_id");
  verdict_.category_id = read_id(field(object, "category_id"), json, "category_id");
  for (size_t i = 0; i < seen.size(); ++i)
    if (seen[i] > 1) tell(Code::kKeyTwice, text("`", kKnownKeys[i], "` is given more than once"));
  if (!verdict_.has_id)
    tell(Code::kAnnotationId,
         id.is_there() ? text("`id` is ", words_of(id)) : std::string("`id` is missing or not a whole number"));
  if (id.form != Id::Form::kText) return;
  tell(Code::kAnnotationTextNumber, text("`id`", kAsText));
  set(Code::kAnnotationTextNumber, "id", std::to_string(id.number));
}

void AnnotationCheck::check_reference(const Id& id, const Reference& to, bool is_met) {
  if (!id.is_there()) {
    tell(to.missing, text("`", to.key, "` is missing or not a whole number"));
    return drop(to.missing, "dropped");
  }
  if (id.is_other())
    tell(to.missing, text("`", to.key, "` is ", words_of(id), is_met ? "" : text(", which no ", to.what, " has")));
  if (id.form == Id::Form::kText) tell(Code::kAnnotationTextNumber, text("`", to.key, "`", kAsText));
  if (is_met) return;
  if (id.is_number()) tell(to.dangling, text("no ", to.what, " has the id ", id.number));
  drop(id.is_number() ? to.dangling : to.missing, "dropped");
}

// Writes the number of what is referred to, where another stands there.
void AnnotationCheck::write_reference(const Id& id, const char* key, int64_t number, Code odd) {
  if (id.form == Id::Form::kNumber && id.number == number) return;
  set(id.form == Id::Form::kText ? Code::kAnnotationTextNumber : odd, key, std::to_string(number));
}

void AnnotationCheck::check_picture() {
  const Id& id = verdict_.image_id;
  const auto& pictures = catalogue_.pictures();
  verdict_.picture = verdict_.owner = catalogue_.picture_of(id);
  check_reference(id, {"image_id", "picture", Code::kImageId, Code::kImageIdDangling}, picture() != nullptr);
  if (!picture()) return;
  const uint32_t same = picture()->same_as;
  if (same != kNobody && !pictures[same].repair.drop) {
    verdict_.owner = same;
    if (id.form != Id::Form::kNumber || id.number != pictures[same].id)
      set(Code::kPictureNameTwice, "image_id", std::to_string(pictures[same].id));
  } else if (picture()->repair.drop) {
    drop(Code::kImageIdDangling, "dropped with its picture");
  } else {
    write_reference(id, "image_id", picture()->id, Code::kImageId);
  }
}

void AnnotationCheck::check_category() {
  const Id& id = verdict_.category_id;
  verdict_.category = catalogue_.category_of(id);
  const bool is_met = verdict_.category != kNobody;
  check_reference(id, {"category_id", "category", Code::kCategoryIdMissing, Code::kCategoryIdDangling}, is_met);
  if (!is_met) return;
  const Category& category = catalogue_.categories()[verdict_.category];
  if (category.repair.drop)
    drop(Code::kCategoryIdDangling, "dropped with its category");
  else
    write_reference(id, "category_id", category.id, Code::kCategoryIdMissing);
}

void AnnotationCheck::check_crowd(dom::object object) {
  dom::element value;
  if (field(object, "iscrowd").get(value)) {
    tell(Code::kCrowdMissing, "there is no `iscrowd`");
    return set(Code::kCrowdMissing, "iscrowd", "0");
  }
  int64_t number = 0;
  const bool is_number = value.is_number() && read_whole(field(object, "iscrowd"), number) == Field::kSound;
  const bool is_text = !value.is_number() && read_whole(field(object, "iscrowd"), number) == Field::kText;
  bool flag = false;
  if (!is_number && !is_text) number = !value.get_bool().get(flag) && flag;
  verdict_.crowd = number != 0;
  if (is_number && (number == 0 || number == 1)) return;
  tell(Code::kCrowdOdd, is_number ? text("`iscrowd` is ", number) : "`iscrowd` is not a number");
  set(Code::kCrowdOdd, "iscrowd", verdict_.crowd ? "1" : "0");
}

void AnnotationCheck::read_evidence(dom::object object) {
  double area = 0;
  area_field_ = read_number(field(object, "area"), area);
  if (area_field_ != Field::kMissing) evidence_.area = area;
  dom::array sides;
  Sides box{};
  bool sound = !field(object, "bbox").get_array().get(sides) && sides.size() == box.size();
  for (size_t i = 0; sound && i < box.size(); ++i) sound = read_number(sides.at(i), box[i]) == Field::kSound;
  if (sound) evidence_.box = box;
}

// The value of `segmentation`, also one that was put in quotes.
bool AnnotationCheck::read_shape(dom::object object, dom::element& value) {
  const bool missing = field(object, "segmentation").get(value) != simdjson::SUCCESS;
  if (missing || value.is_null()) {
    tell(Code::kSegmentationMissing, missing ? "there is no `segmentation`" : "`segmentation` is null");
    drop(Code::kSegmentationMissing, "dropped");
    return false;
  }
  std::string_view quoted;
  if (value.get_string().get(quoted) || quoted.find_first_of("[{") == std::string_view::npos) return true;
  const size_t size = quoted.size();
  shape_text_.assign(quoted);
  shape_text_.append(simdjson::SIMDJSON_PADDING, ' ');
  dom::element inner;
  if (text_parser_.parse(std::string_view(shape_text_).substr(0, size), inner) != LenientParser::Outcome::kRead) {
    shape_text_.clear();
    return true;
  }
  shape_text_.resize(size);
  value = inner;
  tell(Code::kSegmentationText, "`segmentation` is a text");
  return true;
}

void AnnotationCheck::check_shape(dom::object object, std::string_view json) {
  dom::element value;
  if (!read_shape(object, value)) return;
  const Picture* of = picture();
  const Canvas canvas = of ? Canvas{of->height, of->width, of->turned} : Canvas{};
  shape_.check(value, canvas, verdict_.crowd ? Evidence{} : evidence_);
  for (const ShapeDefect& defect : shape_.defects()) tell(defect.code, defect.text, defect.ring);
  verdict_.has_shape = shape_.is_sound();
  verdict_.painted = shape_.is_painted();
  verdict_.pixels = shape_.pixels();
  verdict_.hash_one = shape_.hash_one() ^ (uint64_t{verdict_.owner} << 32 | verdict_.category);
  verdict_.hash_two = shape_.hash_two() + verdict_.crowd;
  if (!shape_.is_sound()) {
    const Code first = shape_.defects().empty() ? Code::kSegmentationMalformed : shape_.defects().front().code;
    return drop(first, "dropped: nothing sound is left of its shape");
  }
  if (shape_.is_left()) {
    verdict_.left = true;
    // The picture around it changes.
    if (canvas.turned > 1)
      drop(shape_.defects().front().code, "dropped: its picture is turned back, and its outline cannot be");
    return;
  }
  if (shape_.is_painted() && shape_.pixels() == 0) {
    tell(Code::kNoPixels, shape_.why_empty());
    return drop(Code::kNoPixels, "dropped");
  }
  take_shape(shape_text_.empty() ? member_of(json, "segmentation") : std::string_view(shape_text_));
  if (verdict_.crowd && shape_.has_polygons()) tell(Code::kCrowdPolygons, "`iscrowd` is 1, `segmentation` a list");
  if (!verdict_.crowd && !shape_.has_polygons()) tell(Code::kRunsNoCrowd, "`iscrowd` is 0, `segmentation` holds runs");
  if (shape_.is_painted() && shape_.pixels() < tiny_)
    tell(Code::kTinyInstance, "it covers " + counted(shape_.pixels(), "pixel", "pixels"));
}

void AnnotationCheck::take_shape(std::string_view segmentation) {
  const bool quoted = !shape_text_.empty();
  if (!quoted && !shape_.needs_repair()) return;
  if (quoted) mend(Code::kSegmentationText, "the quotes are removed");
  if (picture() && picture()->turned > 1) mend(Code::kFileRotated, "turned back to the stored picture");
  for (const ShapeDefect& defect : shape_.defects())
    if (!info_of(defect.code).repair.empty() && !info_of(defect.code).is_left)
      mend(defect.code, std::string(info_of(defect.code).repair), defect.ring);
  verdict_.repair.edits.push_back(
      {"segmentation", shape_.needs_repair() ? shape_.repaired(segmentation) : std::string(segmentation), {}});
}

geometry::Box AnnotationCheck::painted_box() const {
  return verdict_.painted && verdict_.pixels != 0 ? shape_.box() : geometry::Box{};
}

void AnnotationCheck::check_measures() {
  if (verdict_.left && !shape_.is_painted()) return;
  const bool hole = std::any_of(shape_.defects().begin(), shape_.defects().end(),
                                [](const ShapeDefect& defect) { return defect.code == Code::kRingInside; });
  verdict_.left = hole && verdict_.has_shape;
  const Picture* of = picture();
  const bool turned = of && of->turned > 1 && evidence_.box;
  if (turned) evidence_.box = turned_back(*evidence_.box, *of);
  const size_t edits = verdict_.repair.edits.size();
  check_area();
  check_box();
  const bool box_written =
      std::any_of(verdict_.repair.edits.begin() + static_cast<std::ptrdiff_t>(edits), verdict_.repair.edits.end(),
                  [](const Edit& edit) { return edit.key == "bbox"; });
  if (turned && !box_written) set(Code::kFileRotated, "bbox", words(*evidence_.box));
}

// Whether `bbox`, which is far from the shape's, is the same in another form.
bool AnnotationCheck::is_box_explained(const Sides& shape) const {
  return is_other_form(*evidence_.box, shape, picture() ? picture()->height : 0, picture() ? picture()->width : 0);
}

void AnnotationCheck::check_area() {
  const std::string pixels = std::to_string(verdict_.pixels);
  const bool covers = verdict_.painted && verdict_.pixels != 0;
  if (!evidence_.area) {
    tell(Code::kAreaMissing, "`area` is missing or not a number");
    if (covers) set(Code::kAreaMissing, "area", pixels);
    return;
  }
  const double area = *evidence_.area;
  const auto painted = static_cast<double>(verdict_.pixels);
  if (covers && area <= 0) {
    tell(Code::kAreaZero, text("`area` is ", area, ", the shape covers ", pixels, " pixels"));
    return set(Code::kAreaZero, "area", pixels);
  }
  const geometry::Box box = painted_box();
  if (covers && !verdict_.crowd &&
      std::abs(area - painted) > allowed_difference(area, painted, box.width, box.height)) {
    const double whole_box = double(box.width) * box.height;
    const bool of_the_box = std::abs(area - whole_box) <= 0.05 * whole_box;
    tell(Code::kAreaDiffers, text("`area` is ", area, ", the shape covers ", pixels, " pixels",
                                  of_the_box ? "; it is the area of the box" : ""));
    // Two that contradict the shape may be right, and the shape wrong.
    const Sides shape = sides_of(box);
    const bool box_agrees = evidence_.box && (near_box(*evidence_.box, shape) || is_box_explained(shape));
    const bool far_off = std::max(area, painted) > kFarOff * std::min(area, painted);
    is_doubtful_ = !of_the_box && !box_agrees && (evidence_.box || far_off);
    verdict_.left = verdict_.left || is_doubtful_;
    if (!verdict_.left) return set(Code::kAreaDiffers, "area", pixels);
  }
  if (area_field_ == Field::kText) {
    tell(Code::kAnnotationTextNumber, text("`area`", kAsText));
    set(Code::kAnnotationTextNumber, "area", covers && !verdict_.left ? pixels : number_text(area));
  }
}

void AnnotationCheck::check_box() {
  const bool covers = verdict_.painted && verdict_.pixels != 0;
  const geometry::Box painted = painted_box();
  if (!evidence_.box) {
    tell(Code::kBoxMissing, "`bbox` is missing or not four numbers");
    // One made of a doubtful shape would speak for it the next time.
    if (covers && !is_doubtful_) set(Code::kBoxMissing, "bbox", words(painted));
    return;
  }
  const Sides shape = sides_of(painted);
  if (!covers || verdict_.crowd || near_box(*evidence_.box, shape)) return;
  const bool corners = holds_corners(*evidence_.box, shape);
  // One that nothing explains may be right, and the shape wrong.
  const bool explained = is_box_explained(shape);
  verdict_.left = verdict_.left || !explained;
  tell(Code::kBoxDiffers, text("`bbox` is ", words(*evidence_.box), ", the box around the shape ", words(painted),
                               corners ? "; it holds two corners, not a corner and a size" : ""));
  if (explained) set(Code::kBoxDiffers, "bbox", words(painted));
}

// x, y and whether it is visible, for each.
void AnnotationCheck::turn_keypoints(dom::object object) {
  dom::array numbers;
  if (object["keypoints"].get_array().get(numbers) || numbers.size() % 3 != 0 || numbers.size() == 0) return;
  std::string turned = "[";
  double point[3] = {};
  size_t at = 0;
  for (const dom::element item : numbers) {
    if (item.get_double().get(point[at % 3])) return;
    if (++at % 3 != 0) continue;
    // Points that are not labelled are 0, 0.
    if (point[2] != 0)
      geometry::turn_points(point, 2, picture()->width, picture()->height,
                            geometry::inverse_orientation(picture()->turned));
    for (const double value : point) turned += (turned.size() > 1 ? ", " : "") + number_text(value);
  }
  set(Code::kFileRotated, "keypoints", turned + "]");
}

}  // namespace atelier::coco_doctor
