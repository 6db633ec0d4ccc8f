// The component `yolo.segments`: a dataset out of Ultralytics' segmentation layout, a data.yaml with pictures and label
// files.
//
// The first call lists the pictures, reads the headers of all of them and looks at all label files, with the threads it
// allows; the labels of a picture are read again when asked for. What makes that fail gives the same error to everybody
// who asks. Sizes and shapes are those of pictures turned as EXIF says, as Ultralytics turns them. [any]
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/once.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "label_line.hpp"
#include "picture_list.hpp"
#include "pictures/exif.hpp"
#include "sources/name_finder.hpp"

namespace atelier::yolo_segments {

class YoloSegments : public Dataset, public DatasetOrientation, public DatasetNotes {
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
    Option<sources::Names> names{sources::names_option()};
  };
  static constexpr Rule kRules[] = {
      file_rule("data", "`data` must be the dataset's YAML file, not a folder"),
      folder_rule("root", "`root` must be a folder, not a file"),
  };

  explicit YoloSegments(const Options& options) : options_(options) {}

  DatasetCounts describe(const Call& call) const override;
  atelier_class class_at(const Call& call, uint64_t index) const override;
  atelier_picture picture_at(const Call& call, uint64_t index) const override;
  void instances(const Call& call, uint64_t picture, const Take& take) const override;
  uint32_t orientation(const Call& call, uint64_t picture) const override;
  void notes(const Call& call, const TakeNote& take) const override;
  std::string_view remedy(const Call& call) const override;

 private:
  struct Index {
    std::vector<std::string> names;
    std::vector<PictureFile> pictures;
    std::vector<pictures::Shown> shown;    // of each picture; without sides where its header could not be read
    std::vector<std::string> label_files;  // of each picture; "" for none
    LineRules rules;
    std::vector<DatasetNote> notes;
    std::string remedy;
  };

  const Index& index(const Call& call) const;
  const Index& index_with(const Call& call, uint64_t picture) const;
  Index read_all(const Call& call) const;
  void survey(const Call& call, Index& index) const;

  Options options_;
  Once<Index> index_;
};

}  // namespace atelier::yolo_segments
