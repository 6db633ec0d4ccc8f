// An annotation file in COCO's instances form, read into compact tables.
//
// The file is read once, through a small window; what stays is the coordinates as doubles, the runs as 32-bit counts,
// and a small record for each annotation. Nothing of an annotation makes reading fail: what is wrong with it becomes
// its defect. A damaged file, picture or category does: ATELIER_E_DATA with the byte, line and column.
#pragma once

#include <atelier/cpp/dataset.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "arena.hpp"
#include "coco_json/segmentation.hpp"

namespace atelier::coco {

struct Category {
  int64_t id = 0;
  std::string name;
  std::string group;
};

struct Picture {
  int64_t id = 0;
  uint32_t height = 0;
  uint32_t width = 0;
  std::string file_name;
};

struct Annotation {
  int64_t id = -1;           // -1 when missing
  int64_t category_id = -1;  // likewise
  int64_t image_id = 0;
  double area = 0;  // NaN when missing
  uint64_t offset = 0;
  const atelier_ring* rings = nullptr;
  const uint32_t* runs = nullptr;
  uint64_t count = 0;  // of rings or of runs
  uint32_t runs_height = 0;
  uint32_t runs_width = 0;
  uint32_t label = 0;
  uint32_t defect_ring = 0;
  Defect defect = Defect::kNone;
  bool crowd = false;
};

class AnnotationFile {
 public:
  // accept_nan: NaN and Infinity, which Python writes though they are not JSON, are taken for missing numbers.
  explicit AnnotationFile(const std::filesystem::path& path, bool accept_nan = false);

  const std::vector<Category>& categories() const { return categories_; }
  const std::vector<Picture>& pictures() const { return pictures_; }
  const std::vector<Annotation>& annotations() const { return annotations_; }
  // Indices of the annotations of a picture, in the order of the file.
  span<const uint32_t> of_picture(uint64_t picture) const;
  // Indices of the annotations that name no picture of the file.
  const std::vector<uint32_t>& orphans() const { return orphans_; }

 private:
  friend class AnnotationParser;

  std::vector<Category> categories_;
  std::vector<Picture> pictures_;
  std::vector<Annotation> annotations_;
  Arena<double> coordinates_;
  Arena<atelier_ring> rings_;
  Arena<uint32_t> runs_;
  std::vector<uint64_t> first_of_picture_;  // [pictures + 1], into by_picture_
  std::vector<uint32_t> by_picture_;
  std::vector<uint32_t> orphans_;
};

}  // namespace atelier::coco
