#include "panoptic_reader.hpp"

#include <algorithm>
#include <atelier/cpp/words.hpp>
#include <limits>
#include <unordered_set>

#include "pictures/deep_pictures.hpp"
#include "pictures/picture_file.hpp"
#include "sources/id_range.hpp"
#include "sources/outside.hpp"

namespace atelier::coco_panoptic {

namespace {

// An instance is listed, yet no pixel has its colour: the file holds something else than ids as colours.
[[noreturn]] void refuse_colours(const std::string& png, const Tensor& colours, size_t listed) {
  const uint8_t* rgb = colours.data<uint8_t>();
  const uint8_t* const end = rgb + element_count(colours);
  bool is_grey = true;
  for (; rgb != end && is_grey; rgb += 3) is_grey = rgb[0] == rgb[1] && rgb[1] == rgb[2];
  throw Error(ATELIER_E_DATA,
              text(png, " has no pixel of the ", listed,
                   " segments of its picture; a panoptic PNG gives ids as colours, R + 256 G ", "+ 65536 B",
                   is_grey ? ", and this picture is grey: if its values are labels, `samples.folder` reads it, or "
                             "`coco.stuff_png`; panopticapi's id2rgb makes colours of ids"
                           : ": is it of another picture, drawn in colours to look at, resized or saved with loss?"));
}

// The ids of categories on either side: those that there are and those that segments name.
struct CategoryIds {
  explicit CategoryIds(const PanopticFile& file) {
    std::unordered_set<int64_t> ids;
    for (const Category& category : file.categories) {
      there.add(category.id);
      ids.insert(category.id);
    }
    for (const Annotation& annotation : file.annotations)
      for (const Segment& segment : annotation.segments) add(segment.category_id, ids);
  }
  void add(int64_t id, const std::unordered_set<int64_t>& ids) {
    ++segments;
    named.add(id);
    if (ids.count(id) != 0) return;
    ++unmet;
    unmet_ids.add(id);
  }
  sources::IdRange there, named, unmet_ids;
  uint64_t segments = 0, unmet = 0;
};

std::string name_of_png(const Picture& picture) {
  return std::filesystem::path(picture.file_name).replace_extension(".png").string();
}

}  // namespace

PanopticReader::PanopticReader(const Options& options)
    : options_(options), picture_finder_(*options.images), png_finder_(*options.masks) {}

const PanopticReader::Index& PanopticReader::index(const Call& call) const {
  return index_.get(call, [this](const Call& making) { return read_all(making); });
}

PanopticReader::Index PanopticReader::read_all(const Call& call) const {
  Index index;
  const bool all = options_.kind == Classes::kAll;
  index.file = read_panoptic_file(call, options_.annotations, !all);
  for (size_t i = 0; i < index.file.categories.size(); ++i) {
    const Category& category = index.file.categories[i];
    const bool is_class = all || category.is_thing == (options_.kind == Classes::kThings);
    if (is_class) index.classes.push_back(static_cast<uint32_t>(i));
    index.label[category.id] = is_class ? static_cast<uint32_t>(index.classes.size()) : 0;
  }
  if (index.classes.empty() && !index.file.categories.empty())
    throw Error(ATELIER_E_DATA, text(options_.annotations->string(), ": no category is of the kind ",
                                     view(kKinds[static_cast<size_t>(*options_.kind)])));
  const auto& annotations = index.file.annotations;
  const auto has_none = [](const Annotation& annotation) { return annotation.segments.empty(); };
  if (!annotations.empty() && std::all_of(annotations.begin(), annotations.end(), has_none))
    throw Error(ATELIER_E_DATA,
                text(options_.annotations->string(), ": none of the ", annotations.size(),
                     " annotations lists a segment; `segments_info` gives each id in the PNG files its category, and "
                     "label maps without it go through `samples.folder` or `coco.stuff_png`"));
  const std::string file = options_.annotations->string();
  index.remedy = CategoryIds(index.file).unmet != 0
                     ? text("let `categories` of ", file, " list the ids that its segments give as `category_id`")
                     : text("look whether the PNG files in ", options_.masks->string(), " are those that ", file,
                            " was made with, their ids as colours R + 256 G + 65536 B");
  if (options_.names == sources::Names::kLenient) match_names(call, index);
  if (options_.images.given())
    for (const Picture& picture : index.file.pictures)
      index.paths.push_back((*options_.images / picture.file_name).string());
  for (const std::string& path : index.paths) sources::note_outside(call, *options_.images, path);
  for (const Annotation& annotation : annotations)
    sources::note_outside(call, *options_.masks, *options_.masks / annotation.file_name);
  return index;
}

void PanopticReader::match_names(const Call& call, Index& index) const {
  const auto match = [&](const sources::NameFinder& finder, auto& entries) {
    sources::MatchedNames names = sources::match_names(
        finder, entries.size(), [&](uint64_t i) { return std::string_view(entries[i].file_name); }, call.threads());
    for (size_t i = 0; i < names.names.size(); ++i)
      if (!names.names[i].empty()) entries[i].file_name = std::move(names.names[i]);
    names.names = {};
    return names;
  };
  index.pngs = match(png_finder_, index.file.annotations);
  if (options_.images.given()) index.pictures = match(picture_finder_, index.file.pictures);
}

std::string PanopticReader::path_of_png(const Annotation& annotation) const {
  std::string path = (*options_.masks / annotation.file_name).string();
  if (!png_finder_.is_there(annotation.file_name))
    throw Error(ATELIER_E_IO, text("cannot read ", path, ": no such file; ",
                                   png_finder_.sentence(annotation.file_name, options_.names)));
  return path;
}

std::string_view PanopticReader::remedy(const Call& call) const { return index(call).remedy; }

DatasetCounts PanopticReader::describe(const Call& call) const {
  const Index& index = this->index(call);
  return {index.classes.size(), index.file.pictures.size()};
}

atelier_class PanopticReader::class_at(const Call& call, uint64_t i) const {
  const Index& index = this->index(call);
  if (i >= index.classes.size()) throw Error(ATELIER_E_INVALID, text("there is no class ", i));
  const Category& category = index.file.categories[index.classes[i]];
  auto out = blank<atelier_class>();
  out.id = category.id;
  out.name = c_str(category.name);
  out.group = c_str(category.group);
  return out;
}

atelier_picture PanopticReader::picture_at(const Call& call, uint64_t i) const {
  const Index& index = this->index(call);
  if (i >= index.file.pictures.size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", i));
  const Picture& picture = index.file.pictures[i];
  auto out = blank<atelier_picture>();
  out.id = picture.id;
  out.height = picture.height;
  out.width = picture.width;
  out.file_name = c_str(picture.file_name);
  if (!index.paths.empty()) out.path = c_str(index.paths[i]);
  return out;
}

bool PanopticReader::is_of_other_kind(const Index& index, const Segment& segment) const {
  const auto label = index.label.find(segment.category_id);
  return label != index.label.end() && label->second == 0;
}

atelier_instance PanopticReader::instance_of(const Index& index, const Annotation& annotation,
                                             const Segment& segment) const {
  const auto label = index.label.find(segment.category_id);
  auto out = blank<atelier_instance>();
  out.label = label == index.label.end() ? 0 : label->second;
  out.id = segment.id == 0 ? -1 : segment.id;
  out.category_id = segment.category_id;
  out.area = segment.area;
  out.crowd = segment.crowd;
  out.offset = annotation.offset;
  return out;
}

Tensor PanopticReader::read_colours(const std::string& png, const Picture& picture) const {
  if (pictures::needs_range(png, {}))
    throw Error(ATELIER_E_DATA, text(png,
                                     " has more than 8 bits a channel, but a segment's id is written in three of 8 "
                                     "bits, R + 256 G + 65536 B; write it again with 8 bits"));
  Tensor colours = pictures::read_picture(png);
  if (colours.dim(0) != picture.height || colours.dim(1) != picture.width)
    throw Error(ATELIER_E_DATA, text(png, " is ", colours.dim(1), " x ", colours.dim(0), " pixels, but ",
                                     options_.annotations->string(), " says that the picture ", picture.id, " is ",
                                     picture.width, " x ", picture.height));
  return colours;
}

// The pixels of these ids, out of a PNG that is one of segments.
SegmentRuns PanopticReader::read_segments(const std::string& png, const Picture& picture,
                                          const std::vector<uint32_t>& ids) const {
  const Tensor colours = read_colours(png, picture);
  SegmentRuns segments(colours, ids);
  const auto listed = static_cast<size_t>(std::count_if(ids.begin(), ids.end(), [](uint32_t id) { return id != 0; }));
  if (listed != 0 && !segments.has_wanted()) refuse_colours(png, colours, listed);
  if (segments.is_blurred())
    throw Error(ATELIER_E_DATA,
                text(png,
                     " has many colours of a few pixels that are no segment's: ids do not survive resizing with "
                     "smoothing, or JPEG; take the file as it was, or resize by the nearest pixel"));
  return segments;
}

void PanopticReader::instances(const Call& call, uint64_t i, const Take& take) const {
  const Index& index = this->index(call);
  if (i >= index.file.pictures.size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", i));
  const Picture& picture = index.file.pictures[i];
  if (picture.annotation < 0) return;
  const Annotation& annotation = index.file.annotations[static_cast<size_t>(picture.annotation)];
  const std::string png = path_of_png(annotation);
  std::vector<uint32_t> ids;
  for (const Segment& segment : annotation.segments) ids.push_back(segment.id);
  const SegmentRuns segments = read_segments(png, picture, ids);
  std::unordered_set<uint32_t> seen;
  for (const Segment& segment : annotation.segments) {
    const bool is_first = seen.insert(segment.id).second;
    if (is_of_other_kind(index, segment)) continue;
    atelier_instance out = instance_of(index, annotation, segment);
    const geometry::Runs runs = is_first ? segments.runs_of(segment.id) : geometry::Runs();
    std::string why;
    if (!runs.empty()) {
      out.runs = runs.data();
      out.run_count = runs.size();
      out.runs_height = picture.height;
      out.runs_width = picture.width;
    } else if (segment.id == 0) {
      out.defect = ATELIER_STR("segment_id_malformed");
      why = "the segment has no `id` from 1 to 16777215";
    } else if (!is_first) {
      out.defect = ATELIER_STR("segment_id_twice");
      why = text("the segment id ", segment.id, " is given twice for one picture; the first has the pixels");
    } else {
      out.defect = ATELIER_STR("segment_without_pixels");
      why = text(png, " has no pixel of the segment ", segment.id);
    }
    out.defect_text = c_str(why);
    take(out);
  }
  report_others(index, annotation, segments, png, take);
}

void PanopticReader::report_others(const Index& index, const Annotation& annotation, const SegmentRuns& segments,
                                   const std::string& png, const Take& take) const {
  const auto report = [&](int64_t id, const std::string& why) {
    atelier_instance out = instance_of(index, annotation, Segment());
    out.id = id;
    out.area = std::numeric_limits<double>::quiet_NaN();
    out.defect = ATELIER_STR("segment_unlisted");
    out.defect_text = c_str(why);
    take(out);
  };
  for (const auto& [id, pixels] : segments.others())
    report(id, text(png, " has ", pixels, " pixels of id ", id, ", which `segments_info` does not list"));
  if (segments.pixels_of_more() != 0)
    report(-1, text(png, " has ", segments.pixels_of_more(), " pixels of still other ids; is it a panoptic PNG?"));
}

void PanopticReader::orphans(const Call& call, const Take& take) const {
  const Index& index = this->index(call);
  for (const uint32_t orphan : index.file.orphans) {
    const Annotation& annotation = index.file.annotations[orphan];
    for (const Segment& segment : annotation.segments) {
      atelier_instance out = instance_of(index, annotation, segment);
      const std::string why = text("the annotation of ", annotation.file_name, " is for the picture ",
                                   annotation.image_id, ", which is not listed or has one already");
      out.defect = ATELIER_STR("annotation_without_picture");
      out.defect_text = c_str(why);
      take(out);
    }
  }
}

void PanopticReader::note_ids(const PanopticFile& file, const TakeNote& take) const {
  sources::IdRange images, named;
  for (const Picture& picture : file.pictures) images.add(picture.id);
  for (const uint32_t orphan : file.orphans) named.add(file.annotations[orphan].image_id);
  if (!file.pictures.empty() && !file.orphans.empty() && file.orphans.size() == file.annotations.size())
    take({"image_ids_unmet", file.orphans.size(), NoteLevel::kInfo,
          sources::unmet_ids("images", images, text("`image_id` of all ", file.orphans.size(), " annotations"), named,
                             true)});
  const CategoryIds ids(file);
  if (ids.unmet == 0 || file.categories.empty()) return;
  const bool all = ids.unmet == ids.segments;
  std::string shifted;
  if (!all)
    shifted = sources::shifted_ids("categories", ids.there, "`category_id` of the segments", ids.named, "classes");
  if (!shifted.empty()) return take({"category_ids_unmet", ids.unmet, NoteLevel::kWarning, shifted});
  take({"category_ids_unmet", ids.unmet, NoteLevel::kInfo,
        sources::unmet_ids("categories", ids.there,
                           text("`category_id` of ", ids.unmet, " of ", ids.segments, " segments"), ids.unmet_ids,
                           all)});
}

void PanopticReader::note_bare(const PanopticFile& file, const TakeNote& take) const {
  struct Bare {
    uint64_t count = 0;
    const Picture* first = nullptr;
    void add(const Picture& picture) {
      if (count++ == 0) first = &picture;
    }
  } with_png, without;
  for (const Picture& picture : file.pictures)
    if (picture.annotation < 0) (png_finder_.is_there(name_of_png(picture)) ? with_png : without).add(picture);
  const auto note = [&](const Bare& bare, NoteLevel level, const char* word, const std::string& then) {
    if (bare.count != 0)
      take({word, bare.count, level,
            text(bare.count, " of ", file.pictures.size(), " pictures ", one_or_many(bare.count, "has", "have"),
                 " no annotation", then, "; the first is `", bare.first->file_name, "`")});
  };
  note(with_png, NoteLevel::kWarning, "annotation_missing",
       text(", though a PNG of the same name lies in ", options_.masks->string(), ": all of it is background"));
  note(without, NoteLevel::kInfo, "picture_without_annotation", " and no PNG: all of it is background");
}

void PanopticReader::notes(const Call& call, const TakeNote& take) const {
  const Index& index = this->index(call);
  const PanopticFile& file = index.file;
  if (file.text_ids != 0)
    take({"ids_as_text", file.text_ids, NoteLevel::kWarning,
          text("ids that are texts of numbers were read as the numbers: ", file.text_ids,
               ", first in the entry at byte ", file.first_text_id)});
  note_ids(file, take);
  note_bare(file, take);
  sources::note_matched(index.pngs, "PNG files", take);
  sources::note_matched(index.pictures, "pictures", take);
  if (options_.images.given())
    sources::note_missing(
        picture_finder_, file.pictures.size(), [&](uint64_t i) { return std::string_view(file.pictures[i].file_name); },
        "pictures", call.threads(), take, options_.names);
}

}  // namespace atelier::coco_panoptic
