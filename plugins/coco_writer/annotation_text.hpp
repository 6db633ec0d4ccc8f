// The annotations of one picture as JSON objects, all but their ids: those are given in order, when all before them are
// known.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "conversion/drawn_instance.hpp"
#include "segmentation_text.hpp"
#include "totals.hpp"

namespace atelier::coco_writer {

// {"segmentation": …, "area": …, "iscrowd": …, "image_id": …, "bbox": …, "category_id": …, "id": <here goes the id>}
struct AnnotationTexts {
  struct Annotation {
    size_t end;         // in `text`, behind `"id": `
    int64_t id;         // as in the source
    uint64_t position;  // within the picture
  };
  std::string text;
  std::vector<Annotation> annotations;
};

// The picture with its size as the file stores it; `orientation` turns that to the size that the dataset gives.
atelier_picture as_stored(atelier_picture picture, uint32_t orientation);

// Keeps its buffers between pictures: one for each thread.
class AnnotationWriter {
 public:
  // category_ids: of label 1, 2, ….
  AnnotationWriter(DatasetRef dataset, Form form, conversion::Holes holes, const std::vector<int64_t>& category_ids);

  // Of picture `index`, which gets the id `image_id` in the file. Shapes are those of the pixels as they are stored.
  AnnotationTexts write(const Call& call, uint64_t index, int64_t image_id, Totals& totals);

 private:
  void write(const atelier_instance& instance, AnnotationTexts& out, Totals& totals);
  conversion::AnnotationPlace here() const { return {index_, position_, view(picture_.file_name)}; }

  DatasetRef dataset_;
  const std::vector<int64_t>& category_ids_;
  SegmentationText segmentation_;
  conversion::DrawnInstance drawn_;
  atelier_picture picture_{};  // as the dataset has it
  atelier_picture stored_{};
  int turns_back_ = 1;  // orientation that turns what the dataset has to what is stored
  uint64_t index_ = 0;
  uint64_t position_ = 0;
  int64_t image_id_ = 0;
};

}  // namespace atelier::coco_writer
