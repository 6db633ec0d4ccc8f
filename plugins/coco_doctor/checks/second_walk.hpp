// The second walk: checks all annotations on several threads, and writes the fixed file as it goes.
#pragma once

#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "checks/annotation_check.hpp"
#include "checks/references.hpp"
#include "checks/statistics.hpp"
#include "fix/fates.hpp"
#include "fix/fixed_file.hpp"

namespace atelier::coco_doctor {

class SecondWalk : public WalkEvents {
 public:
  // fixes and file may be null: then nothing is repaired.
  SecondWalk(const Call& call, Catalogue& catalogue, uint64_t tiny_pixels, Findings& findings, Statistics& statistics,
             Findings* fixes, FixedFile* file);

  void begin_list(List list, uint64_t behind_bracket) override;
  void entry(const ListEntry& entry, const simdjson::dom::element* value) override;
  void unreadable(List list, Code why, uint64_t begin, uint64_t end) override;
  void stray(List list, uint64_t begin, uint64_t end) override;
  void end_list(List list, uint64_t at) override;
  void correct(uint64_t begin, uint64_t end, std::string_view text) override;

  void mended(Code code, uint64_t offset, std::string_view done) override;

  // What can be told when all annotations are known.
  void finish();
  // What became of the entries of each list.
  const std::array<Fates, 3>& fates() const { return fates_; }
  // Whether some annotation has a shape, whatever it is worth.
  bool has_shapes() const { return has_shapes_; }

 private:
  void flush();
  void take(const ListEntry& entry, Verdict verdict);
  void check_twins(uint64_t offset, Verdict& verdict);
  void write(const ListEntry& entry, const Repair& repair, bool nan, bool left);
  void repair_entry(const ListEntry& entry, const Repair& repair, bool left, std::optional<int64_t> image,
                    std::optional<int64_t> category);

  const Call& call_;
  Catalogue& catalogue_;
  Findings& findings_;
  Statistics& statistics_;
  Findings* fixes_;
  FixedFile* file_;
  std::vector<AnnotationCheck> checks_;  // one for each thread

  struct Waiting {
    ListEntry entry;  // its text is in texts_
    size_t at;
  };
  ListEntry entry_of(const Waiting& waiting) const;
  std::string texts_;
  std::vector<Waiting> waiting_;
  uint64_t done_ = 0;
  size_t next_picture_ = 0, next_category_ = 0;
  struct Twin {
    uint64_t hash_two, offset;
    int64_t id;
  };
  std::unordered_map<int64_t, uint64_t> offset_of_id_;
  std::unordered_map<uint64_t, Twin> by_shape_;
  std::array<Fates, 3> fates_{};
  References pictures_, categories_;
  bool has_shapes_ = false;
};

}  // namespace atelier::coco_doctor
