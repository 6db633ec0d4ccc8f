// Panes put together to one picture: samples in a grid, titles above, captions below, a legend of the classes at the
// foot.
#pragma once

#include <atelier/cpp/options.hpp>
#include <cstdint>
#include <filesystem>
#include <opencv2/core.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "panes.hpp"

namespace atelier::preview {

inline constexpr int kPaneSize = 256;  // longer side of a pane in a sheet, pixels

// What is shown, and how: options of both stages.
struct SheetOptions {
  Option<uint64_t> count{option("count", "How many of them.").at_least(1).at_most(256).by_default("16")};
  Option<int> columns{option("columns", "Samples side by side on the sheet; 0: as many as make it roughly square.")
                          .at_least(0)
                          .at_most(64)
                          .by_default("0")};
  Option<double> opacity{option("opacity", "1: the masks' colours alone; less: they lie over the picture.")
                             .at_least(0)
                             .at_most(1)
                             .by_default("1")};
  Option<int64_t> seed{option("seed", "Of the choice.").by_default("'@run.seed'")};
};

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
  void finish(const Call& call) const;

 private:
  std::filesystem::path folder_;
  Look look_;
  int columns_;
  std::vector<Group> groups_;
  std::set<uint32_t> labels_;
};

}  // namespace atelier::preview
