// Where the boxes and lines of a drawn wiring are: columns from left to right, each node right of what it needs.
//
// The layered method of Sugiyama: columns by the longest way, long lines through points in the columns between, order
// within a column by the mean of the neighbours, then heights as close to the neighbours as the order allows. [any]
#pragma once

#include <vector>

namespace atelier::host {

// In pixels of the drawing.
struct LayoutBox {
  double width = 0;
  double height = 0;
  double x = 0;  // of the left upper corner; set by lay_out
  double y = 0;
};

struct LayoutPoint {
  double x = 0;
  double y = 0;
};

struct LayoutLine {
  int from = -1;  // index of the box
  int to = -1;
  double from_y = 0;                     // where it leaves the right side, below the box's upper edge
  double to_y = 0;                       // where it meets the left side
  std::vector<LayoutPoint> points = {};  // set by lay_out: from the one box's side to the other's, at least two
};

struct Layout {
  std::vector<LayoutBox> boxes;
  std::vector<LayoutLine> lines;  // no circles
  double width = 0;               // of all; set by lay_out
  double height = 0;
};

void lay_out(Layout& layout);

}  // namespace atelier::host
