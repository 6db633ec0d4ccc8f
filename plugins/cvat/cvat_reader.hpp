// The component `cvat.reader`: a dataset out of "CVAT for images" XML.
//
// Each file is gone through once, by the first call, for labels and pictures; the shapes of a picture are read again
// when asked for, so memory goes with the number of pictures and not with what is drawn. What makes that fail gives the
// same error to everybody who asks. [any]
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/once.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "annotation_file.hpp"
#include "located_pictures.hpp"
#include "outline.hpp"
#include "sources/name_finder.hpp"

namespace atelier::cvat {

class CvatReader : public Dataset, public DatasetOrientation, public DatasetNotes {
 public:
  static constexpr Component kComponent{
      .id = "cvat.reader",
      .summary = "Pictures and instances out of CVAT's XML, \"CVAT for images 1.1\".",
      .doc =
          "Polygons, masks, ellipses and, if wanted, boxes, each an instance, in the order in which CVAT draws them. "
          "Classes are the labels of the task or project, in its order."};
  static constexpr atelier_str kBoxes[] = {ATELIER_STR("defect"), ATELIER_STR("rectangle")};
  struct Options {
    Option<std::filesystem::path> annotations{
        option("annotations", "The XML file of the export, or a folder: all XML files in it and below.")};
    Option<std::filesystem::path> images{
        option("images", "Folder of the pictures; empty: `images` beside the XML file, or else the file's folder.")
            .by_default("''")};
    Option<sources::Names> names{sources::names_option()};
    Option<std::string> subset{
        option("subset", "Only the pictures of this subset of a project; empty: all.").by_default("''")};
    Option<Boxes> boxes{option("boxes", "Boxes: no shape, or a rectangle.").one_of(kBoxes).by_default("'defect'")};
  };
  static constexpr Rule kRules[] = {
      folder_rule("images", "`images` must be a folder, not a file"),
  };

  explicit CvatReader(const Options& options) : options_(options) {}

  DatasetCounts describe(const Call& call) const override;
  atelier_class class_at(const Call& call, uint64_t index) const override;
  atelier_picture picture_at(const Call& call, uint64_t index) const override;
  void instances(const Call& call, uint64_t picture, const Take& take) const override;
  uint32_t orientation(const Call& call, uint64_t picture) const override;
  void notes(const Call& call, const TakeNote& take) const override;
  std::string_view remedy(const Call& call) const override;

 private:
  struct Index {
    std::vector<AnnotationFile> files;
    std::vector<LocatedPicture> pictures;
    std::vector<std::string> classes;
    std::map<std::string, uint32_t, std::less<>> labels;  // by class name
    std::vector<DatasetNote> notes;
    std::string remedy;
  };

  const Index& index(const Call& call) const;
  Index read_all(const Call& call) const;
  void choose_pictures(Index& index) const;
  std::string remedy_of(const Index& index) const;
  const LocatedPicture& picture(const Index& index, uint64_t number) const;

  Options options_;
  Once<Index> index_;
};

}  // namespace atelier::cvat
