#include "annotation_text.hpp"

#include "geometry/runs.hpp"

namespace atelier::coco_writer {

AnnotationWriter::AnnotationWriter(DatasetRef dataset, Form form, const std::vector<int64_t>& category_ids)
    : dataset_(dataset), category_ids_(category_ids), segmentation_(form) {}

AnnotationTexts AnnotationWriter::write(const Call& call, uint64_t index, int64_t image_id, Tally& tally) {
  picture_ = dataset_.picture_at(call, index);
  index_ = index;
  place_ = 0;
  image_id_ = image_id;
  AnnotationTexts out;
  dataset_.instances(call, index, [&](const atelier_instance& instance) {
    ++tally.instances;
    write(instance, out, tally);
    ++place_;
  });
  return out;
}

void AnnotationWriter::write(const atelier_instance& instance, AnnotationTexts& out, Tally& tally) {
  const std::string reason = drawn_.draw(instance, picture_, category_ids_.size());
  if (!reason.empty()) return tally.skipped.add(reason, example(instance, str(instance.defect_text)));

  const size_t begin = out.text.size();
  out.text += "{\"segmentation\": ";
  const Written form = segmentation_.append_to(out.text, drawn_, picture_, instance.crowd != 0);
  if (form == Written::kNothing) {
    out.text.resize(begin);
    return tally.skipped.add("no_pixels", example(instance, "there is no outline around nothing"));
  }
  const uint64_t area = geometry::area_of(drawn_.runs());
  const geometry::Box box = geometry::box_of(drawn_.runs(), picture_.height);
  out.text += text(", \"area\": ", area, ", \"iscrowd\": ", instance.crowd ? 1 : 0, ", \"image_id\": ", image_id_,
                   ", \"bbox\": [", box.x, ", ", box.y, ", ", box.width, ", ", box.height,
                   "], \"category_id\": ", category_ids_[instance.label - 1], ", \"id\": ");
  out.items.push_back({out.text.size(), instance.id, place_});

  ++tally.written_as[static_cast<size_t>(form)];
  if (instance.crowd) ++tally.crowds;
  if (area == 0) tally.without_pixels.add(example(instance, ""));
  if (!drawn_.rings_missing().empty())
    tally.rings_skipped.add(drawn_.rings_missing(), example(instance, drawn_.rings_missing_text()));
}

writing::Listed::Example AnnotationWriter::example(const atelier_instance& instance, std::string why) const {
  return {index_, place_, instance.id, str(picture_.file_name), std::move(why)};
}

}  // namespace atelier::coco_writer
