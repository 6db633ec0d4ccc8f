// How ids are written, and whether those that refer to something meet what is listed.
#pragma once

#include <cstdint>
#include <string>

#include "findings/findings.hpp"
#include "json/ids.hpp"

namespace atelier::coco_doctor {

// The ids of one list, or those that refer to it.
class IdForms {
 public:
  void add(const Id& id);

  uint64_t texts() const { return texts_; }
  uint64_t numbers() const { return numbers_; }
  int64_t lowest() const { return lowest_; }
  int64_t highest() const { return highest_; }
  // 0 when there is none.
  int64_t highest_below(int64_t limit) const { return highest_ < limit ? highest_ : below_; }

 private:
  uint64_t texts_ = 0, numbers_ = 0;
  int64_t lowest_ = INT64_MAX, highest_ = 0, below_ = 0;
};

// What annotations refer to.
class References {
 public:
  void add(const Id& id, bool meets);

  // Tells of ids of mixed types, and of ids that do not meet those of `listed`, at the byte `offset`. `key` and `list`:
  // "image_id" and "images".
  void tell(const IdForms& listed, const std::string& key, const std::string& list, uint64_t offset,
            Findings& findings) const;

 private:
  IdForms forms_;
  uint64_t all_ = 0, dangling_ = 0;
};

}  // namespace atelier::coco_doctor
