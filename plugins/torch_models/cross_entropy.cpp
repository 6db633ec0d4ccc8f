#include "cross_entropy.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "compat.hpp"
#include "device.hpp"
#include "dlpack.hpp"
#include "layers.hpp"

namespace atelier::torch_models {
namespace {

void check_forms(const atelier_tensor& logits, const atelier_tensor& labels, bool coarse) {
  if (!same_dtype(logits.dtype, dtype_of<float>()) || logits.ndim != 4 || logits.shape[1] < 1)
    throw Error(ATELIER_E_INVALID, text("logits must be float32 [N,C,H,W], not ", describe(logits)));
  const bool integers = same_dtype(labels.dtype, dtype_of<uint8_t>()) ||
                        same_dtype(labels.dtype, dtype_of<uint16_t>()) || same_dtype(labels.dtype, dtype_of<int64_t>());
  if (!integers || labels.ndim != 3)
    throw Error(ATELIER_E_INVALID, text("labels must be uint8, uint16 or int64 [N,H,W], not ", describe(labels)));
  const bool same_size = labels.shape[1] == logits.shape[2] && labels.shape[2] == logits.shape[3];
  if (labels.shape[0] != logits.shape[0] || (!coarse && !same_size))
    throw Error(ATELIER_E_INVALID, text("labels ", describe(labels), " do not fit logits ", describe(logits)));
}

[[noreturn]] void refuse_label(const at::Tensor& labels, const WrongLabel& at, int64_t classes, int64_t void_label) {
  const auto label = labels[at.picture][at.row][at.column].item<int64_t>();
  throw Error(ATELIER_E_DATA,
              text("label ", label, " at picture ", at.picture, " of the batch, row ", at.row, ", column ", at.column,
                   " is out of bounds: the logits have ", classes, " classes (0 to ", classes - 1, ") and void is ",
                   void_label, "; give the model as many classes as the label maps have"));
}

double weight_of(CrossEntropy::Balance balance, double pixels, double all) {
  if (pixels == 0) return 0;
  if (balance == CrossEntropy::Balance::kLog) return 1 / std::log(1.02 + pixels / all);
  return balance == CrossEntropy::Balance::kInverse ? 1 / pixels : 1 / std::sqrt(pixels);
}

}  // namespace

void CrossEntropy::setup(const Call& call, const atelier_loss_setup& in) {
  if (options_.weights.given() && options_.weights->size() != in.class_count)
    throw Error(ATELIER_E_INVALID, text("`weights` has length ", options_.weights->size(), ", but there are ",
                                        in.class_count, " classes"));
  if (in.void_label < in.class_count)
    throw Error(ATELIER_E_INVALID, text("the void label ", in.void_label, " is one of the ", in.class_count,
                                        " classes: label maps of more than 255 classes are uint16, with void 65535"));
  classes_ = static_cast<int64_t>(in.class_count);
  void_label_ = in.void_label;
  weights_ = *options_.weights;
  if (*options_.balance != Balance::kNone) balance(call, in);
}

void CrossEntropy::balance(const Call& call, const atelier_loss_setup& in) {
  if (options_.weights.given())
    throw Error(ATELIER_E_INVALID, "`weights` and `balance` both say how much each class counts: leave one out");
  if (!in.histogram)
    throw Error(ATELIER_E_INVALID,
                "`balance` needs to know how often each class occurs, which this stage does not tell: give `weights`");
  const std::vector<double> pixels(in.histogram, in.histogram + in.class_count);
  const double all = std::accumulate(pixels.begin(), pixels.end(), 0.0);
  double weighted = 0;
  weights_.clear();
  for (const double n : pixels) {
    weights_.push_back(weight_of(*options_.balance, n, all));
    weighted += n * weights_.back();
  }
  if (weighted == 0) throw Error(ATELIER_E_INVALID, "`balance` finds no labelled pixel in the training labels");
  for (double& weight : weights_) weight *= all / weighted;
  const auto most = std::max_element(weights_.begin(), weights_.end());
  call.info(text("class weights by `balance`: at most ", *most, ", of `", view(in.class_names[most - weights_.begin()]),
                 "`"));
}

CrossEntropyTerms CrossEntropy::terms() const {
  CrossEntropyTerms out;
  out.void_label = void_label_;
  for (const double weight : weights_) out.weights.push_back(static_cast<float>(weight));
  out.smoothing = *options_.label_smoothing;
  return out;
}

LossValue CrossEntropy::compute(const Call& call, const atelier_loss_input& in) { return value_of(call, in, false); }

LossValue CrossEntropy::compute_coarse(const Call& call, const atelier_loss_input& in) {
  return value_of(call, in, true);
}

LossValue CrossEntropy::value_of(const Call& call, const atelier_loss_input& in, bool coarse) const {
  return translated([&]() -> LossValue {
    use_threads(call);
    if (classes_ == 0) throw Error(ATELIER_E_INTERNAL, "a loss was asked for before it was told the classes");
    check_forms(*in.logits, *in.labels, coarse);
    if (in.logits->shape[1] != classes_)
      throw Error(ATELIER_E_INVALID,
                  text("the logits have ", in.logits->shape[1], " classes, the labels have ", classes_));

    const DeviceOrder order(call, device_of(*in.logits));
    const at::Tensor logits = borrow(*in.logits).detach();
    const at::Tensor labels = borrow(*in.labels).to(logits.device()).contiguous();
    const bool wanted = in.want_gradient != 0;
    CoarseLossValue made = logits.device().is_cpu() ? coarse_cross_entropy(logits, labels, terms(), wanted, in.scale)
                                                    : by_operators(logits, labels, wanted, in.scale);
    if (made.wrong) refuse_label(labels, *made.wrong, classes_, void_label_);
    LossValue out;
    out.value = made.value;
    if (wanted) out.gradient = give(std::move(made.gradient), order);
    return out;
  });
}

CoarseLossValue CrossEntropy::by_operators(const at::Tensor& logits, const at::Tensor& labels, bool want_gradient,
                                           double scale) const {
  CoarseLossValue out;
  const at::Tensor target = labels.to(at::kLong);
  const at::Tensor counted = target.ne(void_label_);
  const at::Tensor wrong = counted.logical_and(target.lt(0).logical_or(target.ge(classes_)));
  if (wrong.any().item<bool>()) {
    const at::Tensor place = wrong.nonzero()[0].to(at::kCPU);
    out.wrong = WrongLabel{place[0].item<int64_t>(), place[1].item<int64_t>(), place[2].item<int64_t>()};
    return out;
  }
  at::Tensor weights;
  if (!weights_.empty())
    weights = at::tensor(at::ArrayRef<double>(weights_), at::TensorOptions().dtype(at::kDouble))
                  .to(logits.device(), at::kFloat);
  const at::Tensor weight =
      weights.defined() ? weights.index_select(0, target.masked_select(counted)).sum() : counted.sum();
  if (weight.item<double>() == 0) {
    if (want_gradient) out.gradient = at::zeros_like(logits);
    return out;
  }
  c10::AutoGradMode mode(want_gradient);
  at::Tensor x = logits.detach();
  if (want_gradient) x.set_requires_grad(true);
  const at::Tensor large = target.size(1) == x.size(2) && target.size(2) == x.size(3)
                               ? x
                               : resize_bilinear(x, target.size(1), target.size(2));
  const at::Tensor loss =
      at::cross_entropy_loss(large, target, weights, at::Reduction::Mean, void_label_, *options_.label_smoothing);
  out.value = loss.item<double>();
  if (want_gradient) out.gradient = torch::autograd::grad({loss}, {x}, {at::full_like(loss, scale)})[0];
  return out;
}

}  // namespace atelier::torch_models
