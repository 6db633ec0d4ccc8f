// How the shapes of a dataset have to be turned for a tool that shows pictures as EXIF says.
#pragma once

#include <atelier/cpp/dataset.hpp>

namespace conversion {

struct ShownTurn {
  int orientation = 1;        // by EXIF; 1: the shapes mean the picture as it is shown
  bool file_is_there = true;  // else nobody could ask it
};
// A dataset that gives turned pictures has turned shapes, and so has one whose stated size is that of the turned
// picture alone. [any]
ShownTurn shown_turn(const atelier::Call& call, const atelier::DatasetRef& dataset, uint64_t index,
                     const atelier_picture& picture);

}  // namespace conversion
