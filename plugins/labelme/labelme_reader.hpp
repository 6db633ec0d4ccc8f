// The component `labelme.reader`: a dataset out of a folder of JSON files as labelme saves them, one for each picture.
//
// All files, and the headers of the pictures, are read once, by the first call and the threads it allows, for the
// classes and the list of pictures; the shapes of a picture are read again when asked for, so memory does not grow with
// what is drawn. A file that cannot be read gives the same error to everybody who asks. [any]
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/once.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "outline.hpp"
#include "picture_finder.hpp"
#include "sources/name_finder.hpp"

namespace atelier::labelme {

class LabelmeReader : public Dataset, public DatasetOrientation, public DatasetNotes {
 public:
  static constexpr Component kComponent{
      .id = "labelme.reader",
      .summary = "Pictures and instances out of a folder of labelme's JSON files.",
      .doc =
          "Polygons, rectangles, circles and masks; shapes of one label and one group_id are one instance. Classes are "
          "the names found, in order, or those of labelme's labels.txt."};
  struct Options {
    Option<std::filesystem::path> annotations{
        option("annotations", "Folder of the JSON files; folders below it are read too.")};
    Option<std::filesystem::path> images{
        option("images", "Folder of the pictures; empty: each where its JSON file says, by `imagePath`.")
            .by_default("''")};
    Option<std::filesystem::path> labels{
        option("labels",
               "Text file of the class names, one a line, as labelme's converters want it; empty: the names found.")
            .by_default("''")};
    Option<sources::Names> names{sources::names_option()};
  };
  static constexpr Rule kRules[] = {
      folder_rule("annotations", "`annotations` must be a folder, not a file"),
      folder_rule("images", "`images` must be a folder, not a file"),
      file_rule("labels", "`labels` must be a file, not a folder"),
  };

  explicit LabelmeReader(const Options& options) : options_(options) {}

  DatasetCounts describe(const Call& call) const override;
  atelier_class class_at(const Call& call, uint64_t index) const override;
  atelier_picture picture_at(const Call& call, uint64_t index) const override;
  void instances(const Call& call, uint64_t picture, const Take& take) const override;
  uint32_t orientation(const Call& call, uint64_t picture) const override;
  void notes(const Call& call, const TakeNote& take) const override;
  std::string_view remedy(const Call& call) const override;

 private:
  struct Picture {
    std::filesystem::path json;
    std::string file_name;
    FoundPicture found;
  };
  struct Index {
    std::vector<Picture> pictures;
    std::vector<std::string> classes;
    std::map<std::string, uint32_t, std::less<>> labels;  // by class name
    std::vector<DatasetNote> notes;
    std::string remedy;
  };

  const Index& index(const Call& call) const;
  const Index& index_with(const Call& call, uint64_t picture) const;
  Index read_all(const Call& call) const;
  void note_inputs(const Call& call, const std::vector<Picture>& pictures) const;
  SourceNotes read_files(const Call& call, const std::vector<std::filesystem::path>& files, Index& index) const;
  static atelier_instance instance_of(const Index& index, uint64_t picture, size_t first_shape, const std::string& name,
                                      Outline::Defect& fault);
  std::string name_of(const std::filesystem::path& json, const std::string& picture) const;
  std::vector<std::string> listed_classes() const;

  Options options_;
  Once<Index> index_;
};

}  // namespace atelier::labelme
