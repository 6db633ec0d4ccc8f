// preview.predictions: picture | truth | prediction of a choice of samples, each with the share of its pixels (void
// left out) that got their true class. Leaves sheet.png with all of them and NNN_<key>.png of each.
#pragma once

#include <atelier/cpp/augmenter.hpp>
#include <atelier/cpp/model.hpp>
#include <atelier/cpp/samples.hpp>
#include <atelier/cpp/stage.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "panes.hpp"

namespace preview {

class PreviewPredictions : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{
      .id = "preview.predictions", .summary = "Shows pictures beside their true and their predicted masks."};
  static constexpr atelier::Param kParams[] = {
      atelier::param::part("model", ATELIER_KIND_MODEL).about("the network that predicts"),
      atelier::param::path_in("weights").by_default("''").about("its weights; empty: those the model comes with"),
      atelier::param::port("samples", ATELIER_KIND_SAMPLES).about("the pairs to show"),
      atelier::param::part("augment", ATELIER_KIND_AUGMENTER)
          .list()
          .by_default("[]")
          .about("changes to each pair, in this order; random ones are left out"),
      atelier::param::integer("count").at_least(1).at_most(256).by_default("16").about("how many of them"),
      atelier::param::integer("columns").at_least(0).at_most(64).by_default("0").about(
          "samples side by side on the sheet; 0: as many as make it roughly square"),
      atelier::param::real("opacity").at_least(0).at_most(1).by_default("1").about(
          "1: the masks' colours alone; less: they lie over the picture"),
      atelier::param::integer("seed").by_default("'@run.seed'").about("of the choice"),
  };
  static constexpr atelier::Output kOutputs[] = {
      atelier::output::path("sheet", "all shown samples on one picture"),
      atelier::output::path("folder", "the sheet, and a picture of each sample"),
  };
  explicit PreviewPredictions(const atelier::Params& params);
  void run(const atelier::Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<atelier::Opened> open(const atelier::Call& call, const std::filesystem::path& folder);

 private:
  Shown predict(const atelier::Call& call, uint64_t index, uint32_t void_label) const;

  atelier::ModelRef model_;
  std::filesystem::path weights_;
  atelier::SamplesRef samples_;
  std::vector<atelier::AugmenterRef> augment_;
  uint64_t count_;
  int columns_;
  double opacity_;
  uint64_t seed_;
};

}  // namespace preview
