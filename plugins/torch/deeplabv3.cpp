#include "deeplabv3.hpp"

#include <algorithm>
#include <array>

#include "device.hpp"
#include "safetensors.hpp"

namespace atelier::libtorch {
namespace {

constexpr std::array<float, 3> kMean = {0.485f, 0.456f, 0.406f};
constexpr std::array<float, 3> kDeviation = {0.229f, 0.224f, 0.225f};
constexpr int64_t kSmallestSide = 8;  // the output stride: below it no feature stands for a whole cell
constexpr atelier_str kOutputNames[] = {ATELIER_STR("out"), ATELIER_STR("aux")};

at::Tensor per_channel(const std::array<float, 3>& values, const at::Tensor& like) {
  return at::tensor(at::ArrayRef<float>(values.data(), values.size())).view({1, 3, 1, 1}).to(like.device());
}

// Rows x columns of pictures, after checking their form.
std::array<int64_t, 2> picture_size(const atelier_tensor& t) {
  const bool bytes = same_dtype(t.dtype, dtype_of<uint8_t>()) && t.ndim == 4 && t.shape[3] == 3;
  const bool floats = same_dtype(t.dtype, dtype_of<float>()) && t.ndim == 4 && t.shape[1] == 3;
  if (!bytes && !floats)
    throw Error(ATELIER_E_INVALID,
                text("pictures must be uint8 [N,H,W,3] or float32 [N,3,H,W], not ", atelier::describe(t)));
  const std::array<int64_t, 2> size = bytes ? std::array{t.shape[1], t.shape[2]} : std::array{t.shape[2], t.shape[3]};
  if (t.shape[0] < 1) throw Error(ATELIER_E_INVALID, "a batch without pictures");
  if (size[0] < kSmallestSide || size[1] < kSmallestSide)
    throw Error(ATELIER_E_INVALID,
                text("pictures of ", size[1], "x", size[0], " pixels are too small for this network: ", kSmallestSide,
                     " a side are needed; resize them first"));
  return size;
}

// The index of the largest logit of each pixel. logits: [C,H,W] float32.
template <class Label>
void write_labels(const at::Tensor& logits, Label* out) {
  const at::Tensor best = logits.argmax(0).to(at::kCPU).contiguous();
  const int64_t* index = best.data_ptr<int64_t>();
  std::transform(index, index + best.numel(), out, [](int64_t i) { return static_cast<Label>(i); });
}

// One picture at a time: full-size logits of a batch would take classes x 4 bytes for each of its pixels.
template <class Label>
Tensor label_maps(const at::Tensor& coarse, int64_t height, int64_t width, const Call& call) {
  const int64_t count = coarse.size(0);
  Tensor out = Tensor::make<Label>({count, height, width});
  for (int64_t n = 0; n < count; ++n) {
    call.stop_if_cancelled();
    const at::Tensor logits = resize_bilinear(coarse.narrow(0, n, 1), height, width);
    write_labels(logits[0], out.data<Label>() + n * height * width);
  }
  return out;
}

}  // namespace

DeepLabV3ResNet50::DeepLabV3ResNet50(const Params& params)
    : options_{params.integer("classes"), params.boolean("aux")},
      weights_(params.path("weights")),
      seed_(static_cast<uint64_t>(params.integer("seed"))),
      device_(params.string("device")),
      compute_(params.string("precision") == "bfloat16" ? at::kBFloat16 : at::kFloat),
      channels_last_(params.boolean("channels_last")),
      dropout_(params.boolean("dropout")) {
  // A wrong file is found before anything else has been worked on.
  if (!weights_.empty()) SafetensorsFile{weights_};
}

DeepLabV3Network& DeepLabV3ResNet50::structure(const Call& call) {
  use_threads(call);
  if (!network_) {
    auto made = std::make_unique<DeepLabV3Network>(options_, device_named(device_), channels_last_);
    for (const State::Entry& entry : made->state().entries())
      views_.push_back({std::make_unique<View>(entry.value.detach()), nullptr});
    network_ = std::move(made);
  }
  return *network_;
}

DeepLabV3Network& DeepLabV3ResNet50::ready(const Call& call) {
  DeepLabV3Network& network = structure(call);
  if (!has_values_) {
    if (weights_.empty())
      network.state().randomise(seed_);
    else
      load_into(network, weights_);
    has_values_ = true;
  }
  return network;
}

void DeepLabV3ResNet50::load_into(DeepLabV3Network& network, const std::filesystem::path& path) const {
  network.state().load(path, text("the network has classes = ", options_.classes, " and aux = ",
                                  options_.aux ? "true" : "false", "; set both as when the file was written"));
}

atelier_model_info DeepLabV3ResNet50::describe(const Call& call) {
  return translated([&] {
    atelier_model_info info{};
    info.struct_size = sizeof info;
    info.classes = static_cast<uint32_t>(options_.classes);
    info.output_names = kOutputNames;
    info.output_count = options_.aux ? 2 : 1;
    info.trainable_values = structure(call).state().trainable_values();
    return info;
  });
}

at::Tensor DeepLabV3ResNet50::normalised(const atelier_tensor& pictures) const {
  const at::Tensor given = borrow(pictures).to(network_->state().device());
  const auto format = channels_last_ ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
  if (given.scalar_type() == at::kFloat) return given.contiguous(format);
  at::Tensor x = given.permute({0, 3, 1, 2}).to(at::kFloat).contiguous(format);
  return x.div_(255).sub_(per_channel(kMean, x)).div_(per_channel(kDeviation, x));
}

Pass DeepLabV3ResNet50::pass(bool training, uint64_t seed) const {
  Pass pass;
  pass.training = training;
  pass.dropout = dropout_;
  pass.compute = compute_;
  if (training && dropout_) pass.generator = make_generator(network_->state().device(), seed);
  return pass;
}

std::vector<Tensor> DeepLabV3ResNet50::forward(const Call& call, const atelier_forward& in) {
  return translated([&] {
    const auto [height, width] = picture_size(*in.pictures);
    const uint64_t available = options_.aux ? 2 : 1;
    if (in.output_count < 1 || in.output_count > available)
      throw Error(ATELIER_E_INVALID, text("asked for ", in.output_count, " outputs, this network has ", available,
                                          options_.aux ? "" : " (aux = false)"));
    const bool training = in.training != 0;
    if (training && in.pictures->shape[0] < 2)
      throw Error(
          ATELIER_E_INVALID,
          "a training batch of 1 picture: the pooling branch normalises one value per picture and needs at least "
          "2; use batch >= 2, and drop_last = true if the last batch of an epoch has 1");

    const DeepLabV3Network& network = ready(call);
    if (training) outputs_.clear();
    c10::AutoGradMode gradients(training);
    std::vector<Tensor> out;
    for (const at::Tensor& coarse :
         network.logits(normalised(*in.pictures), pass(training, in.seed), in.output_count)) {
      const at::Tensor logits = resize_bilinear(coarse.to(at::kFloat).contiguous(), height, width);
      out.push_back(give(logits));
      if (training) outputs_.push_back(logits);
    }
    return out;
  });
}

void DeepLabV3ResNet50::backward(const Call& call, span<const atelier_tensor* const> gradients) {
  translated([&] {
    use_threads(call);
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
  translated([&] {
    structure(call).state().zero_gradients();
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
  translated([&] {
    const auto& entries = ready(call).state().entries();
    if (gradients_changed_) refresh_gradient_views();
    for (size_t i = 0; i < entries.size(); ++i) {
      atelier_parameter parameter{};
      parameter.struct_size = sizeof parameter;
      parameter.trainable = entries[i].trainable ? 1 : 0;
      parameter.name = c_str(entries[i].name);
      parameter.value = &views_[i].value->view();
      parameter.gradient = views_[i].gradient ? &views_[i].gradient->view() : nullptr;
      take(parameter);
    }
  });
}

Tensor DeepLabV3ResNet50::predict(const Call& call, const atelier_tensor& pictures, uint32_t height, uint32_t width) {
  return translated([&] {
    const auto [own_height, own_width] = picture_size(pictures);
    if ((height == 0) != (width == 0))
      throw Error(ATELIER_E_INVALID,
                  text("predict for ", width, "x", height, " pixels: give both sides, or 0 for both"));
    const int64_t rows = height ? height : own_height;
    const int64_t columns = width ? width : own_width;

    const DeepLabV3Network& network = ready(call);
    const c10::NoGradGuard no_grad;
    const at::Tensor coarse = network.logits(normalised(pictures), pass(false, 0), 1)[0].to(at::kFloat).contiguous();
    return options_.classes > 255 ? label_maps<uint16_t>(coarse, rows, columns, call)
                                  : label_maps<uint8_t>(coarse, rows, columns, call);
  });
}

void DeepLabV3ResNet50::save(const Call& call, const std::filesystem::path& path) {
  translated([&] { ready(call).state().save(path, std::string(kComponent.id)); });
}

void DeepLabV3ResNet50::load(const Call& call, const std::filesystem::path& path) {
  translated([&] {
    DeepLabV3Network& network = structure(call);
    load_into(network, path);
    network.state().zero_gradients();
    outputs_.clear();
    gradients_changed_ = true;
    has_values_ = true;
  });
}

}  // namespace atelier::libtorch
