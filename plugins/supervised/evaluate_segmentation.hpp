// evaluate.segmentation: how well a model's label maps match the true ones.
//
// Loads the weights, predicts every sample and writes metrics.json: the metrics' scalars by name, `pictures`,
// `classes`, `size` (height and width at which label maps were compared; null: not one), a table `per_class` by class
// name (a name that two classes share gets its label added), and each matrix with its class names. What is undefined is
// null. The same is printed for people. Random augmenters of `augment` are left out.
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
                                        .revision = 2,
                                        .summary = "Measures how well a model's label maps match the true ones."};
  struct Options {
    Option<ModelRef> model{option("model", "The network to evaluate.")};
    Option<std::filesystem::path> weights{
        option("weights", "Its weights; empty: those the model comes with.").of_sort("weights").by_default("''")};
    Option<SamplesRef> samples{option("samples", "The pairs to evaluate on.").wired()};
    Option<std::vector<AugmenterRef>> augment{
        option("augment", "Changes to each pair, in this order; random ones are left out.").by_default("[]")};
    Option<std::vector<MetricRef>> metrics{
        option("metrics", "What is measured.")
            .items(1)
            .by_default("['metric.pixel_accuracy', 'metric.mean_iou', 'metric.confusion']")};
    Option<LoaderRef> loader{option("loader", "Makes the batches.").by_default("'loader.threads'")};
  };
  static constexpr Rule kRules[] = {
      rule("two of `metrics` give a result of the same name", "leave one of the two out")
          .must(condition::distinct_numbers("metrics")),
      rule("nothing says which weights: a random network is evaluated", "give `weights`, here or to the model")
          .when(condition::not_given("weights"))
          .must(condition::given("model.weights"))
          .warning(),
      rule("augment.scale_crop is random and is left out here, and then nothing brings pictures to one size",
           "use augment.resize, or batches of 1")
          .when(condition::has("augment", {"augment.scale_crop"}))
          .when(condition::lacks("augment", {"augment.resize"}))
          .must(condition::at_most("loader.batch", 1))
          .warning(),
      file_rule("weights", "`weights` must be a file, not a folder"),
  };
  static constexpr Number kNumbers[] = {numbers_of_parts("metrics", "evaluate/").per_class(),
                                        number("evaluate/pictures", "How many there were.")};
  static constexpr Output kOutputs[] = {
      output::path("metrics", "Every result, as JSON.", "json"),
  };
  explicit EvaluateSegmentation(const Options& options) : options_(options) {}
  void ready(const Call& call) override;
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  // What the samples are, when they go with the model.
  atelier_samples_info require_samples(const Call& call, const atelier_model_info& network) const;

  Options options_;
};

}  // namespace atelier::supervised
