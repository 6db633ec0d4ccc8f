// Series drawn over their steps, as an SVG picture that stands in a page (style.hpp has its colours). [any]
#pragma once

#include <string>
#include <vector>

#include "series.hpp"

namespace atelier::host {

struct ChartLine {
  std::string name;
  Series series;
};

struct Chart {
  std::string title;
  std::vector<ChartLine> lines;
};

// Charts of a stage's curves: those whose names end in the same word stand in one ("train/loss", "train/step_loss"), as
// do those that one name is the beginning of ("train/iou/cat", "train/iou/dog"). What has one value is not among them.
std::vector<Chart> charts_of(const std::vector<Series>& series);

// A figure: the drawing and, below, what its lines are. "" when there is nothing that can be drawn.
std::string chart_figure(const Chart& chart);

// The classes of the line of that place in a chart: colours, and dashes when those are used up.
std::string line_style(size_t index);

// Round numbers within [low, high], which is not empty: about `about` of them, "0.25" apart or "5000".
struct Ticks {
  std::vector<double> at;
  double apart = 1;
};
Ticks ticks_of(double low, double high, size_t about);
// As an axis has it: "0.25", "15k", "1e-05".
std::string tick_text(double value, double apart);

}  // namespace atelier::host
