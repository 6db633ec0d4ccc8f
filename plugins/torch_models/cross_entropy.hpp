// loss.cross_entropy: the mean over the labelled pixels of -log softmax(logits)[label].
//
// Class weights are given, or made in setup of the pixels n_c of each class in the training labels (share p_c):
//   inverse       1 / n_c
//   inverse_sqrt  1 / sqrt(n_c)
//   log           1 / ln(1.02 + p_c)  (Paszke et al. 2016, "ENet", section 5.2)
// and 0 for a class without pixels; they are scaled so that the mean over these pixels is 1.
// With class weights the mean is divided by the summed weights of the pixels' classes; with label smoothing s the
// target is 1-s on the label plus s spread over all classes. Void pixels, of the label that setup names, count for
// nothing; when none counts, value and gradient are 0. A label that is neither a class nor void: ATELIER_E_DATA with
// its place. Also takes coarse logits, resized bilinearly on the way. One call at a time.
#pragma once

#include <vector>

#include "atelier/cpp/loss.hpp"
#include "coarse_loss.hpp"
#include "environment.hpp"

namespace atelier::torch_models {

class CrossEntropy : public Loss, public CoarseLoss, public WithSleepingThreads {
 public:
  static constexpr Component kComponent{
      .id = "loss.cross_entropy",
      .revision = 1,
      .summary = "Cross entropy of the softmax over the classes, averaged over the labelled pixels."};
  enum class Balance { kNone, kInverse, kInverseSqrt, kLog };
  static constexpr atelier_str kBalance[] = {ATELIER_STR("none"), ATELIER_STR("inverse"), ATELIER_STR("inverse_sqrt"),
                                             ATELIER_STR("log")};
  struct Options {
    Option<std::vector<double>> weights{
        option("weights", "A weight for each class; empty: all alike.").optional().at_least(0).at_most(1e6)};
    Option<Balance> balance{
        option("balance", "Weights for the classes by how often they occur in the training labels: the rarer the more.")
            .one_of(kBalance)
            .by_default("'none'")};
    Option<double> label_smoothing{option("label_smoothing", "The share of the target that is spread over all classes.")
                                       .by_default("0.0")
                                       .at_least(0)
                                       .at_most(0.999)};
  };
  static constexpr Rule kRules[] = {
      rule("`weights` and `balance` both say how much each class counts", "leave one of the two out")
          .when(condition::given("weights"))
          .must(condition::equal("balance", {"'none'"})),
  };
  explicit CrossEntropy(const Options& options) : options_(options) {}

  void setup(const Call& call, const atelier_loss_setup& in) override;
  LossValue compute(const Call& call, const atelier_loss_input& in) override;
  LossValue compute_coarse(const Call& call, const atelier_loss_input& in) override;

 private:
  LossValue value_of(const Call& call, const atelier_loss_input& in, bool coarse) const;
  // The same by LibTorch's operators, for other devices than the CPU. logits, labels: on one device.
  CoarseLossValue by_operators(const at::Tensor& logits, const at::Tensor& labels, bool want_gradient,
                               double scale) const;
  CrossEntropyTerms terms() const;
  void balance(const Call& call, const atelier_loss_setup& in);

  Options options_;
  std::vector<double> weights_;  // of each class; empty: all alike
  int64_t classes_ = 0;          // 0: not set up yet
  int64_t void_label_ = 0;
};

}  // namespace atelier::torch_models
