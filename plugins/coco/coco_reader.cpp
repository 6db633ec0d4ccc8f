#include "coco_reader.hpp"

namespace atelier::coco {

CocoReader::CocoReader(const Params& params)
    : images_(params.string("images")),
      annotations_(params.path("annotations")),
      accept_nan_(params.boolean("accept_nan")) {}

const AnnotationFile* CocoReader::try_file() const {
  std::call_once(read_, [this] {
    try {
      auto file = std::make_unique<const AnnotationFile>(annotations_, accept_nan_);
      if (!images_.empty())
        for (const Picture& picture : file->pictures())
          paths_.push_back((std::filesystem::path(images_) / picture.file_name).string());
      file_ = std::move(file);
    } catch (const Error& e) {
      error_ = e;
    } catch (const std::bad_alloc&) {
      error_ = Error(ATELIER_E_INTERNAL, text("out of memory while reading ", annotations_.string()));
    }
  });
  return file_.get();
}

const AnnotationFile& CocoReader::file() const {
  if (const AnnotationFile* file = try_file()) return *file;
  throw *error_;
}

uint64_t CocoReader::class_count() const {
  const AnnotationFile* file = try_file();
  return file ? file->categories().size() : 1;
}

uint64_t CocoReader::picture_count() const {
  const AnnotationFile* file = try_file();
  return file ? file->pictures().size() : 1;
}

atelier_class CocoReader::class_at(const Call&, uint64_t index) const {
  const auto& categories = file().categories();
  if (index >= categories.size()) throw Error(ATELIER_E_INVALID, text("there is no class ", index));
  const Category& category = categories[index];
  return {sizeof(atelier_class), 0, category.id, c_str(category.name), c_str(category.group)};
}

atelier_picture CocoReader::picture_at(const Call&, uint64_t index) const {
  const auto& pictures = file().pictures();
  if (index >= pictures.size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", index));
  const Picture& picture = pictures[index];
  atelier_picture out{};
  out.struct_size = sizeof out;
  out.id = picture.id;
  out.height = picture.height;
  out.width = picture.width;
  out.file_name = c_str(picture.file_name);
  if (!paths_.empty()) out.path = c_str(paths_[index]);
  return out;
}

void CocoReader::instances(const Call&, uint64_t picture, const Take& take) const {
  const AnnotationFile& from = file();
  if (picture >= from.pictures().size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", picture));
  for (const uint32_t annotation : from.of_picture(picture)) give(annotation, take);
}

void CocoReader::orphans(const Call&, const Take& take) const {
  for (const uint32_t annotation : file().orphans()) give(annotation, take);
}

void CocoReader::give(uint32_t annotation, const Take& take) const {
  const Annotation& from = file_->annotations()[annotation];
  const std::string why = defect_text(from.defect, from.defect_ring);
  atelier_instance out{};
  out.struct_size = sizeof out;
  out.label = from.label;
  out.id = from.id;
  out.category_id = from.category_id;
  out.area = from.area;
  out.crowd = from.crowd;
  out.runs_height = from.runs_height;
  out.runs_width = from.runs_width;
  out.rings = from.rings;
  out.ring_count = from.runs ? 0 : from.count;
  out.runs = from.runs;
  out.run_count = from.runs ? from.count : 0;
  out.offset = from.offset;
  out.defect = c_str(defect_word(from.defect));
  out.defect_text = c_str(why);
  take(out);
}

}  // namespace atelier::coco
