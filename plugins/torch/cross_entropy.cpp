#include "cross_entropy.hpp"

#include "compat.hpp"
#include "device.hpp"
#include "dlpack.hpp"

namespace atelier::libtorch {
namespace {

void check_forms(const atelier_tensor& logits, const atelier_tensor& labels) {
  if (!same_dtype(logits.dtype, dtype_of<float>()) || logits.ndim != 4 || logits.shape[1] < 1)
    throw Error(ATELIER_E_INVALID, text("logits must be float32 [N,C,H,W], not ", describe(logits)));
  const bool integers = same_dtype(labels.dtype, dtype_of<uint8_t>()) ||
                        same_dtype(labels.dtype, dtype_of<uint16_t>()) || same_dtype(labels.dtype, dtype_of<int64_t>());
  if (!integers || labels.ndim != 3)
    throw Error(ATELIER_E_INVALID, text("labels must be uint8, uint16 or int64 [N,H,W], not ", describe(labels)));
  if (labels.shape[0] != logits.shape[0] || labels.shape[1] != logits.shape[2] || labels.shape[2] != logits.shape[3])
    throw Error(ATELIER_E_INVALID, text("labels ", describe(labels), " do not fit logits ", describe(logits)));
}

// labels: int64 [N,H,W]; wrong: true where a label is no class.
[[noreturn]] void refuse_label(const at::Tensor& labels, const at::Tensor& wrong, int64_t classes, int64_t void_label) {
  const at::Tensor place = wrong.nonzero()[0].to(at::kCPU);
  const auto at = [&](int64_t i) { return place[i].item<int64_t>(); };
  const int64_t label = labels[at(0)][at(1)][at(2)].item<int64_t>();
  throw Error(ATELIER_E_DATA,
              text("label ", label, " at picture ", at(0), " of the batch, row ", at(1), ", column ", at(2),
                   " is out of bounds: the logits have ", classes, " classes (0 to ", classes - 1, ") and void is ",
                   void_label, "; give the model as many classes as the label maps have"));
}

}  // namespace

CrossEntropy::CrossEntropy(const Params& params)
    : void_label_(params.integer("void")),
      weights_(params.reals("weights")),
      smoothing_(params.real("label_smoothing")) {}

double CrossEntropy::compute(const Call& call, const atelier_tensor& logits, const atelier_tensor& labels, double scale,
                             Tensor* gradient) {
  return translated([&] {
    use_threads(call);
    check_forms(logits, labels);
    const int64_t classes = logits.shape[1];
    if (!weights_.empty() && static_cast<int64_t>(weights_.size()) != classes)
      throw Error(ATELIER_E_INVALID,
                  text("`weights` has ", weights_.size(), " numbers, the logits have ", classes, " classes"));
    if (same_dtype(labels.dtype, dtype_of<uint16_t>()) && void_label_ == 255 && classes > 255)
      throw Error(ATELIER_E_INVALID, text("with ", classes, " classes the label 255 is a class: set void = 65535"));

    at::Tensor x = borrow(logits).detach();
    const at::Tensor target = borrow(labels).to(x.device()).to(at::kLong);
    const at::Tensor counted = target.ne(void_label_);
    const at::Tensor wrong = counted.logical_and(target.lt(0).logical_or(target.ge(classes)));
    if (wrong.any().item<bool>()) refuse_label(target, wrong, classes, void_label_);
    if (!counted.any().item<bool>()) {
      if (gradient) *gradient = give(at::zeros_like(x));
      return 0.0;
    }

    at::Tensor weights;
    if (!weights_.empty())
      weights =
          at::tensor(at::ArrayRef<double>(weights_), at::TensorOptions().dtype(at::kDouble)).to(x.device(), at::kFloat);
    c10::AutoGradMode mode(gradient != nullptr);
    if (gradient) x.set_requires_grad(true);
    const at::Tensor loss = at::cross_entropy_loss(x, target, weights, at::Reduction::Mean, void_label_, smoothing_);
    const double value = loss.item<double>();
    if (gradient) *gradient = give(torch::autograd::grad({loss}, {x}, {at::full_like(loss, scale)})[0]);
    return value;
  });
}

}  // namespace atelier::libtorch
