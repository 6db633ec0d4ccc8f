// Atelier SDK, C++17 layer: models. Contract: kinds/model.h.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "../kinds/model.h"
#include "plugin.hpp"
#include "tensor.hpp"

namespace atelier {

struct Prediction {
  Tensor labels;  // uint8 or uint16 [N,height,width]
  Tensor scores;  // float32 [N,classes,height,width]; empty where it was not wanted
};

// Whether a model of this description takes pictures of that type of values.
inline bool takes(const atelier_model_info& model, atelier_dtype dtype) {
  return ((model.takes & ATELIER_TAKES_UINT8) && same_dtype(dtype, dtype_of<uint8_t>())) ||
         ((model.takes & ATELIER_TAKES_UINT16) && same_dtype(dtype, dtype_of<uint16_t>())) ||
         ((model.takes & ATELIER_TAKES_FLOAT32) && same_dtype(dtype, dtype_of<float>()));
}
// Whether it takes pictures of that form.
inline bool takes(const atelier_model_info& model, atelier_form form) {
  return takes(model, form.dtype) && (model.channels == 0 || model.channels == form.channels);
}
// "uint8 or float32 of 3 channels", for messages; without channels where it takes any number.
inline std::string forms_taken(const atelier_model_info& model) {
  std::string out;
  for (const atelier_dtype type : {dtype_of<uint8_t>(), dtype_of<uint16_t>(), dtype_of<float>()})
    if (takes(model, type)) out += (out.empty() ? "" : " or ") + describe(type);
  return model.channels ? text(out, " of ", model.channels, model.channels == 1 ? " channel" : " channels") : out;
}

// Base of a model. One call at a time.
class Model : public Instance {
 public:
  using Kind = Model;
  static constexpr std::string_view kKindName = ATELIER_KIND_MODEL;
  using Take = std::function<void(const atelier_parameter&)>;

  virtual atelier_model_info describe(const Call& call) = 0;
  // The first so many outputs: float32 logits [N,classes,H,W].
  virtual std::vector<Tensor> forward(const Call& call, const atelier_forward_input& in, uint64_t output_count) = 0;
  // A null pointer stands for an output that the loss did not use.
  virtual void backward(const Call& call, span<const atelier_tensor* const> gradients) = 0;
  virtual void zero_gradients(const Call& call) = 0;
  virtual void parameters(const Call& call, const Take& take) = 0;
  virtual Prediction predict(const Call& call, const atelier_predict_input& in) = 0;
  virtual void save(const Call& call, const std::filesystem::path& path) = 0;
  virtual void load(const Call& call, const std::filesystem::path& path) = 0;
  const void* extension(std::string_view id) const override;
  template <class T>
  static constexpr const void* interface_for();
};

// Models that also derive from this give logits before their last step, the bilinear resizing to the pictures' size:
// float32 [N,classes,h,w]. The backward after it gets gradients of that form.
class CoarseModel {
 public:
  virtual std::vector<Tensor> forward_coarse(const Call& call, const atelier_forward_input& in,
                                             uint64_t output_count) = 0;

 protected:
  ~CoarseModel() = default;
};

// An option of a model and its value as a TOML value: {"classes", "81"}.
using Settings = std::vector<std::pair<std::string, std::string>>;

// Models that also derive from this tell what is needed, beside the file of their weights, to be made again.
class ModelSettings {
 public:
  virtual Settings settings(const Call& call) = 0;

 protected:
  ~ModelSettings() = default;
};

namespace detail {

// What a forward made, into the caller's memory.
inline void give_outputs(std::vector<Tensor> made, atelier_forward_output* out) {
  if (made.size() != out->output_count)
    throw Error(ATELIER_E_UNSUPPORTED, text("asked for ", out->output_count, " outputs, has ", made.size()));
  for (size_t i = 0; i < made.size(); ++i) out->outputs[i] = made[i].release();
  out->struct_size = std::min<uint32_t>(out->struct_size, sizeof *out);
}

inline constexpr atelier_model_coarse_v1 kModelCoarse = {
    sizeof(atelier_model_coarse_v1), 0,
    [](const atelier_call* call, void* self, const atelier_forward_input* in, atelier_forward_output* out) noexcept {
      auto& m = *static_cast<Model*>(self);
      return guard(call, m.component_id(), [&] {
        give_outputs(dynamic_cast<CoarseModel&>(m).forward_coarse(Call(call), known(*in), out->output_count), out);
      });
    }};

inline constexpr atelier_model_settings_v1 kModelSettings = {
    sizeof(atelier_model_settings_v1), 0,
    [](const atelier_call* call, void* self, const atelier_setting_sink* sink) noexcept {
      auto& m = *static_cast<Model*>(self);
      return guard(call, m.component_id(), [&] {
        for (const auto& [name, value] : dynamic_cast<ModelSettings&>(m).settings(Call(call)))
          pass_on(sink->take(sink->context, c_str(name), c_str(value)));
      });
    }};

inline constexpr atelier_model_v1 kModelInterface = {
    sizeof(atelier_model_v1),
    ATELIER_TAG_MODEL,
    &extension_in<Model>,
    [](const atelier_call* call, void* self, atelier_model_info* out) noexcept {
      auto& m = *static_cast<Model*>(self);
      return guard(call, m.component_id(), [&] { give(out, m.describe(Call(call))); });
    },
    [](const atelier_call* call, void* self, const atelier_forward_input* in, atelier_forward_output* out) noexcept {
      auto& m = *static_cast<Model*>(self);
      return guard(call, m.component_id(),
                   [&] { give_outputs(m.forward(Call(call), known(*in), out->output_count), out); });
    },
    [](const atelier_call* call, void* self, const atelier_backward_input* in) noexcept {
      auto& m = *static_cast<Model*>(self);
      return guard(call, m.component_id(), [&] {
        m.backward(Call(call), {in->gradients, static_cast<size_t>(in->count)});
      });
    },
    [](const atelier_call* call, void* self) noexcept {
      auto& m = *static_cast<Model*>(self);
      return guard(call, m.component_id(), [&] { m.zero_gradients(Call(call)); });
    },
    [](const atelier_call* call, void* self, const atelier_parameter_sink* sink) noexcept {
      auto& m = *static_cast<Model*>(self);
      return guard(call, m.component_id(), [&] {
        m.parameters(Call(call), [sink](const atelier_parameter& p) { pass_on(sink->take(sink->context, &p)); });
      });
    },
    [](const atelier_call* call, void* self, const atelier_predict_input* in, atelier_predict_output* out) noexcept {
      auto& m = *static_cast<Model*>(self);
      return guard(call, m.component_id(), [&] {
        Prediction made = m.predict(Call(call), known(*in));
        auto raw = blank<atelier_predict_output>();
        raw.labels = made.labels.release();
        raw.scores = made.scores.release();
        give(out, raw);
      });
    },
    [](const atelier_call* call, void* self, const atelier_state_file* in) noexcept {
      auto& m = *static_cast<Model*>(self);
      return guard(call, m.component_id(), [&] { m.save(Call(call), str(in->path)); });
    },
    [](const atelier_call* call, void* self, const atelier_state_file* in) noexcept {
      auto& m = *static_cast<Model*>(self);
      return guard(call, m.component_id(), [&] { m.load(Call(call), str(in->path)); });
    }};

// Calls use(in-struct) with the path of a file.
template <class Use>
void with_file(const std::filesystem::path& path, Use use) {
  const std::string name = path.string();
  auto in = blank<atelier_state_file>();
  in.path = c_str(name);
  use(&in);
}
}  // namespace detail

inline const void* Model::extension(std::string_view id) const {
  if (id == ATELIER_EXTENSION_MODEL_COARSE && dynamic_cast<const CoarseModel*>(this)) return &detail::kModelCoarse;
  if (id == ATELIER_EXTENSION_MODEL_SETTINGS && dynamic_cast<const ModelSettings*>(this))
    return &detail::kModelSettings;
  return nullptr;
}

template <class T>
constexpr const void* Model::interface_for() {
  return &detail::kModelInterface;
}

class ModelRef : public ObjectRef<atelier_model_v1> {
 public:
  static constexpr std::string_view kKindName = ATELIER_KIND_MODEL;
  ModelRef() = default;
  explicit ModelRef(atelier_object object, std::string_view id = {})
      : ObjectRef(object, id),
        coarse_(extension_of<atelier_model_coarse_v1>(object, ATELIER_EXTENSION_MODEL_COARSE,
                                                      ATELIER_MODEL_COARSE_V1_FLOOR)),
        settings_(extension_of<atelier_model_settings_v1>(object, ATELIER_EXTENSION_MODEL_SETTINGS,
                                                          ATELIER_MODEL_SETTINGS_V1_FLOOR)) {}

  // `takes` is always said.
  atelier_model_info describe(const Call& call) const {
    auto out = blank<atelier_model_info>();
    invoke(call, [&](auto* c) { return v().describe(c, self(), &out); });
    if (out.takes == 0) out.takes = ATELIER_TAKES_UINT8;
    if (out.device.type == 0) out.device = {ATELIER_DEVICE_CPU, 0};
    if (out.classes == 0 || out.output_count == 0 || !out.output_names)
      detail::broken(provider(kKindName), "it describes no classes, or no output with its name");
    return out;
  }
  // pictures: [N,H,W,C] of a form that the model takes.
  std::vector<Tensor> forward(const Call& call, const atelier_tensor& pictures, bool training, uint64_t seed,
                              uint64_t output_count = 1) const {
    auto in = blank<atelier_forward_input>();
    in.training = training ? 1u : 0u;
    in.seed = seed;
    in.pictures = &pictures;
    return forward(call, in, output_count);
  }
  std::vector<Tensor> forward(const Call& call, const atelier_forward_input& in, uint64_t output_count) const {
    const std::array<int64_t, 3> due = size_of(*in.pictures, in.normalised != 0);
    return outputs_of(call, v().forward, in, output_count, due);
  }
  // Whether it gives logits before their resizing.
  bool has_coarse() const { return coarse_ != nullptr; }
  // Where has_coarse: float32 logits [N,classes,h,w] of the network's own size.
  std::vector<Tensor> forward_coarse(const Call& call, const atelier_forward_input& in, uint64_t output_count) const {
    const std::array<int64_t, 3> given = size_of(*in.pictures, in.normalised != 0);
    return outputs_of(call, coarse_->forward, in, output_count, {given[0], -1, -1});
  }
  // What is needed to make the model again; nothing when it does not tell.
  std::optional<Settings> settings(const Call& call) const {
    if (!settings_) return std::nullopt;
    Settings out;
    auto sink = blank<atelier_setting_sink>();
    sink.context = &out;
    sink.take = [](void* context, atelier_str name, atelier_str value) noexcept -> int32_t {
      try {
        static_cast<Settings*>(context)->emplace_back(str(name), str(value));
        return ATELIER_OK;
      } catch (...) {
        return ATELIER_E_INTERNAL;
      }
    };
    invoke(call, [&](auto* c) { return settings_->list(c, self(), &sink); });
    return out;
  }
  void backward(const Call& call, span<const atelier_tensor* const> gradients) const {
    auto in = blank<atelier_backward_input>();
    in.gradients = gradients.data();
    in.count = gradients.size();
    invoke(call, [&](auto* c) { return v().backward(c, self(), &in); });
  }
  void zero_gradients(const Call& call) const {
    invoke(call, [&](auto* c) { return v().zero_gradients(c, self()); });
  }

  // All parameters and buffers; the tensors stay until the next backward, zero_gradients or load.
  std::vector<atelier_parameter> parameters(const Call& call) const {
    std::vector<atelier_parameter> out;
    auto sink = blank<atelier_parameter_sink>();
    sink.context = &out;
    sink.take = [](void* context, const atelier_parameter* p) noexcept -> int32_t {
      try {
        static_cast<std::vector<atelier_parameter>*>(context)->push_back(known(*p));
        return ATELIER_OK;
      } catch (...) {
        return ATELIER_E_INTERNAL;
      }
    };
    invoke(call, [&](auto* c) { return v().parameters(c, self(), &sink); });
    for (const atelier_parameter& p : out)
      if (!p.value || (!p.value->data && element_count(*p.value)) || (p.gradient && !same_shape(*p.gradient, *p.value)))
        detail::broken(provider(kKindName),
                       text("parameter `", view(p.name), "` has no value, or a gradient of another shape"));
    return out;
  }
  // height and width of what is given; 0, 0: the pictures' own.
  Prediction predict(const Call& call, const atelier_tensor& pictures, uint32_t height = 0, uint32_t width = 0,
                     bool want_scores = false) const {
    auto in = blank<atelier_predict_input>();
    in.pictures = &pictures;
    in.height = height;
    in.width = width;
    in.want_scores = want_scores ? 1 : 0;
    return predict(call, in);
  }
  Prediction predict(const Call& call, const atelier_predict_input& in) const {
    auto out = blank<atelier_predict_output>();
    invoke(call, [&](auto* c) { return v().predict(c, self(), &in, &out); });
    Prediction made{Tensor(out.labels), Tensor(out.scores)};
    const std::array<int64_t, 3> own = size_of(*in.pictures, in.normalised != 0);
    const int64_t height = in.height ? int64_t{in.height} : own[1], width = in.width ? int64_t{in.width} : own[2];
    detail::require_form(made.labels, provider(kKindName), "label maps", {dtype_of<uint8_t>(), dtype_of<uint16_t>()},
                         {own[0], height, width});
    if (in.want_scores)
      detail::require_form(made.scores, provider(kKindName), "scores", {dtype_of<float>()},
                           {own[0], describe(call).classes, height, width});
    return made;
  }
  void save(const Call& call, const std::filesystem::path& path) const {
    detail::with_file(
        path, [&](const atelier_state_file* in) { invoke(call, [&](auto* c) { return v().save(c, self(), in); }); });
  }
  void load(const Call& call, const std::filesystem::path& path) const {
    detail::with_file(
        path, [&](const atelier_state_file* in) { invoke(call, [&](auto* c) { return v().load(c, self(), in); }); });
  }

 private:
  // due: N, H, W of the outputs; -1: any.
  template <class Forward>
  std::vector<Tensor> outputs_of(const Call& call, Forward function, const atelier_forward_input& in,
                                 uint64_t output_count, const std::array<int64_t, 3>& due) const {
    std::vector<atelier_managed_tensor*> raw(output_count, nullptr);
    auto out = blank<atelier_forward_output>();
    out.outputs = raw.data();
    out.output_count = output_count;
    invoke(call, [&](auto* c) { return function(c, self(), &in, &out); });
    std::vector<Tensor> made;
    for (atelier_managed_tensor* t : raw) made.emplace_back(t);
    const int64_t classes = describe(call).classes;
    for (const Tensor& t : made)
      detail::require_form(t, provider(kKindName), "logits", {dtype_of<float>()}, {due[0], classes, due[1], due[2]},
                           true);
    return made;
  }

  // N, H, W of pictures; -1: any, where they are no pictures (the model itself says so).
  static std::array<int64_t, 3> size_of(const atelier_tensor& t, bool normalised) {
    if (t.ndim != 4) return {-1, -1, -1};
    return {t.shape[0], t.shape[normalised ? 2 : 1], t.shape[normalised ? 3 : 2]};
  }

  const atelier_model_coarse_v1* coarse_ = nullptr;
  const atelier_model_settings_v1* settings_ = nullptr;
};

}  // namespace atelier
