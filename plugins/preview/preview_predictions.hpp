// preview.predictions: picture | truth | prediction of a choice of samples, each with the share of its pixels (void
// left out) that got their true class. Leaves sheet.png with all of them and NNN_<key>.png of each.
#pragma once

#include <atelier/cpp/augmenter.hpp>
#include <atelier/cpp/model.hpp>
#include <atelier/cpp/samples.hpp>
#include <atelier/cpp/stage.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "sheet.hpp"

namespace atelier::preview {

class PreviewPredictions : public Stage {
 public:
  static constexpr Component kComponent{.id = "preview.predictions",
                                        .revision = 2,
                                        .summary = "Shows pictures beside their true and their predicted masks."};
  struct Options {
    Option<ModelRef> model{option("model", "The network that predicts.")};
    Option<std::filesystem::path> weights{
        option("weights", "Its weights; empty: those the model comes with.").of_sort("weights").by_default("''")};
    Option<SamplesRef> samples{option("samples", "The pairs to show.").wired()};
    Option<std::vector<AugmenterRef>> augment{
        option("augment", "Changes to each pair, in this order; random ones are left out.").by_default("[]")};
    SheetOptions sheet;
  };
  static constexpr Rule kRules[] = {
      rule("nothing says which weights: the network is a random one", "give `weights`, here or to the model")
          .when(condition::not_given("weights"))
          .must(condition::given("model.weights"))
          .warning(),
      file_rule("weights", "`weights` must be a file, not a folder"),
  };
  static constexpr NoNumbers kNumbers{};
  static constexpr Output kOutputs[] = {
      output::path("sheet", "All shown samples on one picture.", "picture"),
      output::path("folder", "The sheet, and a picture of each sample.", "folder"),
  };
  explicit PreviewPredictions(const Options& options) : options_(options) {}
  void ready(const Call& call) override;
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  // How pairs come to the size and look that the network is shown.
  struct Preparation {
    std::optional<Extent> leading_resize;  // see there
    std::vector<AugmenterRef> augmenters;  // that are applied
  };
  // Throws when the augmenters, the samples and the model do not fit.
  Preparation fitting(const Call& call, const atelier_samples_info& samples) const;
  Sample prepared(const Call& call, uint64_t index, uint32_t void_label, const Preparation& preparation) const;
  Shown predict(const Call& call, uint64_t index, uint32_t void_label, const Preparation& preparation) const;

  Options options_;
};

}  // namespace atelier::preview
