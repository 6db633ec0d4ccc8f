#include "panoptic_reader.hpp"

#include <limits>
#include <unordered_set>

#include "pictures/picture_file.hpp"

namespace atelier::coco_panoptic {

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
  if (options_.images.given())
    for (const Picture& picture : index.file.pictures)
      index.paths.push_back((*options_.images / picture.file_name).string());
  return index;
}

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
  Tensor colours = pictures::read_picture(png);
  if (colours.dim(0) != picture.height || colours.dim(1) != picture.width)
    throw Error(ATELIER_E_DATA, text(png, " is ", colours.dim(1), " x ", colours.dim(0), " pixels, but ",
                                     options_.annotations->string(), " says that the picture ", picture.id, " is ",
                                     picture.width, " x ", picture.height));
  return colours;
}

void PanopticReader::instances(const Call& call, uint64_t i, const Take& take) const {
  const Index& index = this->index(call);
  if (i >= index.file.pictures.size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", i));
  const Picture& picture = index.file.pictures[i];
  if (picture.annotation < 0) return;
  const Annotation& annotation = index.file.annotations[static_cast<size_t>(picture.annotation)];
  const std::string png = (*options_.masks / annotation.file_name).string();
  std::vector<uint32_t> ids;
  for (const Segment& segment : annotation.segments) ids.push_back(segment.id);
  const SegmentRuns segments(read_colours(png, picture), ids);

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

}  // namespace atelier::coco_panoptic
