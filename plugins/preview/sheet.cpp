#include "sheet.hpp"

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <cmath>
#include <cstdio>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "drawing/colours.hpp"
#include "drawing/legend.hpp"
#include "drawing/lettering.hpp"
#include "pictures/picture_file.hpp"

namespace atelier::preview {

using drawing::kLineHeight;
using drawing::write_text;

namespace {

constexpr int kMargin = 16;    // around the sheet
constexpr int kPaneGap = 4;    // between the panes of a sample
constexpr int kGroupGap = 20;  // between samples
const cv::Scalar kPaper(255, 255, 255), kInk(30, 30, 30), kPaleInk(110, 110, 110);

// Where everything lies.
struct Grid {
  int columns = 1;
  int panes = 1;
  int pane_width = 0;
  std::vector<int> row_heights;  // of the panes

  int group_width() const { return panes * pane_width + (panes - 1) * kPaneGap; }
  int width() const { return columns * group_width() + (columns - 1) * kGroupGap; }
  int height() const {
    int sum = kLineHeight;
    for (const int h : row_heights) sum += h + kLineHeight + kGroupGap / 2;
    return sum;
  }
};

Grid lay_out(const std::vector<Group>& groups, int columns) {
  Grid grid;
  int tallest = 0;
  for (const Group& g : groups) {
    grid.panes = static_cast<int>(g.panes.size());
    grid.pane_width = std::max(grid.pane_width, g.panes[0].cols);
    tallest = std::max(tallest, g.panes[0].rows);
  }
  const int count = static_cast<int>(groups.size());
  if (columns == 0) {
    const double square = std::sqrt(static_cast<double>(count) * (tallest + kLineHeight) / grid.group_width());
    columns = static_cast<int>(std::ceil(square));
  }
  grid.columns = std::clamp(columns, 1, std::max(1, count));
  grid.row_heights.assign(static_cast<size_t>((count + grid.columns - 1) / grid.columns), 0);
  for (int i = 0; i < count; ++i) {
    int& row = grid.row_heights[static_cast<size_t>(i / grid.columns)];
    row = std::max(row, groups[static_cast<size_t>(i)].panes[0].rows);
  }
  return grid;
}

drawing::Legend legend_of(const std::set<uint32_t>& labels, const Look& look, int width) {
  std::vector<drawing::LegendEntry> entries;
  for (const uint32_t label : labels) {
    const bool is_void = label == look.void_label;
    const std::string name = is_void                           ? "void"
                             : label < look.class_names.size() ? look.class_names[label]
                                                               : "class " + std::to_string(label);
    entries.push_back({name, drawing::colour_of(label), is_void});
  }
  return drawing::Legend(entries, width);
}

void draw_group(cv::Mat& canvas, cv::Point at, const Group& group, const Grid& grid, int row_height) {
  for (size_t p = 0; p < group.panes.size(); ++p) {
    const cv::Mat& pane = group.panes[p];
    const cv::Point corner(at.x + static_cast<int>(p) * (grid.pane_width + kPaneGap), at.y + row_height - pane.rows);
    pane.copyTo(canvas(cv::Rect(corner, pane.size())));
  }
  write_text(canvas, {at.x, at.y + row_height}, group.caption, grid.group_width(), kPaleInk);
}

Tensor tensor_of(const cv::Mat& rgb) {
  Tensor out = Tensor::make<uint8_t>({rgb.rows, rgb.cols, 3});
  rgb.copyTo(cv::Mat(rgb.rows, rgb.cols, CV_8UC3, out.data<uint8_t>()));
  return out;
}

// A file name from a key, which may hold anything.
std::string file_name(size_t number, std::string_view key) {
  char digits[16];
  std::snprintf(digits, sizeof digits, "%03zu_", number);
  std::string name = digits;
  for (const char c : key.substr(0, 100)) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.';
    name += plain ? c : '_';
  }
  return name + ".png";
}

}  // namespace

cv::Mat draw_sheet(const std::vector<Group>& groups, const Look& look, const std::set<uint32_t>& labels, int columns) {
  const Grid grid = lay_out(groups, columns);
  const drawing::Legend legend = legend_of(labels, look, grid.width());
  cv::Mat canvas(grid.height() + legend.height() + 2 * kMargin, grid.width() + 2 * kMargin, CV_8UC3, kPaper);

  for (int column = 0; column < grid.columns; ++column)
    for (int pane = 0; pane < grid.panes; ++pane) {
      const int x = kMargin + column * (grid.group_width() + kGroupGap) + pane * (grid.pane_width + kPaneGap);
      write_text(canvas, {x, kMargin}, look.titles.at(static_cast<size_t>(pane)), grid.pane_width, kInk);
    }
  int y = kMargin + kLineHeight;
  for (size_t i = 0; i < groups.size(); ++i) {
    const int column = static_cast<int>(i) % grid.columns;
    const int row_height = grid.row_heights[i / static_cast<size_t>(grid.columns)];
    draw_group(canvas, {kMargin + column * (grid.group_width() + kGroupGap), y}, groups[i], grid, row_height);
    if (column + 1 == grid.columns) y += row_height + kLineHeight + kGroupGap / 2;
  }
  legend.draw(canvas, {kMargin, canvas.rows - kMargin - legend.height()});
  return canvas;
}

SheetWriter::SheetWriter(std::filesystem::path folder, Look look, int columns)
    : folder_(std::move(folder)), look_(std::move(look)), columns_(columns) {}

void SheetWriter::add(const Shown& shown, std::string_view key) {
  const std::set<uint32_t> labels = labels_in(shown);
  const Group alone = {shown.caption, draw_panes(shown, look_, own_size(shown))};
  const Tensor drawn = tensor_of(draw_sheet({alone}, look_, labels, 1));
  write_file(folder_ / file_name(groups_.size() + 1, key), pictures::encode_png(drawn), false);
  groups_.push_back({shown.caption, draw_panes(shown, look_, kPaneSize)});
  labels_.insert(labels.begin(), labels.end());
}

void SheetWriter::finish(const Call& call) const {
  const Tensor drawn = tensor_of(draw_sheet(groups_, look_, labels_, columns_));
  write_file(folder_ / "sheet.png", pictures::encode_png(drawn));
  call.emit_picture("preview", 0, drawn);
}

}  // namespace atelier::preview
