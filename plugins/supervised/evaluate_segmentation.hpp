// evaluate.segmentation: how well a model's label maps match the true ones.
//
// Loads the weights, predicts every sample and writes metrics.json: the metrics' scalars by name, `pictures`,
// `classes`, a table `per_class` by class name (a name that two classes share gets its label added), and each matrix
// with its class names. What is undefined is null. The same is printed for people. Random augmenters of `augment` are
// left out.
#pragma once

#include <atelier/cpp/augmenter.hpp>
#include <atelier/cpp/loader.hpp>
#include <atelier/cpp/metric.hpp>
#include <atelier/cpp/model.hpp>
#include <atelier/cpp/stage.hpp>
#include <filesystem>
#include <memory>
#include <vector>

namespace atelier::supervised {

class EvaluateSegmentation : public Stage {
 public:
  static constexpr Component kComponent{.id = "evaluate.segmentation",
                                        .summary = "Measures how well a model's label maps match the true ones."};
  struct Options {
    Option<ModelRef> model{option("model", "The network to evaluate.")};
    Option<std::filesystem::path> weights{
        option("weights", "Its weights; empty: those the model comes with.").by_default("''")};
    Option<SamplesRef> samples{option("samples", "The pairs to evaluate on.").wired()};
    Option<std::vector<AugmenterRef>> augment{
        option("augment", "Changes to each pair, in this order; random ones are left out.").by_default("[]")};
    Option<std::vector<MetricRef>> metrics{
        option("metrics", "What is measured.")
            .items(1)
            .by_default("['metric.pixel_accuracy', 'metric.mean_iou', 'metric.confusion']")};
    Option<LoaderRef> loader{option("loader", "Makes the batches.").by_default("'loader.threads'")};
  };
  static constexpr Output kOutputs[] = {
      output::path("metrics", "Every result, as JSON."),
  };
  explicit EvaluateSegmentation(const Options& options) : options_(options) {}
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  Options options_;
};

}  // namespace atelier::supervised
