#include "coco_reader.hpp"

#include <algorithm>
#include <atelier/cpp/words.hpp>

#include "sources/id_range.hpp"

namespace atelier::coco {
namespace {

// More do not help: one thread cuts the file for all.
constexpr unsigned kMostThreads = 4;

// Gives annotations on as instances of the interface.
class InstanceMaker {
 public:
  explicit InstanceMaker(const Dataset::Take& take, bool orphans = false) : take_(take), orphans_(orphans) {}

  void operator()(const Annotation& from, uint32_t label, uint64_t offset) {
    const coco_segmentation::Segmentation& shape = from.shape;
    rings_.clear();
    const double* xy = shape.xy.data();
    for (const uint64_t size : shape.ring_sizes) {
      rings_.push_back({xy, size});
      xy += size;
    }
    std::string why = from.why();
    if (why.empty() && orphans_) why = text("no picture of the file has the id ", from.image_id);
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
    out.defect = c_str(coco_segmentation::defect_word(shape.defect));
    out.defect_text = c_str(why);
    take_(out);
  }

 private:
  const Dataset::Take& take_;
  bool orphans_;
  std::vector<atelier_ring> rings_;
};

struct Unmet {
  std::string_view word, what, key, then_wrong;
  sources::IdRange there, named;
  uint64_t count;
  sources::IdRange ids;
};

// Ids that do not meet; one side counted from 0 puts those that meet on the wrong ones, which should be looked at.
void note_unmet(const Unmet& unmet, uint64_t annotations, const TakeNote& take) {
  if (unmet.count == 0 || unmet.there.low > unmet.there.high) return;
  const bool all = unmet.count == annotations;
  std::string shifted;
  if (!all)
    shifted = sources::shifted_ids(unmet.what, unmet.there, text("`", unmet.key, "` of the annotations"), unmet.named,
                                   unmet.then_wrong);
  if (!shifted.empty()) return take({std::string(unmet.word), unmet.count, NoteLevel::kWarning, shifted});
  const std::string given =
      text("`", unmet.key, "` of ", grouped(unmet.count), " of ", counted(annotations, "annotation", "annotations"));
  take({std::string(unmet.word), unmet.count, NoteLevel::kInfo,
        sources::unmet_ids(unmet.what, unmet.there, given, unmet.ids, all)});
}

void note_unmet_ids(const AnnotationFile& file, const TakeNote& take) {
  const Noticed& noticed = file.noticed();
  sources::IdRange images, categories;
  for (const Picture& picture : file.pictures()) images.add(picture.id);
  for (const Category& category : file.categories()) categories.add(category.id);
  note_unmet({"image_ids_unmet", "images", "image_id", "pictures of annotations", images, noticed.image_ids,
              noticed.unmet, noticed.unmet_ids},
             file.annotations(), take);
  note_unmet({"category_ids_unmet", "categories", "category_id", "classes", categories, noticed.category_ids,
              noticed.unmet_categories, noticed.unmet_category_ids},
             file.annotations(), take);
  if (noticed.without_category != 0)
    take({"category_ids_missing", noticed.without_category, NoteLevel::kInfo,
          text("`category_id` of ", grouped(noticed.without_category), " of ",
               counted(file.annotations(), "annotation", "annotations"), " is missing or no integer")});
}

}  // namespace

CocoReader::CocoReader(const Options& options)
    : options_(options),
      remedy_(sources::doctor_command(*options.annotations, *options.images)),
      finder_(*options.images) {}

const AnnotationFile& CocoReader::file(const Call& call) const {
  return file_.get(call, [this](const Call& making) {
    const bool matches = options_.names == sources::Names::kLenient && options_.images.given();
    return AnnotationFile(*options_.annotations, {.accept_nan = options_.accept_nan,
                                                  .images = options_.images->string(),
                                                  .threads = std::min(making.threads(), kMostThreads),
                                                  .call = &making,
                                                  .finder = matches ? &finder_ : nullptr,
                                                  .mend = remedy_});
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
  from.of_picture(picture, InstanceMaker(take));
}

void CocoReader::orphans(const Call& call, const Take& take) const { file(call).orphans(InstanceMaker(take, true)); }

void CocoReader::notes(const Call& call, const TakeNote& take) const {
  const AnnotationFile& from = file(call);
  const Noticed& noticed = from.noticed();
  if (noticed.text_ids != 0)
    take({"ids_as_text", noticed.text_ids, NoteLevel::kWarning,
          text("ids that are texts of numbers were read as the numbers: in ",
               counted(noticed.text_ids, "entry", "entries"), ", the first at byte ", noticed.first_text_id)});
  note_unmet_ids(from, take);
  sources::note_matched(noticed.names, "pictures", take);
  if (options_.images.given())
    sources::note_missing(
        finder_, from.pictures().size(), [&](uint64_t i) { return from.pictures()[i].file_name(); }, "pictures",
        call.threads(), take, options_.names);
}

}  // namespace atelier::coco
