#include "annotation_file.hpp"

#include <array>
#include <limits>
#include <unordered_map>

#include "coco_json/json_stream.hpp"
#include "coco_json/tame_numbers.hpp"

namespace atelier::coco {

namespace dom = simdjson::dom;

class AnnotationParser {
 public:
  AnnotationParser(const std::filesystem::path& path, bool accept_nan, AnnotationFile& out)
      : in_(path), accept_nan_(accept_nan), out_(out) {}

  void run() {
    if (const int first = in_.peek(); first == 0 || first >= 0xfe)
      fail_at_next("the file is not in UTF-8; save it as UTF-8");
    if (in_.peek() != '{')
      fail_at_next("expected a JSON object that holds the lists `images`, `annotations`, `categories`");
    in_.skip();
    if (in_.peek() != '}') {
      read_member();
      while (in_.peek() == ',') {
        in_.skip();
        read_member();
      }
    }
    if (in_.peek() != '}') fail_at_next("expected a comma or the closing brace of the object");
    in_.skip();
    if (in_.peek() != -1) fail_at_next("expected the end of the file after the object");
    for (size_t i = 0; i < kLists.size(); ++i)
      if (!seen_[i])
        in_.fail(0, text("the object has no `", kLists[i], "`; an instances file holds the lists `images`, ",
                         "`annotations` and `categories`"));
    sort_by_picture();
  }

 private:
  static constexpr std::array<std::string_view, 3> kLists = {"images", "annotations", "categories"};

  [[noreturn]] void fail_at_next(const std::string& sentence) {
    in_.fail(in_.offset(), in_.peek() == -1 ? sentence + ", but the file ends" : sentence);
  }

  // The next value, parsed; offset_ is where it starts. Stays until the next call.
  dom::element parse_next() {
    in_.peek();
    offset_ = in_.offset();
    const std::string_view json = in_.value();
    dom::element value;
    if (!parser_.parse(json.data(), json.size(), false).get(value)) return value;
    tamed_ = tame_numbers(json, accept_nan_);
    if (const auto error = parser_.parse(tamed_).get(value))
      in_.fail_in(offset_, tamed_, simdjson::error_message(error));
    return value;
  }

  void read_member() {
    if (in_.peek() != '"') fail_at_next("expected a key in double quotes");
    std::string_view key;
    if (parse_next().get_string().get(key)) in_.fail(offset_, "expected a key in double quotes");
    size_t list = 0;
    while (list < kLists.size() && kLists[list] != key) ++list;
    if (list < kLists.size()) {
      if (seen_[list]) in_.fail(offset_, text("`", kLists[list], "` is given twice"));
      seen_[list] = true;
    }
    if (in_.peek() != ':') fail_at_next("expected a colon after the key");
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
    if (in_.peek() != ']') fail_at_next("expected a comma or the closing bracket of the list");
    in_.skip();
  }

  void read_item(size_t list) {
    const dom::element value = parse_next();
    if (list == 0) read_picture(value);
    if (list == 1) read_annotation(value);
    if (list == 2) read_category(value);
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

  void read_picture(dom::element value) {
    const dom::object object = object_of(value, "an image");
    Picture picture;
    picture.id = integer_of(object, "id", "the image");
    picture.file_name = text_of(object, "file_name", "the image");
    picture.height = side_of(object, "height");
    picture.width = side_of(object, "width");
    if (!picture_of_id_.emplace(picture.id, static_cast<uint32_t>(out_.pictures_.size())).second)
      in_.fail(offset_, text("the image id ", picture.id, " is given twice"));
    out_.pictures_.push_back(std::move(picture));
  }

  void read_category(dom::element value) {
    const dom::object object = object_of(value, "a category");
    Category category;
    category.id = integer_of(object, "id", "the category");
    category.name = text_of(object, "name", "the category");
    std::string_view group;
    if (!object["supercategory"].get_string().get(group)) category.group = group;
    if (!label_of_id_.emplace(category.id, static_cast<uint32_t>(out_.categories_.size() + 1)).second)
      in_.fail(offset_, text("the category id ", category.id, " is given twice"));
    out_.categories_.push_back(std::move(category));
  }

  void read_annotation(dom::element value) {
    Annotation& out = out_.annotations_.emplace_back();
    out.offset = offset_;
    out.area = std::numeric_limits<double>::quiet_NaN();
    dom::object object;
    if (value.get_object().get(object)) {
      out.defect = Defect::kNotAnObject;
      return;
    }
    bool has_image = false;
    shape_.clear();
    shape_.defect = Defect::kSegmentationMissing;
    for (const auto& [key, field] : object) {
      if (key == "segmentation") read_segmentation(field, shape_);
      if (key == "id") read_integer(field, out.id);
      if (key == "category_id") read_integer(field, out.category_id);
      if (key == "image_id") has_image = read_integer(field, out.image_id);
      if (key == "area" && field.get_double().get(out.area)) out.area = std::numeric_limits<double>::quiet_NaN();
      if (key == "iscrowd") out.crowd = is_set(field);
    }
    keep_shape(out);
    if (!has_image) out.defect = Defect::kImageIdMissing;
  }

  static bool is_set(dom::element value) {
    bool flag = false;
    int64_t integer = 0;
    if (!value.get_bool().get(flag)) return flag;
    return read_integer(value, integer) && integer != 0;
  }

  void keep_shape(Annotation& out) {
    out.defect = shape_.defect;
    out.defect_ring = shape_.defect_ring;
    out.runs_height = shape_.runs_height;
    out.runs_width = shape_.runs_width;
    out.runs = out_.runs_.keep(shape_.runs);
    const double* xy = out_.coordinates_.keep(shape_.xy);
    ring_list_.clear();
    for (const uint64_t size : shape_.ring_sizes) {
      ring_list_.push_back({xy, size});
      xy += size;
    }
    out.rings = out_.rings_.keep(ring_list_);
    out.count = out.runs ? shape_.runs.size() : ring_list_.size();
  }

  // Labels, owners and sizes need the other lists, which may come after the annotations.
  void sort_by_picture() {
    constexpr uint32_t kNobody = std::numeric_limits<uint32_t>::max();
    std::vector<uint32_t> owners(out_.annotations_.size(), kNobody);
    out_.first_of_picture_.assign(out_.pictures_.size() + 1, 0);
    for (size_t i = 0; i < owners.size(); ++i) {
      Annotation& annotation = out_.annotations_[i];
      const auto label = label_of_id_.find(annotation.category_id);
      if (label != label_of_id_.end()) annotation.label = label->second;
      const auto owner = picture_of_id_.find(annotation.image_id);
      const bool says = annotation.defect != Defect::kNotAnObject && annotation.defect != Defect::kImageIdMissing;
      if (!says || owner == picture_of_id_.end()) {
        out_.orphans_.push_back(static_cast<uint32_t>(i));
        continue;
      }
      owners[i] = owner->second;
      ++out_.first_of_picture_[owner->second + 1];
      check_size(annotation, out_.pictures_[owner->second]);
    }
    for (size_t i = 1; i < out_.first_of_picture_.size(); ++i)
      out_.first_of_picture_[i] += out_.first_of_picture_[i - 1];
    out_.by_picture_.resize(owners.size() - out_.orphans_.size());
    std::vector<uint64_t> next(out_.first_of_picture_.begin(), out_.first_of_picture_.end() - 1);
    for (size_t i = 0; i < owners.size(); ++i)
      if (owners[i] != kNobody) out_.by_picture_[next[owners[i]]++] = static_cast<uint32_t>(i);
  }

  static void check_size(Annotation& annotation, const Picture& picture) {
    if (!annotation.runs) return;
    if (annotation.runs_height == picture.height && annotation.runs_width == picture.width) return;
    annotation.defect = Defect::kRleOtherSize;
    annotation.runs = nullptr;
    annotation.count = 0;
  }

  JsonStream in_;
  bool accept_nan_;
  AnnotationFile& out_;
  dom::parser parser_;
  std::string tamed_;
  uint64_t offset_ = 0;
  std::array<bool, kLists.size()> seen_{};
  Shape shape_;
  std::vector<atelier_ring> ring_list_;
  std::unordered_map<int64_t, uint32_t> picture_of_id_;
  std::unordered_map<int64_t, uint32_t> label_of_id_;
};

AnnotationFile::AnnotationFile(const std::filesystem::path& path, bool accept_nan) {
  AnnotationParser(path, accept_nan, *this).run();
}

span<const uint32_t> AnnotationFile::of_picture(uint64_t picture) const {
  const uint64_t first = first_of_picture_[picture];
  return {by_picture_.data() + first, first_of_picture_[picture + 1] - first};
}

}  // namespace atelier::coco
