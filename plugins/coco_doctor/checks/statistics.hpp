// What the annotations amount to: for each class, for each picture, and in sizes.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "checks/annotation_check.hpp"

namespace atelier::coco_doctor {

struct ClassFigures {
  uint64_t annotations = 0;  // all that name it
  uint64_t instances = 0;    // those that cover pixels and are no crowd
  uint64_t crowds = 0;       // likewise
  uint64_t pixels = 0;       // of both, those claimed twice counted twice
  uint64_t pictures = 0;     // with one of them
};

class Statistics {
 public:
  explicit Statistics(const Catalogue& catalogue);

  void add(const Verdict& verdict);
  // Adds what the figures say; `annotations` are all entries of the file.
  void finish(uint64_t annotations, Findings& findings);

  const std::vector<ClassFigures>& classes() const { return classes_; }
  // Instances below 32², below 96², and of more pixels.
  const std::array<uint64_t, 3>& sizes() const { return sizes_; }
  uint64_t annotated_pictures() const;
  uint64_t pixels() const;          // covered
  uint64_t picture_pixels() const;  // of all pictures whose size is known

 private:
  void check_classes(Findings& findings) const;
  void check_balance(Findings& findings) const;
  void check_pictures(Findings& findings) const;

  const Catalogue& catalogue_;
  std::vector<ClassFigures> classes_;
  struct PictureFigures {
    uint32_t annotations = 0;
    bool painted = false;
    uint64_t pixels = 0;
  };
  std::vector<PictureFigures> pictures_;
  std::vector<uint64_t> pairs_;  // class and picture of each annotation that covers pixels
  std::array<uint64_t, 3> sizes_{};
};

}  // namespace atelier::coco_doctor
