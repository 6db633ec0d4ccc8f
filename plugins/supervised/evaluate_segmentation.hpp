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

namespace supervised {

class EvaluateSegmentation : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{
      .id = "evaluate.segmentation", .summary = "Measures how well a model's label maps match the true ones."};
  static constexpr atelier::Param kParams[] = {
      atelier::param::part("model", ATELIER_KIND_MODEL).about("the network to evaluate"),
      atelier::param::path_in("weights").by_default("''").about("its weights; empty: those the model comes with"),
      atelier::param::port("samples", ATELIER_KIND_SAMPLES).about("the pairs to evaluate on"),
      atelier::param::part("augment", ATELIER_KIND_AUGMENTER)
          .list()
          .by_default("[]")
          .about("changes to each pair, in this order; random ones are left out"),
      atelier::param::part("metrics", ATELIER_KIND_METRIC)
          .list(1)
          .by_default("['metric.pixel_accuracy', 'metric.mean_iou', 'metric.confusion']")
          .about("what is measured"),
      atelier::param::part("loader", ATELIER_KIND_LOADER).by_default("'loader.threads'").about("makes the batches"),
  };
  static constexpr atelier::Output kOutputs[] = {
      atelier::output::path("metrics", "every result, as JSON"),
  };
  explicit EvaluateSegmentation(const atelier::Params& params);
  void run(const atelier::Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<atelier::Opened> open(const atelier::Call& call, const std::filesystem::path& folder);

 private:
  atelier::ModelRef model_;
  std::filesystem::path weights_;
  atelier::SamplesRef samples_;
  std::vector<atelier::AugmenterRef> augment_;
  std::vector<atelier::MetricRef> metrics_;
  atelier::LoaderRef loader_;
};

}  // namespace supervised
