#include "annotation_file.hpp"

#include <algorithm>

#include "annotation_file_reader.hpp"
#include "annotation_json/text_buffer.hpp"

namespace atelier::coco {

using coco_segmentation::Segmentation;

namespace {

// What is read at once: annotations that lie within kReach of each other, up to kMost bytes unless one alone is longer.
constexpr uint64_t kReach = 4096;
constexpr uint64_t kMost = uint64_t{1} << 20;
constexpr size_t kKeptText = size_t{4} << 20;  // larger buffers go back to the system after use

}  // namespace

struct AnnotationFile::ReadBuffers {
  explicit ReadBuffers(bool accept_nan) : parser(accept_nan) {}
  bool is_large() const {
    const Segmentation& shape = annotation.shape;
    return text.size() + shape.xy.capacity() * sizeof(double) + shape.runs.capacity() * sizeof(uint32_t) > kKeptText;
  }

  annotation_json::TextBuffer text;
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
  read({ranges_.data() + first, first_of_picture_[picture + 1] - first}, &pictures_[picture], take);
}

void AnnotationFile::orphans(const TakeAnnotation& take) const {
  const uint64_t first = first_of_picture_.back();
  read({ranges_.data() + first, ranges_.size() - first}, nullptr, take);
}

void AnnotationFile::read(span<const ByteRange> ranges, const Picture* picture, const TakeAnnotation& take) const {
  if (ranges.size() == 0) return;
  std::unique_ptr<ReadBuffers> buffers = take_buffers();
  for (size_t first = 0; first < ranges.size();) {
    size_t end = first + 1;
    const auto stop_of = [&](size_t i) { return ranges[i].offset + ranges[i].size; };
    while (end < ranges.size() && ranges[end].offset - stop_of(end - 1) <= kReach &&
           stop_of(end) - ranges[first].offset <= kMost)
      ++end;
    read_together({ranges.data() + first, end - first}, picture, *buffers, take);
    first = end;
  }
  source_->check_unchanged();
  give_back(std::move(buffers));
}

void AnnotationFile::read_together(span<const ByteRange> ranges, const Picture* picture, ReadBuffers& buffers,
                                   const TakeAnnotation& take) const {
  const uint64_t begin = ranges[0].offset;
  const ByteRange& last = ranges[ranges.size() - 1];
  const size_t size = last.offset + last.size - begin;
  buffers.text.grow(size + simdjson::SIMDJSON_PADDING);
  source_->read(begin, size, buffers.text.data());
  std::memset(buffers.text.data() + size, 0, simdjson::SIMDJSON_PADDING);
  Annotation& annotation = buffers.annotation;
  for (const ByteRange& range : ranges) {
    // The text was JSON when the index was made.
    if (buffers.parser.parse({buffers.text.data() + (range.offset - begin), range.size}, annotation))
      source_->fail_changed();
    if (picture) coco_segmentation::check_size(annotation.shape, picture->height, picture->width, annotation.area);
    const auto label = label_of_id_.find(annotation.category_id);
    take(annotation, label == label_of_id_.end() ? 0 : label->second, range.offset);
  }
}

std::unique_ptr<AnnotationFile::ReadBuffers> AnnotationFile::take_buffers() const {
  const std::lock_guard lock(mutex_);
  if (idle_buffers_.empty()) return std::make_unique<ReadBuffers>(accept_nan_);
  std::unique_ptr<ReadBuffers> buffers = std::move(idle_buffers_.back());
  idle_buffers_.pop_back();
  return buffers;
}

void AnnotationFile::give_back(std::unique_ptr<ReadBuffers> buffers) const {
  if (buffers->is_large()) return;
  const std::lock_guard lock(mutex_);
  idle_buffers_.push_back(std::move(buffers));
}

}  // namespace atelier::coco
