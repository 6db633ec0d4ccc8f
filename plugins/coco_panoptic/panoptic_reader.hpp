// The component `coco.panoptic`: a dataset out of COCO's panoptic form, a JSON file and a PNG for each picture.
//
// The JSON file is read once, by the first call; the PNG of a picture is decoded when its instances are asked for, and
// not kept. A file that cannot be read gives the same error to everybody who asks. [any]
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/once.hpp>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "panoptic_file.hpp"
#include "segment_runs.hpp"
#include "sources/match_names.hpp"
#include "sources/name_finder.hpp"

namespace atelier::coco_panoptic {

class PanopticReader : public Dataset, public DatasetOrphans, public DatasetNotes {
 public:
  static constexpr Component kComponent{
      .id = "coco.panoptic",
      .summary = "Pictures and segments out of COCO's panoptic form, JSON and PNG.",
      .doc =
          "Each segment is an instance, with the pixels that the PNG colours with its id: R + 256 G + 65536 B. "
          "Categories become labels 1..n in the order of the file; 0 is background."};
  enum class Classes { kAll, kThings, kStuff };
  static constexpr atelier_str kKinds[] = {ATELIER_STR("all"), ATELIER_STR("things"), ATELIER_STR("stuff")};
  struct Options {
    Option<std::filesystem::path> annotations{option("annotations", "Annotation file, JSON in COCO's panoptic form.")};
    Option<std::filesystem::path> masks{option("masks", "Folder of the PNG files.")};
    Option<std::filesystem::path> images{
        option("images", "Folder of the pictures; empty: annotations only.").by_default("''")};
    Option<Classes> kind{
        option("kind",
               "Which categories are classes: all, or those of `isthing` 1 or 0; segments of others are left out.")
            .one_of(kKinds)
            .by_default("'all'")};
    Option<sources::Names> names{sources::names_option()};
  };
  static constexpr Rule kRules[] = {
      file_rule("annotations", "`annotations` must be a file, not a folder"),
      folder_rule("masks", "`masks` must be a folder, not a file"),
      folder_rule("images", "`images` must be a folder, not a file"),
  };

  explicit PanopticReader(const Options& options);

  DatasetCounts describe(const Call& call) const override;
  atelier_class class_at(const Call& call, uint64_t index) const override;
  atelier_picture picture_at(const Call& call, uint64_t index) const override;
  void instances(const Call& call, uint64_t picture, const Take& take) const override;
  void orphans(const Call& call, const Take& take) const override;
  void notes(const Call& call, const TakeNote& take) const override;
  std::string_view remedy(const Call& call) const override;

 private:
  struct Index {
    PanopticFile file;
    std::vector<uint32_t> classes;                // indices of categories
    std::unordered_map<int64_t, uint32_t> label;  // by category id; 0: of the other kind
    std::vector<std::string> paths;
    sources::MatchedNames pictures, pngs;  // without the names
    std::string remedy;
  };

  const Index& index(const Call& call) const;
  Index read_all(const Call& call) const;
  void match_names(const Call& call, Index& index) const;
  void note_ids(const PanopticFile& file, const TakeNote& take) const;
  // Pictures without an annotation.
  void note_bare(const PanopticFile& file, const TakeNote& take) const;
  std::string path_of_png(const Annotation& annotation) const;
  // What the JSON file says of a segment.
  atelier_instance instance_of(const Index& index, const Annotation& annotation, const Segment& segment) const;
  bool is_of_other_kind(const Index& index, const Segment& segment) const;
  Tensor read_colours(const std::string& png, const Picture& picture) const;
  SegmentRuns read_segments(const std::string& png, const Picture& picture, const std::vector<uint32_t>& ids) const;
  // Pixels of ids that the annotation does not list.
  void report_others(const Index& index, const Annotation& annotation, const SegmentRuns& segments,
                     const std::string& png, const Take& take) const;

  Options options_;
  sources::NameFinder picture_finder_, png_finder_;
  Once<Index> index_;
};

}  // namespace atelier::coco_panoptic
