// preview.samples: picture | mask of a choice of samples. Leaves sheet.png with all of them and NNN_<key>.png of each.
#pragma once

#include <atelier/cpp/samples.hpp>
#include <atelier/cpp/stage.hpp>
#include <filesystem>
#include <memory>

#include "sheet.hpp"

namespace atelier::preview {

class PreviewSamples : public Stage {
 public:
  static constexpr Component kComponent{.id = "preview.samples", .summary = "Shows pictures beside their masks."};
  struct Options {
    Option<SamplesRef> samples{option("samples", "The pairs to show.").wired()};
    SheetOptions sheet;
  };
  static constexpr NoNumbers kNumbers{};
  static constexpr Output kOutputs[] = {
      output::path("sheet", "All shown samples on one picture.", "picture"),
      output::path("folder", "The sheet, and a picture of each sample.", "folder"),
  };
  explicit PreviewSamples(const Options& options) : options_(options) {}
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  Options options_;
};

}  // namespace atelier::preview
