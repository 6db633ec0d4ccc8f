#include "panoptic_file.hpp"

#include <simdjson.h>

#include <array>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "annotation_json/id.hpp"
#include "annotation_json/json_stream.hpp"
#include "annotation_json/value_parser.hpp"
#include "sources/file_kind.hpp"

namespace atelier::coco_panoptic {
namespace {

namespace dom = simdjson::dom;
using annotation_json::read_integer;

constexpr int64_t kMostIds = 1 << 24;

class PanopticParser {
 public:
  PanopticParser(const Call& call, const std::filesystem::path& path, bool needs_isthing)
      : call_(call), in_(path), needs_isthing_(needs_isthing) {}

  PanopticFile read() {
    if (in_.peek() != '{')
      in_.fail_at_next("expected a JSON object that holds the lists `images`, `annotations`, `categories`");
    in_.skip();
    if (in_.peek() != '}') {
      read_member();
      while (in_.peek() == ',') {
        in_.skip();
        read_member();
      }
    }
    if (in_.peek() != '}') in_.fail_at_next("expected a comma or the closing brace of the object");
    in_.skip();
    if (in_.peek() != -1) in_.fail_at_next("expected the end of the file after the object");
    for (size_t i = 0; i < kLists.size(); ++i)
      if (!seen_[i]) in_.fail(0, text("the object has no `", kLists[i], "`; a panoptic file has such a list"));
    assign_annotations();
    return std::move(out_);
  }

 private:
  static constexpr std::array<std::string_view, 3> kLists = {"images", "annotations", "categories"};

  // The next value, parsed; offset_ is where it starts. Stays until the next call.
  dom::element parse_next() {
    in_.peek();
    offset_ = in_.offset();
    dom::element value;
    if (const auto error = parser_.parse(in_.value(), value))
      in_.fail_in(offset_, parser_.parsed_text(), simdjson::error_message(error));
    return value;
  }

  void read_member() {
    std::string_view key;
    if (in_.peek() != '"') in_.fail_at_next("expected a key in double quotes");
    if (parse_next().get_string().get(key)) in_.fail(offset_, "expected a key in double quotes");
    size_t list = 0;
    while (list < kLists.size() && kLists[list] != key) ++list;
    if (list < kLists.size() && std::exchange(seen_[list], true))
      in_.fail(offset_, text("`", kLists[list], "` is given twice"));
    if (in_.peek() != ':') in_.fail_at_next("expected a colon after the key");
    in_.skip();
    if (in_.peek() == '[') {
      read_list(list);
    } else {
      parse_next();
      if (list < kLists.size()) in_.fail(offset_, text("`", kLists[list], "` must be a list"));
    }
  }

  void read_list(size_t list) {
    in_.skip();
    if (in_.peek() != ']') {
      read_item(list);
      while (in_.peek() == ',') {
        in_.skip();
        read_item(list);
      }
    }
    if (in_.peek() != ']') in_.fail_at_next("expected a comma or the closing bracket of the list");
    in_.skip();
  }

  void read_item(size_t list) {
    call_.stop_if_cancelled();
    const dom::element value = parse_next();
    if (list == 0) read_picture(object_of(value, "an image"));
    if (list == 1) read_annotation(object_of(value, "an annotation"));
    if (list == 2) read_category(object_of(value, "a category"));
  }

  dom::object object_of(dom::element value, std::string_view what) {
    dom::object object;
    if (value.get_object().get(object)) in_.fail(offset_, text(what, " must be a JSON object"));
    return object;
  }
  int64_t integer_of(dom::object object, std::string_view key, std::string_view what) {
    dom::element value;
    int64_t integer = 0;
    if (object[key].get(value) || !read_integer(value, integer))
      in_.fail(offset_, text(what, " has no integer `", key, "`"));
    return integer;
  }
  void note_text_id() {
    if (out_.text_ids++ == 0) out_.first_text_id = offset_;
  }
  int64_t id_of(dom::object object, std::string_view key, std::string_view what) {
    dom::element value;
    int64_t id = 0;
    if (object[key].get(value)) in_.fail(offset_, text(what, " has no integer `", key, "`"));
    const annotation_json::IdForm form = annotation_json::read_id(value, id);
    if (form == annotation_json::IdForm::kOther)
      in_.fail(offset_, text(what, " has no integer `", key, "`, but ", annotation_json::id_text(value)));
    if (form == annotation_json::IdForm::kText) note_text_id();
    return id;
  }
  // False for what is no id.
  bool read_segment_id(dom::object object, std::string_view key, int64_t& out) {
    dom::element value;
    if (object[key].get(value)) return false;
    const annotation_json::IdForm form = annotation_json::read_id(value, out);
    if (form == annotation_json::IdForm::kText) note_text_id();
    return form != annotation_json::IdForm::kOther;
  }
  std::string text_of(dom::object object, std::string_view key, std::string_view what) {
    std::string_view found;
    if (object[key].get_string().get(found) || found.empty()) in_.fail(offset_, text(what, " has no text `", key, "`"));
    return std::string(found);
  }
  uint32_t side_of(dom::object object, std::string_view key) {
    const int64_t side = integer_of(object, key, "the image");
    if (side < 1 || side > std::numeric_limits<int32_t>::max())
      in_.fail(offset_, text("the image has a `", key, "` of ", side));
    return static_cast<uint32_t>(side);
  }

  void read_picture(dom::object object) {
    Picture picture;
    picture.id = id_of(object, "id", "the image");
    picture.file_name = text_of(object, "file_name", "the image");
    picture.height = side_of(object, "height");
    picture.width = side_of(object, "width");
    if (!picture_of_id_.emplace(picture.id, out_.pictures.size()).second)
      in_.fail(offset_, text("the image id ", picture.id, " is given twice"));
    out_.pictures.push_back(std::move(picture));
  }

  void read_category(dom::object object) {
    Category category;
    category.id = id_of(object, "id", "the category");
    category.name = text_of(object, "name", "the category");
    std::string_view group;
    if (!object["supercategory"].get_string().get(group)) category.group = group;
    dom::element thing;
    if (!object["isthing"].get(thing) && (thing.is_number() || thing.is_bool() || thing.is_string()))
      category.is_thing = annotation_json::is_set(thing);
    else if (needs_isthing_)
      in_.fail(offset_, text("the category ", category.name, " has no `isthing`, which tells things from stuff"));
    if (!category_ids_.insert(category.id).second)
      in_.fail(offset_, text("the category id ", category.id, " is given twice"));
    out_.categories.push_back(std::move(category));
  }

  void read_annotation(dom::object object) {
    Annotation annotation;
    annotation.offset = offset_;
    annotation.image_id = id_of(object, "image_id", "the annotation");
    annotation.file_name = text_of(object, "file_name", "the annotation");
    dom::array segments;
    if (object["segments_info"].get_array().get(segments))
      in_.fail(offset_,
               "the annotation has no list `segments_info`; coco.panoptic reads panoptic files, coco.reader "
               "those of instances");
    annotation.segments.reserve(segments.size());
    for (const dom::element segment : segments) annotation.segments.push_back(read_segment(segment));
    out_.annotations.push_back(std::move(annotation));
  }

  Segment read_segment(dom::element value) {
    Segment segment;
    segment.area = std::numeric_limits<double>::quiet_NaN();
    dom::object object;
    if (value.get_object().get(object)) return segment;
    dom::element field;
    int64_t number = 0;
    if (read_segment_id(object, "id", number) && number > 0 && number < kMostIds)
      segment.id = static_cast<uint32_t>(number);
    read_segment_id(object, "category_id", segment.category_id);
    if (!object["iscrowd"].get(field)) segment.crowd = annotation_json::is_set(field);
    double area = 0;
    if (!object["area"].get_double().get(area)) segment.area = area;
    return segment;
  }

  // Pictures may come after the annotations.
  void assign_annotations() {
    for (size_t i = 0; i < out_.annotations.size(); ++i) {
      const auto owner = picture_of_id_.find(out_.annotations[i].image_id);
      if (owner == picture_of_id_.end() || out_.pictures[owner->second].annotation >= 0)
        out_.orphans.push_back(static_cast<uint32_t>(i));
      else
        out_.pictures[owner->second].annotation = static_cast<int64_t>(i);
    }
  }

  const Call& call_;
  annotation_json::JsonStream in_;
  bool needs_isthing_;
  PanopticFile out_;
  annotation_json::ValueParser parser_;
  uint64_t offset_ = 0;
  std::array<bool, kLists.size()> seen_{};
  std::unordered_map<int64_t, size_t> picture_of_id_;
  std::unordered_set<int64_t> category_ids_;
};

}  // namespace

PanopticFile read_panoptic_file(const Call& call, const std::filesystem::path& path, bool needs_isthing) {
  try {
    return PanopticParser(call, path, needs_isthing).read();
  } catch (const Error& e) {
    if (e.code() != ATELIER_E_DATA) throw;
    const std::string kind = sources::looks_like(path, sources::FileKind::kCocoPanoptic);
    if (kind.empty()) throw;
    throw Error(ATELIER_E_DATA, e.what() + kind);
  }
}

}  // namespace atelier::coco_panoptic
