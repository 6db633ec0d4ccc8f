// loss.cross_entropy: the mean over the labelled pixels of -log softmax(logits)[label].
//
// With class weights the mean is divided by the summed weights of the pixels' classes; with label smoothing s the
// target is 1-s on the label plus s spread over all classes. Void pixels count for nothing; when all are void, value
// and gradient are 0. A label that is neither a class nor void: ATELIER_E_DATA with its place. One call at a time.
#pragma once

#include <vector>

#include "atelier/cpp/loss.hpp"

namespace atelier::libtorch {

class CrossEntropy : public Loss {
 public:
  static constexpr Component kComponent{
      .id = "loss.cross_entropy",
      .revision = 1,
      .summary = "Cross entropy of the softmax over the classes, averaged over the labelled pixels."};
  static constexpr Param kParams[] = {
      param::integer("void").by_default("255").at_least(-1).at_most(65535).about(
          "The label that counts for nothing: 255, or 65535 in uint16 label maps; -1: none."),
      param::real("weights").list().optional().at_least(0).about("A weight for each class; empty: all alike."),
      param::real("label_smoothing")
          .by_default("0.0")
          .at_least(0)
          .at_most(0.999)
          .about("The share of the target that is spread over all classes."),
  };

  explicit CrossEntropy(const Params& params);
  double compute(const Call& call, const atelier_tensor& logits, const atelier_tensor& labels, double scale,
                 Tensor* gradient) override;

 private:
  int64_t void_label_;
  std::vector<double> weights_;
  double smoothing_;
};

}  // namespace atelier::libtorch
