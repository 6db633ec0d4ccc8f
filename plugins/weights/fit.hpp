// The component `weights.fit`: weights held against the pairs that they are to be measured on, before any work.
//
// Label c of a network means what class c was when it was trained. So the class names of the samples are compared with
// those of the weights: of model.toml beside them, else of the file itself. Another number of classes and the same
// names in another order are refused, other names warned of. The outputs `height` and `width` are the size that
// pictures were trained at, unless `size` says another, which is warned of. Errors: ATELIER_E_INVALID; ATELIER_E_DATA
// and _IO for model.toml. [main]
#pragma once

#include <atelier/cpp/samples.hpp>
#include <atelier/cpp/stage.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "weight_files/model_file.hpp"

namespace atelier::weights {

class Fit : public Stage {
 public:
  static constexpr Component kComponent{
      .id = "weights.fit",
      .revision = 1,
      .summary = "Says whether weights fit samples, by their classes, and at which size they were trained.",
      .doc = "Goes by the model.toml beside the weights, and without it by what the file of weights says itself."};
  struct Options {
    Option<std::filesystem::path> weights{option("weights", "The file of weights.").of_sort("weights")};
    Option<SamplesRef> samples{option("samples", "The pairs that the weights are to be used on.").wired()};
    Option<std::vector<uint32_t>> size{
        option("size",
               "Height and width that the network is to see; 0, 0: each picture's own; empty: those that the weights "
               "were trained at.")
            .by_default("[]")
            .at_most(32767)
            .items(0, 2)};
    Option<std::vector<uint32_t>> untold{
        option("untold", "Height and width where nothing says at which the weights were trained.")
            .by_default("[256, 256]")
            .at_least(1)
            .at_most(32767)
            .items(2, 2)};
  };
  static constexpr Rule kRules[] = {
      rule("`size` must be [height, width], or [0, 0] for each picture's own", "give two numbers, or leave it out")
          .must(condition::items("size", {"0", "2"})),
      file_rule("weights", "`weights` must be a file, not a folder"),
  };
  static constexpr NoNumbers kNumbers{};
  static constexpr Output kOutputs[] = {
      output::integer("height", "The rows of pixels that the network is to see."),
      output::integer("width", "The columns of pixels that the network is to see."),
  };

  explicit Fit(const Options& options);
  void ready(const Call& call) override;
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  void compare_classes(const Call& call, const std::optional<weight_files::ModelFile>& page) const;
  Extent seen_size(const Call& call, const std::optional<weight_files::ModelFile>& page) const;

  Options options_;
};

}  // namespace atelier::weights
