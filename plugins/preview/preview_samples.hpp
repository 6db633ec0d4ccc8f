// preview.samples: picture | mask of a choice of samples. Leaves sheet.png with all of them and NNN_<key>.png of each.
#pragma once

#include <atelier/cpp/samples.hpp>
#include <atelier/cpp/stage.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace preview {

class PreviewSamples : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "preview.samples",
                                                 .summary = "Shows pictures beside their masks."};
  static constexpr atelier::Param kParams[] = {
      atelier::param::port("samples", ATELIER_KIND_SAMPLES).about("the pairs to show"),
      atelier::param::integer("count").at_least(1).at_most(256).by_default("16").about("how many of them"),
      atelier::param::integer("columns").at_least(0).at_most(64).by_default("0").about(
          "samples side by side on the sheet; 0: as many as make it roughly square"),
      atelier::param::real("opacity").at_least(0).at_most(1).by_default("1").about(
          "1: the mask's colours alone; less: they lie over the picture"),
      atelier::param::integer("seed").by_default("'@run.seed'").about("of the choice"),
  };
  static constexpr atelier::Output kOutputs[] = {
      atelier::output::path("sheet", "all shown samples on one picture"),
      atelier::output::path("folder", "the sheet, and a picture of each sample"),
  };
  explicit PreviewSamples(const atelier::Params& params);
  void run(const atelier::Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<atelier::Opened> open(const atelier::Call& call, const std::filesystem::path& folder);

 private:
  atelier::SamplesRef samples_;
  uint64_t count_;
  int columns_;
  double opacity_;
  uint64_t seed_;
};

}  // namespace preview
