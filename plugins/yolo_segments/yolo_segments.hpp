// The component `yolo.segments`: a dataset out of Ultralytics' segmentation layout, a data.yaml with pictures and label
// files.
//
// The list of pictures is made once, when something is first asked; sizes come from the pictures' headers and label
// files are read when asked for. What makes the list fail gives the same error to everybody who asks; the counts, which
// cannot fail, are then 1. [any]
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "label_line.hpp"
#include "picture_list.hpp"

namespace atelier::yolo {

class YoloSegments : public Dataset {
 public:
  static constexpr Component kComponent{
      .id = "yolo.segments",
      .summary = "Pictures and instances out of Ultralytics' segmentation layout.",
      .doc =
          "data.yaml says where the pictures of a set lie; the labels are in labels/…/a.txt for images/…/a.jpg, a line "
          "`class x1 y1 x2 y2 …` for each instance, in fractions of the picture's sides.",
      .threading = ATELIER_THREADING_PARALLEL_CALLS};
  static constexpr atelier_str kSets[] = {ATELIER_STR("train"), ATELIER_STR("val"), ATELIER_STR("test")};
  static constexpr atelier_str kBoxes[] = {ATELIER_STR("defect"), ATELIER_STR("rectangle")};
  static constexpr Param kParams[] = {
      param::path_in("data").about("The dataset's YAML file"),
      param::choice("set", kSets).about("Which pictures: those of `train`, `val` or `test`").by_default("'train'"),
      param::path_in("root")
          .about("The dataset's folder, in place of the file's `path`; empty: by the file")
          .by_default("''"),
      param::choice("boxes", kBoxes)
          .about("Lines of five numbers, which are boxes: no shape, or a rectangle")
          .by_default("'defect'"),
  };

  explicit YoloSegments(const Params& params);

  uint64_t class_count() const override;
  uint64_t picture_count() const override;
  atelier_class class_at(const Call& call, uint64_t index) const override;
  atelier_picture picture_at(const Call& call, uint64_t index) const override;
  void instances(const Call& call, uint64_t picture, const Take& take) const override;

 private:
  struct Size {
    uint32_t height = 0;
    uint32_t width = 0;
  };
  struct Index {
    std::vector<std::string> names;
    std::vector<PictureFile> pictures;
    std::unique_ptr<std::atomic<uint64_t>[]> sizes;  // height << 32 | width; 0: not read yet
  };

  // Null when it could not be made; then error_ says why.
  const Index* try_index() const;
  const Index& index() const;
  Size size_of(const Index& index, uint64_t picture) const;

  std::filesystem::path data_;
  std::string set_;
  std::filesystem::path root_;
  Boxes boxes_;
  mutable std::once_flag read_;
  mutable std::unique_ptr<const Index> index_;
  mutable std::optional<Error> error_;
};

}  // namespace atelier::yolo
