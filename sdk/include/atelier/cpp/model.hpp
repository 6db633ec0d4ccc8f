// Atelier SDK, C++17 layer: models. Contract: kinds/model.h.
#pragma once

#include <filesystem>
#include <functional>

#include "../kinds/model.h"
#include "plugin.hpp"
#include "tensor.hpp"

namespace atelier {

// Base of a model. One call at a time.
class Model : public Instance {
 public:
  using Kind = Model;
  static constexpr std::string_view kKindName = ATELIER_KIND_MODEL;
  using Take = std::function<void(const atelier_parameter&)>;

  virtual atelier_model_info describe(const Call& call) = 0;
  // The first in.output_count outputs: float32 logits [N,classes,H,W].
  virtual std::vector<Tensor> forward(const Call& call, const atelier_forward& in) = 0;
  // A null pointer stands for an output that the loss did not use.
  virtual void backward(const Call& call, span<const atelier_tensor* const> gradients) = 0;
  virtual void zero_gradients(const Call& call) = 0;
  virtual void parameters(const Call& call, const Take& take) = 0;
  virtual Tensor predict(const Call& call, const atelier_tensor& pictures, uint32_t height, uint32_t width) = 0;
  virtual void save(const Call& call, const std::filesystem::path& path) = 0;
  virtual void load(const Call& call, const std::filesystem::path& path) = 0;
  template <class T>
  static constexpr const void* interface_for();
};

inline constexpr atelier_model_v1 kModelInterface = {
    sizeof(atelier_model_v1),
    0,
    [](const atelier_call* call, void* self, atelier_model_info* out) noexcept {
      auto& m = *static_cast<Model*>(self);
      return detail::guard(call, m.component_id(), [&] { *out = m.describe(Call(call)); });
    },
    [](const atelier_call* call, void* self, const atelier_forward* in, atelier_managed_tensor** outputs) noexcept {
      auto& m = *static_cast<Model*>(self);
      return detail::guard(call, m.component_id(), [&] {
        std::vector<Tensor> made = m.forward(Call(call), *in);
        if (made.size() != in->output_count)
          throw Error(ATELIER_E_UNSUPPORTED, text("asked for ", in->output_count, " outputs, has ", made.size()));
        for (size_t i = 0; i < made.size(); ++i) outputs[i] = made[i].release();
      });
    },
    [](const atelier_call* call, void* self, const atelier_tensor* const* gradients, uint64_t count) noexcept {
      auto& m = *static_cast<Model*>(self);
      return detail::guard(call, m.component_id(), [&] {
        m.backward(Call(call), {gradients, static_cast<size_t>(count)});
      });
    },
    [](const atelier_call* call, void* self) noexcept {
      auto& m = *static_cast<Model*>(self);
      return detail::guard(call, m.component_id(), [&] { m.zero_gradients(Call(call)); });
    },
    [](const atelier_call* call, void* self, const atelier_parameter_sink* sink) noexcept {
      auto& m = *static_cast<Model*>(self);
      return detail::guard(call, m.component_id(), [&] {
        m.parameters(Call(call), [sink](const atelier_parameter& p) { check(sink->take(sink->context, &p)); });
      });
    },
    [](const atelier_call* call, void* self, const atelier_tensor* pictures, uint32_t height, uint32_t width,
       atelier_managed_tensor** labels) noexcept {
      auto& m = *static_cast<Model*>(self);
      return detail::guard(call, m.component_id(),
                           [&] { *labels = m.predict(Call(call), *pictures, height, width).release(); });
    },
    [](const atelier_call* call, void* self, atelier_str path) noexcept {
      auto& m = *static_cast<Model*>(self);
      return detail::guard(call, m.component_id(), [&] { m.save(Call(call), str(path)); });
    },
    [](const atelier_call* call, void* self, atelier_str path) noexcept {
      auto& m = *static_cast<Model*>(self);
      return detail::guard(call, m.component_id(), [&] { m.load(Call(call), str(path)); });
    }};

template <class T>
constexpr const void* Model::interface_for() {
  return &kModelInterface;
}

class ModelRef {
 public:
  ModelRef() = default;
  explicit ModelRef(atelier_object object) : object_(object) {}
  explicit operator bool() const { return object_.iface != nullptr; }

  atelier_model_info describe(const Call& call) const {
    atelier_model_info out{};
    check(v().describe(call.raw(), object_.self, &out));
    return out;
  }
  std::vector<Tensor> forward(const Call& call, const atelier_tensor& pictures, bool training, uint64_t seed,
                              uint64_t output_count = 1) const {
    const atelier_forward in = {sizeof in, training ? 1u : 0u, seed, &pictures, output_count};
    std::vector<atelier_managed_tensor*> raw(output_count, nullptr);
    check(v().forward(call.raw(), object_.self, &in, raw.data()));
    std::vector<Tensor> out;
    for (atelier_managed_tensor* t : raw) out.emplace_back(t);
    return out;
  }
  void backward(const Call& call, span<const atelier_tensor* const> gradients) const {
    check(v().backward(call.raw(), object_.self, gradients.data(), gradients.size()));
  }
  void zero_gradients(const Call& call) const { check(v().zero_gradients(call.raw(), object_.self)); }

  // All parameters and buffers; the pointers inside stay until the next backward, zero_gradients or load.
  std::vector<atelier_parameter> parameters(const Call& call) const {
    std::vector<atelier_parameter> out;
    const atelier_parameter_sink sink = {sizeof sink, 0, &out,
                                         [](void* context, const atelier_parameter* p) noexcept -> int32_t {
                                           static_cast<std::vector<atelier_parameter>*>(context)->push_back(*p);
                                           return ATELIER_OK;
                                         }};
    check(v().parameters(call.raw(), object_.self, &sink));
    return out;
  }
  // uint8 or uint16 [N,height,width]; 0, 0: the pictures' own size.
  Tensor predict(const Call& call, const atelier_tensor& pictures, uint32_t height = 0, uint32_t width = 0) const {
    Tensor out;
    check(v().predict(call.raw(), object_.self, &pictures, height, width, out.receive()));
    return out;
  }
  void save(const Call& call, const std::filesystem::path& path) const {
    const std::string p = path.string();
    check(v().save(call.raw(), object_.self, c_str(p)));
  }
  void load(const Call& call, const std::filesystem::path& path) const {
    const std::string p = path.string();
    check(v().load(call.raw(), object_.self, c_str(p)));
  }

 private:
  const atelier_model_v1& v() const { return *static_cast<const atelier_model_v1*>(object_.iface); }
  atelier_object object_{};
};

}  // namespace atelier
