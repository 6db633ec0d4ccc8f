#include "annotation_text.hpp"

#include <utility>

#include "geometry/runs.hpp"
#include "geometry/turn.hpp"
#include "pictures/exif.hpp"

namespace atelier::coco_writer {

atelier_picture as_stored(atelier_picture picture, uint32_t orientation) {
  if (pictures::swaps_sides(static_cast<int>(orientation))) std::swap(picture.height, picture.width);
  return picture;
}

AnnotationWriter::AnnotationWriter(DatasetRef dataset, Form form, conversion::Holes holes,
                                   const std::vector<int64_t>& category_ids)
    : dataset_(dataset), category_ids_(category_ids), segmentation_(form), drawn_(holes) {}

AnnotationTexts AnnotationWriter::write(const Call& call, uint64_t index, int64_t image_id, Totals& totals) {
  picture_ = dataset_.picture_at(call, index);
  const uint32_t orientation = dataset_.orientation(call, index);
  stored_ = as_stored(picture_, orientation);
  turns_back_ = geometry::inverse_orientation(static_cast<int>(orientation));
  index_ = index;
  position_ = 0;
  image_id_ = image_id;
  AnnotationTexts out;
  dataset_.instances(call, index, [&](const atelier_instance& instance) {
    write(instance, out, totals);
    ++position_;
  });
  if (orientation != 1) totals.turned_back.add({index, 0, picture_.id, str(picture_.file_name), ""});
  return out;
}

void AnnotationWriter::write(const atelier_instance& instance, AnnotationTexts& out, Totals& totals) {
  // COCO has no pixels that do not count: a crowd needs a class.
  if (conversion::is_void_region(instance)) return totals.outcomes.leave_out("void_region", here(), instance);
  const std::string reason = drawn_.draw(instance, picture_, category_ids_.size());
  if (!reason.empty()) return totals.outcomes.lose(reason, here(), instance, str(instance.defect_text));
  drawn_.turn(picture_, turns_back_);

  const size_t begin = out.text.size();
  out.text += "{\"segmentation\": ";
  const Written form = segmentation_.append_to(out.text, drawn_, stored_, instance.crowd != 0);
  if (form == Written::kNothing) {
    out.text.resize(begin);
    return totals.outcomes.lose("no_pixels", here(), instance, "there is no outline around nothing");
  }
  const uint64_t area = geometry::area_of(drawn_.runs());
  const geometry::Box box = geometry::box_of(drawn_.runs(), stored_.height);
  out.text += text(", \"area\": ", area, ", \"iscrowd\": ", instance.crowd ? 1 : 0, ", \"image_id\": ", image_id_,
                   ", \"bbox\": [", box.x, ", ", box.y, ", ", box.width, ", ", box.height,
                   "], \"category_id\": ", category_ids_[instance.label - 1], ", \"id\": ");
  out.annotations.push_back({out.text.size(), instance.id, position_});

  ++totals.written_as[static_cast<size_t>(form)];
  if (instance.crowd) ++totals.crowds;
  if (area == 0) totals.without_pixels.add(conversion::example_of(here(), instance));
  totals.outcomes.keep(here(), instance, drawn_, area);
}

}  // namespace atelier::coco_writer
