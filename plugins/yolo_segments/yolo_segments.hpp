// The component `yolo.segments`: a dataset out of Ultralytics' segmentation layout, a data.yaml with pictures and label
// files.
//
// The list of pictures is made once, by the first call; sizes come from the pictures' headers and label files are read
// when asked for. What makes the list fail gives the same error to everybody who asks. [any]
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/once.hpp>
#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "label_line.hpp"
#include "picture_list.hpp"

namespace atelier::yolo_segments {

class YoloSegments : public Dataset {
 public:
  static constexpr Component kComponent{
      .id = "yolo.segments",
      .summary = "Pictures and instances out of Ultralytics' segmentation layout.",
      .doc =
          "data.yaml says where the pictures of a set lie; the labels are in labels/…/a.txt for images/…/a.jpg, a line "
          "`class x1 y1 x2 y2 …` for each instance, in fractions of the picture's sides."};
  static constexpr atelier_str kSets[] = {ATELIER_STR("train"), ATELIER_STR("val"), ATELIER_STR("test")};
  static constexpr atelier_str kBoxes[] = {ATELIER_STR("defect"), ATELIER_STR("rectangle")};
  struct Options {
    Option<std::filesystem::path> data{option("data", "The dataset's YAML file.")};
    Option<std::string> set{
        option("set", "Which pictures: those of `train`, `val` or `test`.").one_of(kSets).by_default("'train'")};
    Option<std::filesystem::path> root{
        option("root", "The dataset's folder, in place of the file's `path`; empty: by the file.").by_default("''")};
    Option<Boxes> boxes{option("boxes", "Lines of five numbers, which are boxes: no shape, or a rectangle.")
                            .one_of(kBoxes)
                            .by_default("'defect'")};
  };

  explicit YoloSegments(const Options& options) : options_(options) {}

  DatasetCounts describe(const Call& call) const override;
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

  const Index& index(const Call& call) const;
  Index list_all() const;
  Size size_of(const Index& index, uint64_t picture) const;

  Options options_;
  Once<Index> index_;
};

}  // namespace atelier::yolo_segments
