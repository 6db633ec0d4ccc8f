// Atelier SDK, C++17 layer: from classes to the plugin description.
//
// A component class derives from the base of its kind, has a `static constexpr atelier::Component kComponent`, may have
// `kParams` and `kOutputs`, and a constructor from `const Params&` or from `const Params&, const Call&`.
// ATELIER_PLUGIN(id, version, Class…) makes the manifest, the descriptors and the entry function. All of it is constant
// data.
#pragma once

#include <array>
#include <memory>
#include <type_traits>

#include "../plugin.h"
#include "params.hpp"

namespace atelier {

// Who a component is. threading: ATELIER_THREADING_*. resumes: a stage whose `run` goes on in a folder that an
// interrupted run left (kinds/stage.h).
struct Component {
  std::string_view id;
  uint32_t revision = 1;
  std::string_view summary;
  std::string_view doc = {};
  uint32_t threading = ATELIER_THREADING_PARALLEL_INSTANCES;
  bool resumes = false;
};

namespace detail {

template <class T, class = void>
struct Params_ {
  static constexpr size_t kSize = 0;
};
template <class T>
struct Params_<T, std::void_t<decltype(T::kParams)>> {
  static constexpr size_t kSize = std::size(T::kParams);
};
template <class T, class = void>
struct Outputs_ {
  static constexpr size_t kSize = 0;
};
template <class T>
struct Outputs_<T, std::void_t<decltype(T::kOutputs)>> {
  static constexpr size_t kSize = std::size(T::kOutputs);
};

template <class Base, class Array, size_t... I>
constexpr std::array<const Base*, sizeof...(I)> pointers_into(const Array& a, std::index_sequence<I...>) {
  return {{static_cast<const Base*>(&a[I])...}};
}
template <class T>
constexpr auto param_pointers() {
  if constexpr (Params_<T>::kSize == 0)
    return std::array<const atelier_param*, 1>{{nullptr}};
  else
    return pointers_into<atelier_param>(T::kParams, std::make_index_sequence<Params_<T>::kSize>());
}
template <class T>
constexpr auto output_pointers() {
  if constexpr (Outputs_<T>::kSize == 0)
    return std::array<const atelier_output*, 1>{{nullptr}};
  else
    return pointers_into<atelier_output>(T::kOutputs, std::make_index_sequence<Outputs_<T>::kSize>());
}
template <class T>
inline constexpr auto param_table = param_pointers<T>();
template <class T>
inline constexpr auto output_table = output_pointers<T>();

template <class T>
int32_t create(const atelier_call* call, const atelier_args* args, void** self) noexcept {
  return guard(call, T::kComponent.id, [&] {
    const Params params(args, {param_table<T>.data(), Params_<T>::kSize});
    std::unique_ptr<T> made;
    if constexpr (std::is_constructible_v<T, const Params&, const Call&>)
      made = std::make_unique<T>(params, Call(call));
    else
      made = std::make_unique<T>(params);
    made->set_component_id(T::kComponent.id);
    *self = static_cast<typename T::Kind*>(made.release());
  });
}
template <class T>
void destroy(void* self) noexcept {
  delete static_cast<typename T::Kind*>(self);
}
template <class T>
int32_t give_output(const atelier_call* call, void* self, atelier_str port, atelier_value* out) noexcept {
  return guard(call, T::kComponent.id,
               [&] { *out = static_cast<T*>(static_cast<typename T::Kind*>(self))->output(Call(call), view(port)); });
}

// A stage's outputs come from what `open` makes; a part with named outputs has a method `output`.
template <class T, class = void>
struct HasOutput : std::false_type {};
template <class T>
struct HasOutput<T, std::void_t<decltype(&T::output)>> : std::true_type {};

template <class T>
constexpr atelier_component make_component() {
  atelier_component c{};
  c.struct_size = sizeof c;
  c.revision = T::kComponent.revision;
  c.threading = T::kComponent.threading;
  c.flags = T::kComponent.resumes ? ATELIER_COMPONENT_RESUMES : 0;
  c.id = c_str(T::kComponent.id);
  c.kind = c_str(T::Kind::kKindName);
  c.summary = c_str(T::kComponent.summary);
  c.doc = c_str(T::kComponent.doc);
  c.params = param_table<T>.data();
  c.param_count = Params_<T>::kSize;
  c.outputs = output_table<T>.data();
  c.output_count = Outputs_<T>::kSize;
  c.iface = T::Kind::template interface_for<T>();
  c.create = &create<T>;
  c.destroy = &destroy<T>;
  if constexpr (HasOutput<T>::value) c.output = &give_output<T>;
  return c;
}
template <class T>
inline constexpr atelier_component component_of = make_component<T>();

template <class... Ts>
inline constexpr std::array<const atelier_component*, sizeof...(Ts)> components_of = {{&component_of<Ts>...}};

template <class... Ts>
constexpr atelier_plugin make_plugin(std::string_view id, std::string_view version) {
  atelier_plugin p{};
  p.struct_size = sizeof p;
  p.abi_major = ATELIER_ABI_MAJOR;
  p.abi_minor = ATELIER_TARGET_MINOR;
  p.id = c_str(id);
  p.version = c_str(version);
  p.components = components_of<Ts...>.data();
  p.component_count = sizeof...(Ts);
  return p;
}

}  // namespace detail

// The object that is handed along wires for an instance, given its kind's base.
template <class Kind>
atelier_object object_of(Kind& instance) {
  using Base = typename Kind::Kind;
  return {Base::template interface_for<Kind>(), static_cast<Base*>(&instance)};
}

}  // namespace atelier

#define ATELIER_PLUGIN(plugin_id, plugin_version, ...)                                                               \
  ATELIER_MANIFEST(plugin_id, plugin_version);                                                                       \
  ATELIER_EXTERN_C ATELIER_EXPORT const atelier_plugin* atelier_plugin_entry(const atelier_host*) noexcept {         \
    static constexpr atelier_plugin plugin = ::atelier::detail::make_plugin<__VA_ARGS__>(plugin_id, plugin_version); \
    return &plugin;                                                                                                  \
  }
