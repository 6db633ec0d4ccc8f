#include "coco_reader.hpp"

#include <algorithm>

namespace atelier::coco {
namespace {

// More do not help: one thread cuts the file for all.
constexpr unsigned kMostThreads = 4;

// Gives annotations on as instances of the interface.
class Giver {
 public:
  explicit Giver(const Dataset::Take& take) : take_(take) {}

  void operator()(const Annotation& from, uint32_t label, uint64_t offset) {
    const coco_json::Shape& shape = from.shape;
    rings_.clear();
    const double* xy = shape.xy.data();
    for (const uint64_t size : shape.ring_sizes) {
      rings_.push_back({xy, size});
      xy += size;
    }
    std::string why;
    if (shape.defect != coco_json::Defect::kNone) why = coco_json::defect_text(shape.defect, shape.defect_ring);
    auto out = blank<atelier_instance>();
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
    out.defect = c_str(coco_json::defect_word(shape.defect));
    out.defect_text = c_str(why);
    take_(out);
  }

 private:
  const Dataset::Take& take_;
  std::vector<atelier_ring> rings_;
};

}  // namespace

const AnnotationFile& CocoReader::file(const Call& call) const {
  return file_.get(call, [this](const Call& making) {
    return AnnotationFile(*options_.annotations, {.accept_nan = options_.accept_nan,
                                                  .images = options_.images->string(),
                                                  .threads = std::min(making.threads(), kMostThreads),
                                                  .call = &making});
  });
}

DatasetCounts CocoReader::describe(const Call& call) const {
  const AnnotationFile& from = file(call);
  return {from.categories().size(), from.pictures().size()};
}

atelier_class CocoReader::class_at(const Call& call, uint64_t index) const {
  const auto& categories = file(call).categories();
  if (index >= categories.size()) throw Error(ATELIER_E_INVALID, text("there is no class ", index));
  const Category& category = categories[index];
  auto out = blank<atelier_class>();
  out.id = category.id;
  out.name = c_str(category.name);
  out.group = c_str(category.group);
  return out;
}

atelier_picture CocoReader::picture_at(const Call& call, uint64_t index) const {
  const auto& pictures = file(call).pictures();
  if (index >= pictures.size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", index));
  const Picture& picture = pictures[index];
  auto out = blank<atelier_picture>();
  out.id = picture.id;
  out.height = picture.height;
  out.width = picture.width;
  out.file_name = c_str(picture.file_name());
  if (options_.images.given()) out.path = c_str(picture.path());
  return out;
}

void CocoReader::instances(const Call& call, uint64_t picture, const Take& take) const {
  const AnnotationFile& from = file(call);
  if (picture >= from.pictures().size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", picture));
  from.of_picture(picture, Giver(take));
}

void CocoReader::orphans(const Call& call, const Take& take) const { file(call).orphans(Giver(take)); }

}  // namespace atelier::coco
