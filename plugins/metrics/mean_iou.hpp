// metric.mean_iou: intersection over union of each class, and its mean.
//
// Scalars `mean_iou` and `frequency_weighted_iou` (IoU weighted by the class's share of the true pixels); per class
// `iou`, NaN for a class in neither map. The tools of the field disagree about the mean when a class is absent;
// `absent` chooses:
//   skip_union_0      classes in neither map do not count (mmsegmentation); the default
//   nan               one class in neither map makes the mean NaN (torchvision's references)
//   present_in_truth  only classes of the true maps count (detectron2)
//   one, zero         a class in neither map counts as 1 (PaddleSeg), as 0 (segmentation_models.pytorch, macro)
// When not one pixel counted, every value is NaN, whatever the rule.
#pragma once

#include "matrix_metric.hpp"

namespace atelier::metrics {

class MeanIou : public MatrixMetric {
 public:
  static constexpr Component kComponent{.id = "metric.mean_iou",
                                        .summary = "Intersection over union of each class, and its mean."};
  static constexpr atelier_str kAbsentRules[] = {ATELIER_STR("skip_union_0"), ATELIER_STR("nan"),
                                                 ATELIER_STR("present_in_truth"), ATELIER_STR("one"),
                                                 ATELIER_STR("zero")};
  enum class Absent { kSkipUnion0, kNan, kPresentInTruth, kOne, kZero };
  struct Options {
    Option<Absent> absent{option("absent", "How classes that do not occur enter the mean.")
                              .one_of(kAbsentRules)
                              .by_default("'skip_union_0'")};
  };
  static constexpr Number kNumbers[] = {number("mean_iou", "The mean over the classes."),
                                        number("frequency_weighted_iou", "Weighted by how often a class occurs."),
                                        number("iou", "Of the class.").per_class()};
  explicit MeanIou(const Options& options) : absent_(options.absent) {}
  void result(const Call&, MetricSink& sink) const override;

 private:
  double mean(std::vector<double> iou) const;
  double frequency_weighted(const std::vector<double>& iou) const;

  Absent absent_;
};

}  // namespace atelier::metrics
