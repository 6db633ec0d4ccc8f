#include "deeplabv3.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "deeplabv3_options.hpp"
#include "device.hpp"
#include "file_settings.hpp"
#include "fingerprint.hpp"
#include "precision.hpp"
#include "prediction.hpp"

namespace atelier::torch_models {
namespace {

constexpr std::array<double, 3> kMean = {0.485, 0.456, 0.406};  // ImageNet's
constexpr std::array<double, 3> kDeviation = {0.229, 0.224, 0.225};
constexpr int64_t kSmallestSide = 8;  // the output stride: below it no feature stands for a whole cell
constexpr atelier_str kOutputNames[] = {ATELIER_STR("out"), ATELIER_STR("aux")};

// A number for each channel: those of the option, of the file, or ImageNet's.
std::vector<float> channel_values(const Option<std::vector<double>>& option, const std::vector<double>& file,
                                  const std::array<double, 3>& imagenet, int64_t channels) {
  const auto count = static_cast<size_t>(channels);
  if (option.given() && option->size() != count)
    throw Error(ATELIER_E_INVALID,
                text("`", view(option.param().name), "` has length ", option->size(), ", but channels = ", channels));
  if (option.given()) return std::vector<float>(option->begin(), option->end());
  if (file.size() == count) return std::vector<float>(file.begin(), file.end());
  if (count == imagenet.size()) return std::vector<float>(imagenet.begin(), imagenet.end());
  const double sum = std::accumulate(imagenet.begin(), imagenet.end(), 0.0);
  return std::vector<float>(count, static_cast<float>(sum / static_cast<double>(imagenet.size())));
}

std::string precision_name(at::ScalarType type) { return type == at::kBFloat16 ? "bfloat16" : "float32"; }

}  // namespace

DeepLabV3ResNet50::DeepLabV3ResNet50(const Options& options)
    : options_(options), start_(opened(options)), architecture_(architecture_of(options, start_)) {
  take_settings(start_ ? start_->settings() : FileSettings());
  const auto named = static_cast<int64_t>(options_.class_names->size());
  if (options_.class_names.given() && named != architecture_.classes)
    throw Error(ATELIER_E_INVALID, text("`class_names` has ", named, " names, but there are ", architecture_.classes,
                                        " classes: give one for each, the background's first"));
  check_device(options_);
  if (*options_.precision == Precision::kBfloat16) translated([&] { expect_bfloat16(device_named(*options_.device)); });
  if (start_) check_fit(*start_, architecture_, options_, *options_.head);
}

void DeepLabV3ResNet50::take_settings(const FileSettings& file) {
  mean_ = channel_values(options_.mean, file.mean, kMean, architecture_.channels);
  deviation_ = channel_values(options_.deviation, file.deviation, kDeviation, architecture_.channels);
  channel_mean_ = channel_deviation_ = at::Tensor();
}

template <class Body>
decltype(auto) DeepLabV3ResNet50::on_device(const Call& call, Body body) {
  return translated([&]() -> decltype(auto) {
    use_threads(call);
    const DeviceOrder order(call, network_ ? network_->state().device() : device_named(*options_.device));
    try {
      return body(order);
    } catch (const std::bad_alloc&) {
      throw Error(ATELIER_E_INVALID, out_of_memory(batch_, network_need(), memory_limit()));
    } catch (const c10::OutOfMemoryError&) {
      throw Error(ATELIER_E_INVALID, out_of_gpu_memory(batch_));
    } catch (const c10::Error& e) {
      if (!is_out_of_memory(message_of(e))) throw;
      throw Error(ATELIER_E_INVALID, out_of_memory(batch_, network_need(), memory_limit()));
    }
  });
}

double DeepLabV3ResNet50::network_need() const {
  // Values, and a copy in the type of the convolutions; in training gradients and an optimizer's two moments, which are
  // not all there when the features are.
  const double copies = batch_.training ? 4 : 1.8;
  constexpr double kLibraries = 1.6e8;
  return kLibraries + copies * sizeof(float) * static_cast<double>(network_ ? network_->state().trainable_values() : 0);
}

void DeepLabV3ResNet50::expect_batch(const BatchForm& batch) {
  const bool larger = features_need(batch) > features_need(batch_);
  batch_ = batch;
  if (larger && network_->state().device().is_cpu()) expect_memory(batch, network_need(), memory_limit());
}

DeepLabV3Network& DeepLabV3ResNet50::structure() {
  if (!network_) {
    auto made =
        std::make_unique<DeepLabV3Network>(architecture_, device_named(*options_.device), options_.channels_last);
    for (const State::Entry& entry : made->state().entries())
      views_.push_back({std::make_unique<View>(entry.value.detach()), nullptr});
    network_ = std::move(made);
  }
  return *network_;
}

DeepLabV3Network& DeepLabV3ResNet50::ready(const Call& call) {
  DeepLabV3Network& network = structure();
  if (!has_values_) {
    const auto seed = static_cast<uint64_t>(*options_.seed);
    if (start_) {
      start_->fill(network.state(), seed);
      call.info(text("starts from ", options_.weights->string()));
      for (const std::string& note : start_->notes()) call.info(note);
    } else {
      network.state().randomise(seed);
    }
    start_.reset();
    has_values_ = true;
  }
  return network;
}

atelier_model_info DeepLabV3ResNet50::describe(const Call& call) {
  return on_device(call, [&](const DeviceOrder&) {
    const State& state = structure().state();
    auto info = blank<atelier_model_info>();
    info.classes = static_cast<uint32_t>(architecture_.classes);
    info.output_names = kOutputNames;
    info.output_count = architecture_.aux ? 2 : 1;
    info.trainable_values = state.trainable_values();
    info.takes = ATELIER_TAKES_UINT8 | ATELIER_TAKES_UINT16 | ATELIER_TAKES_FLOAT32;
    info.channels = static_cast<uint32_t>(architecture_.channels);
    info.device = given_device(state.device());
    info.weights_suffix = ATELIER_STR(".safetensors");
    return info;
  });
}

// Rows x columns of pictures, after checking their form.
DeepLabV3ResNet50::PictureSize DeepLabV3ResNet50::checked_size(const atelier_tensor& t, bool normalised) const {
  const int64_t channels = architecture_.channels;
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

at::Tensor DeepLabV3ResNet50::network_input(const atelier_tensor& pictures, bool normalised) {
  const at::Device device = network_->state().device();
  if (!channel_mean_.defined()) {
    channel_mean_ = at::tensor(at::ArrayRef<float>(mean_)).view({1, -1, 1, 1}).to(device);
    channel_deviation_ = at::tensor(at::ArrayRef<float>(deviation_)).view({1, -1, 1, 1}).to(device);
  }
  const at::Tensor given = borrow(pictures).to(device);
  const auto format = options_.channels_last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
  if (normalised) return given.contiguous(format);
  at::Tensor x = given.permute({0, 3, 1, 2}).to(at::kFloat).contiguous(format);
  // Integers were copied when they became float; what came as float32 is the caller's, and must not change.
  if (same_dtype(pictures.dtype, dtype_of<float>()))
    x = x.sub(channel_mean_);
  else
    x.div_(same_dtype(pictures.dtype, dtype_of<uint8_t>()) ? 255 : 65535).sub_(channel_mean_);
  return x.div_(channel_deviation_);
}

at::ScalarType DeepLabV3ResNet50::compute_type(const Call& call) {
  if (!compute_type_) {
    const Precision asked = *options_.precision;
    PrecisionChoice choice{asked == Precision::kBfloat16 ? at::kBFloat16 : at::kFloat, "as asked for"};
    if (asked == Precision::kAuto) choice = best_precision(device_named(*options_.device));
    call.info(text("precision of the convolutions: ", precision_name(choice.type), ", ", choice.reason));
    compute_type_ = choice.type;
  }
  return *compute_type_;
}

void DeepLabV3ResNet50::follow_precision(const Call& call, const std::string& told) {
  if (*options_.precision != Precision::kAuto || told.empty()) return;
  const at::ScalarType type = told == precision_name(at::kBFloat16) ? at::kBFloat16 : at::kFloat;
  if (type == at::kBFloat16 && !can_do_bfloat16(device_named(*options_.device)))
    return call.warn(
        "the weights were trained in bfloat16, which cannot be had here: the convolutions are done in float32, and "
        "results may differ a little");
  if (compute_type_ != type)
    call.info(text("precision of the convolutions: ", precision_name(type), ", as the weights tell"));
  compute_type_ = type;
}

ForwardPass DeepLabV3ResNet50::pass(const Call& call, bool training, uint64_t seed) {
  ForwardPass pass;
  pass.training = training;
  pass.dropout = options_.dropout;
  pass.compute = compute_type(call);
  pass.seed = seed;
  return pass;
}

bool DeepLabV3ResNet50::own_kernels() const { return options_.channels_last && network_->state().device().is_cpu(); }

FoldedWeights& DeepLabV3ResNet50::folded_weights() {
  if (views_are_out_) {
    const uint64_t now = fingerprint(network_->state());
    if (now != folded_from_) folded_.clear();
    folded_from_ = now;
  }
  return folded_;
}

std::vector<Tensor> DeepLabV3ResNet50::forward(const Call& call, const atelier_forward_input& in,
                                               uint64_t output_count) {
  return outputs(call, in, output_count, /*coarse=*/false);
}

std::vector<Tensor> DeepLabV3ResNet50::forward_coarse(const Call& call, const atelier_forward_input& in,
                                                      uint64_t output_count) {
  return outputs(call, in, output_count, /*coarse=*/true);
}

std::vector<Tensor> DeepLabV3ResNet50::outputs(const Call& call, const atelier_forward_input& in, uint64_t output_count,
                                               bool coarse) {
  return on_device(call, [&](const DeviceOrder& order) {
    const bool normalised = in.normalised != 0, training = in.training != 0;
    const PictureSize size = checked_size(*in.pictures, normalised);
    const uint64_t available = architecture_.aux ? 2 : 1;
    if (output_count < 1 || output_count > available)
      throw Error(ATELIER_E_INVALID, text("asked for ", output_count, " outputs, this network has ", available,
                                          architecture_.aux ? "" : " (aux = false)"));
    if (training && in.pictures->shape[0] < 2)
      throw Error(
          ATELIER_E_INVALID,
          "a training batch of 1 picture: the pooling branch normalises one value per picture and needs at least "
          "2; use batch >= 2, and drop_last = true if the last batch of an epoch has 1");

    const DeepLabV3Network& network = ready(call);
    const ForwardPass pass = this->pass(call, training, in.seed);
    expect_batch({in.pictures->shape[0], size.height, size.width, training, pass.compute});
    const at::Tensor input = network_input(*in.pictures, normalised);
    const int64_t height = coarse ? 0 : size.height, width = coarse ? 0 : size.width;
    std::vector<Tensor> out;
    if (training) {
      folded_.clear();  // running statistics change
      for (const at::Tensor& logits :
           training_.forward(network, input, pass, output_count, height, width, own_kernels()))
        out.push_back(give(logits, order));
      return out;
    }
    const c10::NoGradGuard no_grad;
    for (const Value& logits : network.logits(input, pass, output_count))
      out.push_back(give(coarse ? logits.data : resize_bilinear(logits.data, height, width), order));
    return out;
  });
}

void DeepLabV3ResNet50::backward(const Call& call, span<const atelier_tensor* const> gradients) {
  on_device(call, [&](const DeviceOrder&) {
    const std::vector<Value>& outputs = training_.outputs();
    if (outputs.empty()) throw Error(ATELIER_E_INVALID, "backward without a training forward before it");
    if (gradients.size() != outputs.size())
      throw Error(ATELIER_E_INVALID, text("backward got ", gradients.size(), " gradients for ", outputs.size(),
                                          " outputs of the last training forward"));
    std::vector<at::Tensor> given(gradients.size());
    for (size_t i = 0; i < gradients.size(); ++i) {
      if (!gradients[i]) continue;
      const at::Tensor gradient = borrow(*gradients[i]);
      if (gradient.sizes() != outputs[i].data.sizes() || gradient.scalar_type() != at::kFloat)
        throw Error(ATELIER_E_INVALID, text("the gradient of output `", view(kOutputNames[i]), "` is ",
                                            atelier::describe(*gradients[i]), ", but must have the output's form"));
      given[i] = gradient.to(outputs[i].data.device());
    }
    gradients_changed_ = true;
    training_.backward(given);
  });
}

void DeepLabV3ResNet50::zero_gradients(const Call& call) {
  on_device(call, [&](const DeviceOrder&) { drop_gradients(); });
}

void DeepLabV3ResNet50::drop_gradients() {
  structure().state().zero_gradients();
  for (ParameterView& view : views_) view.gradient = nullptr;  // a view keeps alive what it shows
  gradients_changed_ = false;
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
    const auto& entries = ready(call).state().entries();
    if (gradients_changed_) refresh_gradient_views();
    views_are_out_ = true;
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

    const DeepLabV3Network& network = ready(call);
    const c10::NoGradGuard no_grad;
    ForwardPass pass = this->pass(call, false, 0);
    expect_batch({in.pictures->shape[0], own.height, own.width, false, pass.compute});
    const at::Tensor input = network_input(*in.pictures, normalised);
    if (own_kernels()) pass.folded = &folded_weights();
    const at::Tensor coarse = network.logits(input, pass, 1)[0].data;
    return prediction_of(coarse, rows, columns, in.want_scores != 0, call);
  });
}

void DeepLabV3ResNet50::save(const Call& call, const std::filesystem::path& path) {
  on_device(call, [&](const DeviceOrder&) {
    Metadata metadata = {{"architecture", std::string(kComponent.id)}, {"format", "pt"}};
    for (const auto& [name, value] : current_settings(call)) metadata.emplace(name, value);
    ready(call).state().save(path, metadata);
  });
}

void DeepLabV3ResNet50::load(const Call& call, const std::filesystem::path& path) {
  on_device(call, [&](const DeviceOrder& order) {
    StartingWeights file(path, std::string(kComponent.id));
    State& state = structure().state();
    file.fit(state, {.exact = true});
    file.fill(state, 0);
    take_settings(file.settings());
    follow_precision(call, file.settings().precision);
    folded_.clear();
    views_are_out_ = false;
    drop_gradients();
    training_.drop();
    start_.reset();
    has_values_ = true;
    order.finish();
  });
}

Settings DeepLabV3ResNet50::current_settings(const Call& call) {
  Settings out = {{"classes", toml(architecture_.classes)},
                  {"aux", toml(architecture_.aux)},
                  {"channels", toml(architecture_.channels)},
                  {"mean", toml(mean_)},
                  {"std", toml(deviation_)},
                  {"precision", toml(precision_name(compute_type(call)))}};
  if (options_.class_names.given()) out.emplace_back("class_names", toml(*options_.class_names));
  return out;
}

Settings DeepLabV3ResNet50::settings(const Call& call) { return current_settings(call); }

}  // namespace atelier::torch_models
