// What `fix` makes of one entry. [any]
#pragma once

#include <string>
#include <vector>

#include "findings/codes.hpp"
#include "json/raw_json.hpp"

namespace atelier::coco_doctor {

struct Repair {
  bool drop = false;
  Code why{};  // it is dropped
  std::vector<Edit> edits;

  void leave_out(Code code) {
    if (!drop) why = code;
    drop = true;
  }
  // In place of an earlier edit of the same key.
  void set(Code code, const std::string& key, std::string value);
};

}  // namespace atelier::coco_doctor
