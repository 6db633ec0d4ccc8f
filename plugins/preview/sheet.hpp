// Panes put together to one picture: samples in a grid, titles above, captions below, a legend of the classes at the
// foot.
#pragma once

#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <filesystem>
#include <opencv2/core.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "panes.hpp"

namespace preview {

inline constexpr int kPaneSize = 256;  // longer side of a pane in a sheet, pixels

// A sample's panes, drawn.
struct Group {
  std::string caption;
  std::vector<cv::Mat> panes;
};

// CV_8UC3 RGB. `columns` groups side by side; 0: as many as make the sheet roughly square. `labels` are the legend's.
cv::Mat draw_sheet(const std::vector<Group>& groups, const Look& look, const std::set<uint32_t>& labels, int columns);

// Draws sample after sample, and in the end all of them on one sheet.
class SheetWriter {
 public:
  SheetWriter(std::filesystem::path folder, Look look, int columns);
  // Writes NNN_<key>.png of the sample alone; NNN counts from 001, and unusual characters of the key become '_'.
  void add(const Shown& shown, std::string_view key);
  // Writes sheet.png; emits it too.
  void finish(const atelier::Call& call) const;

 private:
  std::filesystem::path folder_;
  Look look_;
  int columns_;
  std::vector<Group> groups_;
  std::set<uint32_t> labels_;
};

}  // namespace preview
