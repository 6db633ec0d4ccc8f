// The component `coco.reader`: a dataset out of an annotation file in COCO's instances form.
//
// The file's index is made once, by the first call and as many threads as it allows. A file that cannot be read gives
// the same error to everybody who asks. Instances are read from the file each time. [any]
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/once.hpp>

#include "annotation_file.hpp"
#include "sources/name_finder.hpp"
#include "sources/remedy.hpp"

namespace atelier::coco {

class CocoReader : public Dataset, public DatasetOrphans, public DatasetNotes {
 public:
  static constexpr Component kComponent{
      .id = "coco.reader",
      .summary = "Pictures and instances out of an annotation file in COCO's form.",
      .doc =
          "Reads `images`, `annotations` and `categories`: polygons, uncompressed and compressed runs. Categories "
          "become labels 1..n in the order of the file; 0 is background."};
  struct Options {
    Option<std::filesystem::path> images{
        option("images", "Folder of the pictures; empty: annotations only.").by_default("''")};
    Option<bool> accept_nan{
        option("accept_nan", "Whether Python's NaN and Infinity, which are not JSON, are read as missing numbers.")
            .by_default("false")};
    Option<std::filesystem::path> annotations{option("annotations", "Annotation file, JSON in COCO's instances form.")};
    Option<sources::Names> names{sources::names_option()};
  };
  static constexpr Rule kRules[] = {
      file_rule("annotations", "`annotations` must be a file, not a folder"),
      folder_rule("images", "`images` must be a folder, not a file"),
  };

  explicit CocoReader(const Options& options);

  DatasetCounts describe(const Call& call) const override;
  atelier_class class_at(const Call& call, uint64_t index) const override;
  atelier_picture picture_at(const Call& call, uint64_t index) const override;
  void instances(const Call& call, uint64_t picture, const Take& take) const override;
  void orphans(const Call& call, const Take& take) const override;
  void notes(const Call& call, const TakeNote& take) const override;
  std::string_view remedy(const Call&) const override { return remedy_; }

 private:
  const AnnotationFile& file(const Call& call) const;

  Options options_;
  std::string remedy_;
  sources::NameFinder finder_;
  Once<AnnotationFile> file_;
};

}  // namespace atelier::coco
