// The component `coco.reader`: a dataset out of an annotation file in COCO's instances form.
//
// The file's index is made when something is first asked, once, by whichever thread comes first and its helpers. A file
// that cannot be read gives the same error to everybody who asks; the counts, which cannot fail, are then 1, so that
// nobody takes it for an empty dataset. Instances are read from the file each time. [any]
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "annotation_file.hpp"

namespace atelier::coco {

class CocoReader : public Dataset {
 public:
  static constexpr Component kComponent{
      .id = "coco.reader",
      .summary = "Pictures and instances out of an annotation file in COCO's form.",
      .doc =
          "Reads `images`, `annotations` and `categories`: polygons, uncompressed and compressed runs. Categories "
          "become labels 1..n in the order of the file; 0 is background.",
      .threading = ATELIER_THREADING_PARALLEL_CALLS};
  static constexpr Param kParams[] = {
      param::path_in("images").about("Folder of the pictures; empty: annotations only").by_default("''"),
      param::boolean("accept_nan")
          .about("Whether Python's NaN and Infinity, which are not JSON, are read as missing numbers")
          .by_default("false"),
      param::path_in("annotations").about("Annotation file, JSON in COCO's instances form"),
  };

  explicit CocoReader(const Params& params);

  uint64_t class_count() const override;
  uint64_t picture_count() const override;
  atelier_class class_at(const Call& call, uint64_t index) const override;
  atelier_picture picture_at(const Call& call, uint64_t index) const override;
  void instances(const Call& call, uint64_t picture, const Take& take) const override;
  void orphans(const Call& call, const Take& take) const override;

 private:
  // Null when reading failed; then error_ says why.
  const AnnotationFile* try_file(unsigned threads) const;
  const AnnotationFile& file(const Call& call) const;

  std::string images_;
  std::filesystem::path annotations_;
  bool accept_nan_;
  mutable std::once_flag read_;
  mutable std::unique_ptr<const AnnotationFile> file_;
  mutable std::optional<Error> error_;
};

}  // namespace atelier::coco
