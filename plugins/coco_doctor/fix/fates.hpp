// What became of the entries of a list in the fixed file. [any]
#pragma once

#include <cstdint>

namespace atelier::coco_doctor {

struct Fates {
  uint64_t kept = 0;     // in the fixed file
  uint64_t mended = 0;   // of these, with a change
  uint64_t left = 0;     // of these, with a defect that fix does not touch
  uint64_t dropped = 0;  // not in the fixed file
};

}  // namespace atelier::coco_doctor
