#include "deeplabv3.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "device.hpp"
#include "safetensors.hpp"

namespace atelier::torch_models {
namespace {

constexpr std::array<double, 3> kMean = {0.485, 0.456, 0.406};  // ImageNet's
constexpr std::array<double, 3> kDeviation = {0.229, 0.224, 0.225};
constexpr int64_t kSmallestSide = 8;  // the output stride: below it no feature stands for a whole cell
constexpr atelier_str kOutputNames[] = {ATELIER_STR("out"), ATELIER_STR("aux")};

// A number for each channel: those of the option, or ImageNet's.
std::vector<float> channel_values(const Option<std::vector<double>>& option, const std::array<double, 3>& imagenet,
                                  int64_t channels) {
  const auto count = static_cast<size_t>(channels);
  if (option.given() && option->size() != count)
    throw Error(ATELIER_E_INVALID,
                text("`", view(option.param().name), "` has length ", option->size(), ", but channels = ", channels));
  if (option.given()) return std::vector<float>(option->begin(), option->end());
  if (count == imagenet.size()) return std::vector<float>(imagenet.begin(), imagenet.end());
  const double sum = std::accumulate(imagenet.begin(), imagenet.end(), 0.0);
  return std::vector<float>(count, static_cast<float>(sum / static_cast<double>(imagenet.size())));
}

at::Tensor per_channel(const std::vector<float>& values, const at::Tensor& like) {
  return at::tensor(at::ArrayRef<float>(values)).view({1, -1, 1, 1}).to(like.device());
}

// The index of the largest logit of each pixel. logits: [C,H,W] float32.
template <class Label>
void write_labels(const at::Tensor& logits, Label* out) {
  const at::Tensor best = logits.argmax(0).to(at::kCPU).contiguous();
  const int64_t* index = best.data_ptr<int64_t>();
  std::transform(index, index + best.numel(), out, [](int64_t i) { return static_cast<Label>(i); });
}

void write_scores(const at::Tensor& logits, float* out) {
  const at::Tensor shares = at::softmax(logits, 0).to(at::kCPU).contiguous();
  std::copy_n(shares.data_ptr<float>(), shares.numel(), out);
}

// One picture at a time: full-size logits of a batch would take classes x 4 bytes for each of its pixels.
template <class Label>
Prediction prediction(const at::Tensor& coarse, int64_t height, int64_t width, bool want_scores, const Call& call) {
  const int64_t count = coarse.size(0), classes = coarse.size(1), pixels = height * width;
  Prediction out{Tensor::make<Label>({count, height, width}), Tensor()};
  if (want_scores) out.scores = Tensor::make<float>({count, classes, height, width});
  for (int64_t n = 0; n < count; ++n) {
    call.stop_if_cancelled();
    const at::Tensor logits = resize_bilinear(coarse.narrow(0, n, 1), height, width)[0];
    write_labels(logits, out.labels.template data<Label>() + n * pixels);
    if (want_scores) write_scores(logits, out.scores.template data<float>() + n * classes * pixels);
  }
  return out;
}

}  // namespace

DeepLabV3ResNet50::DeepLabV3ResNet50(const Options& options)
    : options_(options),
      mean_(channel_values(options.mean, kMean, options.channels)),
      deviation_(channel_values(options.deviation, kDeviation, options.channels)) {
  // A wrong file is found before anything else has been worked on.
  if (options_.weights.given()) SafetensorsFile{*options_.weights};
}

template <class Body>
decltype(auto) DeepLabV3ResNet50::on_device(const Call& call, Body body) {
  return translated([&]() -> decltype(auto) {
    use_threads(call);
    const DeviceOrder order(call, network_ ? network_->state().device() : device_named(*options_.device));
    return body(order);
  });
}

DeepLabV3Network& DeepLabV3ResNet50::structure() {
  if (!network_) {
    const DeepLabV3Network::Shape shape{options_.channels, options_.classes, options_.aux};
    auto made = std::make_unique<DeepLabV3Network>(shape, device_named(*options_.device), options_.channels_last);
    for (const State::Entry& entry : made->state().entries())
      views_.push_back({std::make_unique<View>(entry.value.detach()), nullptr});
    network_ = std::move(made);
  }
  return *network_;
}

DeepLabV3Network& DeepLabV3ResNet50::ready() {
  DeepLabV3Network& network = structure();
  if (!has_values_) {
    if (options_.weights.given())
      load_into(network, *options_.weights);
    else
      network.state().randomise(static_cast<uint64_t>(*options_.seed));
    has_values_ = true;
  }
  return network;
}

void DeepLabV3ResNet50::load_into(DeepLabV3Network& network, const std::filesystem::path& path) const {
  network.state().load(
      path, text("the network has classes = ", *options_.classes, ", aux = ", options_.aux ? "true" : "false",
                 " and channels = ", *options_.channels, "; set them as when the file was written"));
}

atelier_model_info DeepLabV3ResNet50::describe(const Call& call) {
  return on_device(call, [&](const DeviceOrder&) {
    const State& state = structure().state();
    auto info = blank<atelier_model_info>();
    info.classes = static_cast<uint32_t>(*options_.classes);
    info.output_names = kOutputNames;
    info.output_count = options_.aux ? 2 : 1;
    info.trainable_values = state.trainable_values();
    info.takes = ATELIER_TAKES_UINT8 | ATELIER_TAKES_UINT16 | ATELIER_TAKES_FLOAT32;
    info.channels = static_cast<uint32_t>(*options_.channels);
    info.device = given_device(state.device());
    info.weights_suffix = ATELIER_STR(".safetensors");
    return info;
  });
}

// Rows x columns of pictures, after checking their form.
DeepLabV3ResNet50::PictureSize DeepLabV3ResNet50::checked_size(const atelier_tensor& t, bool normalised) const {
  const int64_t channels = options_.channels;
  const bool is_float = same_dtype(t.dtype, dtype_of<float>());
  const bool taken = is_float || same_dtype(t.dtype, dtype_of<uint8_t>()) || same_dtype(t.dtype, dtype_of<uint16_t>());
  if (t.ndim != 4 || !taken || (normalised && !is_float) || t.shape[normalised ? 1 : 3] != channels)
    throw Error(ATELIER_E_INVALID, normalised ? text("normalised pictures must be float32 [N,", channels, ",H,W], not ",
                                                     atelier::describe(t))
                                              : text("pictures must be uint8, uint16 or float32 [N,H,W,", channels,
                                                     "], not ", atelier::describe(t)));
  const PictureSize size = normalised ? PictureSize{t.shape[2], t.shape[3]} : PictureSize{t.shape[1], t.shape[2]};
  if (t.shape[0] < 1) throw Error(ATELIER_E_INVALID, "a batch without pictures");
  if (size.height < kSmallestSide || size.width < kSmallestSide)
    throw Error(ATELIER_E_INVALID, text("pictures of ", size.width, "x", size.height,
                                        " pixels are too small for this network: ", kSmallestSide,
                                        " a side are needed; resize them first"));
  return size;
}

at::Tensor DeepLabV3ResNet50::network_input(const atelier_tensor& pictures, bool normalised) const {
  const at::Tensor given = borrow(pictures).to(network_->state().device());
  const auto format = options_.channels_last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
  if (normalised) return given.contiguous(format);
  at::Tensor x = given.permute({0, 3, 1, 2}).to(at::kFloat).contiguous(format);
  // Integers were copied when they became float; what came as float32 is the caller's, and must not change.
  if (same_dtype(pictures.dtype, dtype_of<float>()))
    x = x.sub(per_channel(mean_, x));
  else
    x.div_(same_dtype(pictures.dtype, dtype_of<uint8_t>()) ? 255 : 65535).sub_(per_channel(mean_, x));
  return x.div_(per_channel(deviation_, x));
}

Pass DeepLabV3ResNet50::pass(bool training, uint64_t seed) const {
  Pass pass;
  pass.training = training;
  pass.dropout = options_.dropout;
  pass.compute = *options_.precision == Precision::kBfloat16 ? at::kBFloat16 : at::kFloat;
  if (pass.training && pass.dropout) pass.generator = make_generator(network_->state().device(), seed);
  return pass;
}

std::vector<Tensor> DeepLabV3ResNet50::forward(const Call& call, const atelier_forward_input& in,
                                               uint64_t output_count) {
  return on_device(call, [&](const DeviceOrder& order) {
    const bool normalised = in.normalised != 0, training = in.training != 0;
    const PictureSize size = checked_size(*in.pictures, normalised);
    const uint64_t available = options_.aux ? 2 : 1;
    if (output_count < 1 || output_count > available)
      throw Error(ATELIER_E_INVALID, text("asked for ", output_count, " outputs, this network has ", available,
                                          options_.aux ? "" : " (aux = false)"));
    if (training && in.pictures->shape[0] < 2)
      throw Error(
          ATELIER_E_INVALID,
          "a training batch of 1 picture: the pooling branch normalises one value per picture and needs at least "
          "2; use batch >= 2, and drop_last = true if the last batch of an epoch has 1");

    const DeepLabV3Network& network = ready();
    if (training) outputs_.clear();
    c10::AutoGradMode gradients(training);
    std::vector<Tensor> out;
    for (const at::Tensor& coarse :
         network.logits(network_input(*in.pictures, normalised), pass(training, in.seed), output_count)) {
      const at::Tensor logits = resize_bilinear(coarse.to(at::kFloat).contiguous(), size.height, size.width);
      out.push_back(give(logits, order));
      if (training) outputs_.push_back(logits);
    }
    return out;
  });
}

void DeepLabV3ResNet50::backward(const Call& call, span<const atelier_tensor* const> gradients) {
  on_device(call, [&](const DeviceOrder&) {
    if (outputs_.empty()) throw Error(ATELIER_E_INVALID, "backward without a training forward before it");
    if (gradients.size() != outputs_.size())
      throw Error(ATELIER_E_INVALID, text("backward got ", gradients.size(), " gradients for ", outputs_.size(),
                                          " outputs of the last training forward"));
    torch::autograd::variable_list used, given;
    for (size_t i = 0; i < gradients.size(); ++i) {
      if (!gradients[i]) continue;
      at::Tensor gradient = borrow(*gradients[i]);
      if (gradient.sizes() != outputs_[i].sizes() || gradient.scalar_type() != at::kFloat)
        throw Error(ATELIER_E_INVALID, text("the gradient of output `", view(kOutputNames[i]), "` is ",
                                            atelier::describe(*gradients[i]), ", but must have the output's form"));
      used.push_back(outputs_[i]);
      given.push_back(gradient.to(outputs_[i].device()));
    }
    outputs_.clear();
    gradients_changed_ = true;
    if (!used.empty()) torch::autograd::backward(used, given);
  });
}

void DeepLabV3ResNet50::zero_gradients(const Call& call) {
  on_device(call, [&](const DeviceOrder&) {
    structure().state().zero_gradients();
    gradients_changed_ = true;
  });
}

void DeepLabV3ResNet50::refresh_gradient_views() {
  const auto& entries = network_->state().entries();
  for (size_t i = 0; i < views_.size(); ++i) {
    const at::Tensor& gradient = entries[i].value.grad();
    views_[i].gradient = gradient.defined() ? std::make_unique<View>(gradient) : nullptr;
  }
  gradients_changed_ = false;
}

void DeepLabV3ResNet50::parameters(const Call& call, const Take& take) {
  on_device(call, [&](const DeviceOrder& order) {
    const auto& entries = ready().state().entries();
    if (gradients_changed_) refresh_gradient_views();
    order.finish();
    for (size_t i = 0; i < entries.size(); ++i) {
      auto parameter = blank<atelier_parameter>();
      parameter.trainable = entries[i].trainable ? 1 : 0;
      parameter.name = c_str(entries[i].name);
      parameter.value = &views_[i].value->view();
      parameter.gradient = views_[i].gradient ? &views_[i].gradient->view() : nullptr;
      take(parameter);
    }
  });
}

Prediction DeepLabV3ResNet50::predict(const Call& call, const atelier_predict_input& in) {
  return on_device(call, [&](const DeviceOrder&) {
    const bool normalised = in.normalised != 0;
    const PictureSize own = checked_size(*in.pictures, normalised);
    if ((in.height == 0) != (in.width == 0))
      throw Error(ATELIER_E_INVALID,
                  text("predict for ", in.width, "x", in.height, " pixels: give both sides, or 0 for both"));
    const int64_t rows = in.height ? in.height : own.height;
    const int64_t columns = in.width ? in.width : own.width;

    const DeepLabV3Network& network = ready();
    const c10::NoGradGuard no_grad;
    const at::Tensor input = network_input(*in.pictures, normalised);
    const at::Tensor coarse = network.logits(input, pass(false, 0), 1)[0].to(at::kFloat).contiguous();
    return options_.classes > 255 ? prediction<uint16_t>(coarse, rows, columns, in.want_scores != 0, call)
                                  : prediction<uint8_t>(coarse, rows, columns, in.want_scores != 0, call);
  });
}

void DeepLabV3ResNet50::save(const Call& call, const std::filesystem::path& path) {
  on_device(call, [&](const DeviceOrder&) { ready().state().save(path, std::string(kComponent.id)); });
}

void DeepLabV3ResNet50::load(const Call& call, const std::filesystem::path& path) {
  on_device(call, [&](const DeviceOrder&) {
    DeepLabV3Network& network = structure();
    load_into(network, path);
    network.state().zero_gradients();
    outputs_.clear();
    gradients_changed_ = true;
    has_values_ = true;
  });
}

}  // namespace atelier::torch_models
