#include "coco_reader.hpp"

#include <algorithm>
#include <thread>

namespace atelier::coco {
namespace {

// More do not help: one thread cuts the file for all.
constexpr unsigned kMostThreads = 4;

// For the counts, which come without a budget.
unsigned threads_of_machine() { return std::clamp(std::thread::hardware_concurrency(), 1u, kMostThreads); }

// Gives annotations on as instances of the interface.
class Giver {
 public:
  explicit Giver(const Dataset::Take& take) : take_(take) {}

  void operator()(const Annotation& from, uint32_t label, uint64_t offset) {
    const Shape& shape = from.shape;
    rings_.clear();
    const double* xy = shape.xy.data();
    for (const uint64_t size : shape.ring_sizes) {
      rings_.push_back({xy, size});
      xy += size;
    }
    std::string why;
    if (shape.defect != Defect::kNone) why = defect_text(shape.defect, shape.defect_ring);
    atelier_instance out{};
    out.struct_size = sizeof out;
    out.label = label;
    out.id = from.id;
    out.category_id = from.category_id;
    out.area = from.area;
    out.crowd = from.crowd;
    out.runs_height = shape.runs_height;
    out.runs_width = shape.runs_width;
    out.rings = rings_.data();
    out.ring_count = rings_.size();
    out.runs = shape.runs.data();
    out.run_count = shape.runs.size();
    out.offset = offset;
    out.defect = c_str(defect_word(shape.defect));
    out.defect_text = c_str(why);
    take_(out);
  }

 private:
  const Dataset::Take& take_;
  std::vector<atelier_ring> rings_;
};

}  // namespace

CocoReader::CocoReader(const Params& params)
    : images_(params.string("images")),
      annotations_(params.path("annotations")),
      accept_nan_(params.boolean("accept_nan")) {}

const AnnotationFile* CocoReader::try_file(unsigned threads) const {
  std::call_once(read_, [&] {
    try {
      file_ =
          std::make_unique<const AnnotationFile>(annotations_, AnnotationFile::Options{accept_nan_, images_, threads});
    } catch (const Error& e) {
      error_ = e;
    } catch (const std::bad_alloc&) {
      error_ = Error(ATELIER_E_INTERNAL, text("out of memory while reading ", annotations_.string()));
    }
  });
  return file_.get();
}

const AnnotationFile& CocoReader::file(const Call& call) const {
  if (const AnnotationFile* file = try_file(std::min(call.threads(), kMostThreads))) return *file;
  throw *error_;
}

uint64_t CocoReader::class_count() const {
  const AnnotationFile* file = try_file(threads_of_machine());
  return file ? file->categories().size() : 1;
}

uint64_t CocoReader::picture_count() const {
  const AnnotationFile* file = try_file(threads_of_machine());
  return file ? file->pictures().size() : 1;
}

atelier_class CocoReader::class_at(const Call& call, uint64_t index) const {
  const auto& categories = file(call).categories();
  if (index >= categories.size()) throw Error(ATELIER_E_INVALID, text("there is no class ", index));
  const Category& category = categories[index];
  return {sizeof(atelier_class), 0, category.id, c_str(category.name), c_str(category.group)};
}

atelier_picture CocoReader::picture_at(const Call& call, uint64_t index) const {
  const auto& pictures = file(call).pictures();
  if (index >= pictures.size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", index));
  const Picture& picture = pictures[index];
  atelier_picture out{};
  out.struct_size = sizeof out;
  out.id = picture.id;
  out.height = picture.height;
  out.width = picture.width;
  out.file_name = c_str(picture.file_name());
  if (!images_.empty()) out.path = c_str(picture.path());
  return out;
}

void CocoReader::instances(const Call& call, uint64_t picture, const Take& take) const {
  const AnnotationFile& from = file(call);
  if (picture >= from.pictures().size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", picture));
  from.of_picture(picture, Giver(take));
}

void CocoReader::orphans(const Call& call, const Take& take) const { file(call).orphans(Giver(take)); }

}  // namespace atelier::coco
