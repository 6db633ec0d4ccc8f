#include "annotation_file.hpp"

#include <algorithm>

#include "annotation_file_reader.hpp"
#include "coco_json/text_buffer.hpp"

namespace atelier::coco {

using coco_json::Shape;

namespace {

// What is read at once: annotations that lie within kReach of each other, up to kMost bytes unless one alone is longer.
constexpr uint64_t kReach = 4096;
constexpr uint64_t kMost = uint64_t{1} << 20;
constexpr size_t kKeptText = size_t{4} << 20;  // larger buffers go back to the system after use

}  // namespace

struct AnnotationFile::Desk {
  explicit Desk(bool accept_nan) : parser(accept_nan) {}
  bool is_large() const {
    const Shape& shape = annotation.shape;
    return text.size() + shape.xy.capacity() * sizeof(double) + shape.runs.capacity() * sizeof(uint32_t) > kKeptText;
  }

  coco_json::TextBuffer text;
  AnnotationParser parser;
  Annotation annotation;
};

void Noticed::merge(const Noticed& other) {
  text_ids += other.text_ids;
  first_text_id = std::min(first_text_id, other.first_text_id);
  image_ids.merge(other.image_ids);
  unmet += other.unmet;
  unmet_ids.merge(other.unmet_ids);
  category_ids.merge(other.category_ids);
  unmet_categories += other.unmet_categories;
  unmet_category_ids.merge(other.unmet_category_ids);
  without_category += other.without_category;
}

AnnotationFile::AnnotationFile(const std::filesystem::path& path, const Options& options)
    : accept_nan_(options.accept_nan) {
  AnnotationFileReader(path, options, *this).run();
}

AnnotationFile::~AnnotationFile() = default;

void AnnotationFile::of_picture(uint64_t picture, const TakeAnnotation& take) const {
  const uint64_t first = first_of_picture_[picture];
  read({places_.data() + first, first_of_picture_[picture + 1] - first}, &pictures_[picture], take);
}

void AnnotationFile::orphans(const TakeAnnotation& take) const {
  const uint64_t first = first_of_picture_.back();
  read({places_.data() + first, places_.size() - first}, nullptr, take);
}

void AnnotationFile::read(span<const Place> places, const Picture* picture, const TakeAnnotation& take) const {
  if (places.size() == 0) return;
  std::unique_ptr<Desk> desk = take_desk();
  for (size_t first = 0; first < places.size();) {
    size_t end = first + 1;
    const auto stop_of = [&](size_t i) { return places[i].offset + places[i].size; };
    while (end < places.size() && places[end].offset - stop_of(end - 1) <= kReach &&
           stop_of(end) - places[first].offset <= kMost)
      ++end;
    read_together({places.data() + first, end - first}, picture, *desk, take);
    first = end;
  }
  source_->check_unchanged();
  give_back(std::move(desk));
}

void AnnotationFile::read_together(span<const Place> places, const Picture* picture, Desk& desk,
                                   const TakeAnnotation& take) const {
  const uint64_t begin = places[0].offset;
  const Place& last = places[places.size() - 1];
  const size_t size = last.offset + last.size - begin;
  desk.text.grow(size + simdjson::SIMDJSON_PADDING);
  source_->read(begin, size, desk.text.data());
  std::memset(desk.text.data() + size, 0, simdjson::SIMDJSON_PADDING);
  Annotation& annotation = desk.annotation;
  for (const Place& place : places) {
    // The text was JSON when the index was made.
    if (desk.parser.parse({desk.text.data() + (place.offset - begin), place.size}, annotation)) source_->fail_changed();
    if (picture) coco_json::check_size(annotation.shape, picture->height, picture->width, annotation.area);
    const auto label = label_of_id_.find(annotation.category_id);
    take(annotation, label == label_of_id_.end() ? 0 : label->second, place.offset);
  }
}

std::unique_ptr<AnnotationFile::Desk> AnnotationFile::take_desk() const {
  const std::lock_guard lock(mutex_);
  if (desks_.empty()) return std::make_unique<Desk>(accept_nan_);
  std::unique_ptr<Desk> desk = std::move(desks_.back());
  desks_.pop_back();
  return desk;
}

void AnnotationFile::give_back(std::unique_ptr<Desk> desk) const {
  if (desk->is_large()) return;
  const std::lock_guard lock(mutex_);
  desks_.push_back(std::move(desk));
}

}  // namespace atelier::coco
