#include "cross_entropy.hpp"

#include "compat.hpp"
#include "device.hpp"
#include "dlpack.hpp"

namespace atelier::torch_models {
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

void CrossEntropy::setup(const Call&, const atelier_loss_setup& in) {
  if (options_.weights.given() && options_.weights->size() != in.class_count)
    throw Error(ATELIER_E_INVALID, text("`weights` has length ", options_.weights->size(), ", but there are ",
                                        in.class_count, " classes"));
  if (in.void_label < in.class_count)
    throw Error(ATELIER_E_INVALID, text("the void label ", in.void_label, " is one of the ", in.class_count,
                                        " classes: label maps of more than 255 classes are uint16, with void 65535"));
  classes_ = static_cast<int64_t>(in.class_count);
  void_label_ = in.void_label;
}

LossValue CrossEntropy::compute(const Call& call, const atelier_loss_input& in) {
  return translated([&]() -> LossValue {
    use_threads(call);
    if (classes_ == 0) throw Error(ATELIER_E_INTERNAL, "a loss was asked for before it was told the classes");
    check_forms(*in.logits, *in.labels);
    if (in.logits->shape[1] != classes_)
      throw Error(ATELIER_E_INVALID,
                  text("the logits have ", in.logits->shape[1], " classes, the labels have ", classes_));

    const DeviceOrder order(call, device_of(*in.logits));
    at::Tensor x = borrow(*in.logits).detach();
    const at::Tensor target = borrow(*in.labels).to(x.device()).to(at::kLong);
    const at::Tensor counted = target.ne(void_label_);
    const at::Tensor wrong = counted.logical_and(target.lt(0).logical_or(target.ge(classes_)));
    if (wrong.any().item<bool>()) refuse_label(target, wrong, classes_, void_label_);
    const bool wanted = in.want_gradient != 0;
    if (!counted.any().item<bool>()) return {0, wanted ? give(at::zeros_like(x), order) : Tensor()};

    at::Tensor weights;
    if (options_.weights.given())
      weights = at::tensor(at::ArrayRef<double>(*options_.weights), at::TensorOptions().dtype(at::kDouble))
                    .to(x.device(), at::kFloat);
    c10::AutoGradMode mode(wanted);
    if (wanted) x.set_requires_grad(true);
    const at::Tensor loss =
        at::cross_entropy_loss(x, target, weights, at::Reduction::Mean, void_label_, *options_.label_smoothing);
    LossValue out;
    out.value = loss.item<double>();
    if (wanted) out.gradient = give(torch::autograd::grad({loss}, {x}, {at::full_like(loss, in.scale)})[0], order);
    return out;
  });
}

}  // namespace atelier::torch_models
