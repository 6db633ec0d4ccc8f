// The component `coco.panoptic`: a dataset out of COCO's panoptic form, a JSON file and a PNG for each picture.
//
// The JSON file is read when something is first asked, once; the PNG of a picture is decoded when its instances are
// asked for, and not kept. A file that cannot be read gives the same error to everybody who asks; the counts, which
// cannot fail, are then 1. [any]
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "panoptic_file.hpp"
#include "segment_runs.hpp"

namespace atelier::panoptic {

class PanopticReader : public Dataset {
 public:
  static constexpr Component kComponent{
      .id = "coco.panoptic",
      .summary = "Pictures and segments out of COCO's panoptic form, JSON and PNG.",
      .doc =
          "Each segment is an instance, with the pixels that the PNG colours with its id: R + 256 G + 65536 B. "
          "Categories become labels 1..n in the order of the file; 0 is background.",
      .threading = ATELIER_THREADING_PARALLEL_CALLS};
  static constexpr atelier_str kKinds[] = {ATELIER_STR("all"), ATELIER_STR("things"), ATELIER_STR("stuff")};
  static constexpr Param kParams[] = {
      param::path_in("annotations").about("Annotation file, JSON in COCO's panoptic form"),
      param::path_in("masks").about("Folder of the PNG files"),
      param::path_in("images").about("Folder of the pictures; empty: annotations only").by_default("''"),
      param::choice("kind", kKinds)
          .about("Which categories are classes: all, or those of `isthing` 1 or 0; segments of others are left out")
          .by_default("'all'"),
  };

  explicit PanopticReader(const Params& params);

  uint64_t class_count() const override;
  uint64_t picture_count() const override;
  atelier_class class_at(const Call& call, uint64_t index) const override;
  atelier_picture picture_at(const Call& call, uint64_t index) const override;
  void instances(const Call& call, uint64_t picture, const Take& take) const override;
  void orphans(const Call& call, const Take& take) const override;

 private:
  struct Index {
    PanopticFile file;
    std::vector<uint32_t> classes;                // indices of categories
    std::unordered_map<int64_t, uint32_t> label;  // by category id; 0: of the other kind
    std::vector<std::string> paths;
  };

  // Null when reading failed; then error_ says why.
  const Index* try_index() const;
  const Index& index() const;
  std::unique_ptr<Index> read_all() const;
  // What the JSON file says of a segment.
  atelier_instance instance_of(const Index& index, const Annotation& annotation, const Segment& segment) const;
  bool is_of_other_kind(const Index& index, const Segment& segment) const;
  Tensor read_colours(const std::string& png, const Picture& picture) const;
  // Pixels of ids that the annotation does not list.
  void report_others(const Index& index, const Annotation& annotation, const SegmentRuns& segments,
                     const std::string& png, const Take& take) const;

  std::filesystem::path annotations_;
  std::filesystem::path masks_;
  std::filesystem::path images_;
  std::string kind_;
  mutable std::once_flag read_;
  mutable std::unique_ptr<const Index> index_;
  mutable std::optional<Error> error_;
};

}  // namespace atelier::panoptic
