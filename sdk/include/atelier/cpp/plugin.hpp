// Atelier SDK, C++17 layer: from classes to the plugin description.
//
// A component class derives from the base of its kind and has
//   static constexpr atelier::Component kComponent   who it is
//   struct Options                                   what it takes (options.hpp), where it takes anything
//   static constexpr atelier::Output kOutputs[]      what it gives, where that is not the part itself
//   static constexpr atelier::Rule kRules[]          what of its options goes with what (rules.hpp), where anything
//   static constexpr atelier::Number kNumbers[]      which numbers it gives (numbers.hpp); NoNumbers: none
//   static void foresee(const Options&, const Call&) throws what is wrong though some options wait (foresee.h)
// and a constructor from `const Options&`, from `const Options&, const Call&`, or from nothing.
// ATELIER_PLUGIN(id, version, Class…) makes the manifest, the descriptors and the entry function.
#pragma once

#include <array>
#include <cstdio>
#include <memory>
#include <type_traits>

#include "../foresee.h"
#include "numbers.hpp"
#include "options.hpp"
#include "rules.hpp"

namespace atelier {

// Who a component is. summary and doc: sentences. resumes: a stage whose `run` goes on in a folder that an interrupted
// run left (kinds/stage.h). serial: never two calls at once into any of its instances (plugin.h).
struct Component {
  std::string_view id;
  uint32_t revision = 1;
  std::string_view summary;
  std::string_view doc = {};
  bool resumes = false;
  bool serial = false;
};

namespace detail {

struct NoOptions {};

template <class T, class = void>
struct OptionsOf {
  using Type = NoOptions;
};
template <class T>
struct OptionsOf<T, std::void_t<typename T::Options>> {
  using Type = typename T::Options;
};

template <class T, class = void>
struct OutputCount : std::integral_constant<size_t, 0> {};
template <class T>
struct OutputCount<T, std::void_t<decltype(T::kOutputs)>> : std::integral_constant<size_t, std::size(T::kOutputs)> {};

template <class Array, size_t... I>
constexpr std::array<const atelier_output*, sizeof...(I)> output_pointers(const Array& a, std::index_sequence<I...>) {
  return {{static_cast<const atelier_output*>(&a[I])...}};
}
template <class T>
const atelier_output* const* outputs_of() {
  if constexpr (OutputCount<T>::value == 0) {
    return nullptr;
  } else {
    static constexpr auto pointers = output_pointers(T::kOutputs, std::make_index_sequence<OutputCount<T>::value>());
    return pointers.data();
  }
}

// A stage's outputs come from what `open` makes; a part with named outputs has a method `output`.
template <class T, class = void>
struct HasOutput : std::false_type {};
template <class T>
struct HasOutput<T, std::void_t<decltype(&T::output)>> : std::true_type {};

// A component with abilities that need no instance has a static method `component_extension`.
template <class T, class = void>
struct HasExtension : std::false_type {};
template <class T>
struct HasExtension<T, std::void_t<decltype(&T::component_extension)>> : std::true_type {};

template <class T, class = void>
struct HasRules : std::false_type {};
template <class T>
struct HasRules<T, std::void_t<decltype(T::kRules)>>
    : std::is_same<std::remove_extent_t<decltype(T::kRules)>, const Rule> {};

template <class T, class = void>
struct HasNumbers : std::false_type {};
template <class T>
struct HasNumbers<T, std::void_t<decltype(T::kNumbers)>>
    : std::bool_constant<std::is_same_v<std::remove_extent_t<decltype(T::kNumbers)>, const Number> ||
                         std::is_same_v<decltype(T::kNumbers), const NoNumbers>> {};

template <class T, class = void>
struct HasForesee : std::false_type {};
template <class T>
struct HasForesee<T, std::void_t<decltype(&T::foresee)>> : std::true_type {};

}  // namespace detail

// The description of a component class; made when it is first asked for.
template <class T>
const atelier_component& component_of();

namespace detail {

template <class T>
std::unique_ptr<T> construct(const atelier_call* call, const atelier_args& args) {
  using Options = typename OptionsOf<T>::Type;
  static_assert(std::is_same_v<Options, NoOptions> || std::is_constructible_v<T, const Options&> ||
                    std::is_constructible_v<T, const Options&, const Call&>,
                "a class with Options needs a constructor that takes them");
  const FilledOptions<Options> options(args);
  if constexpr (std::is_constructible_v<T, const Options&, const Call&>)
    return std::make_unique<T>(options.get(), Call(call));
  else if constexpr (std::is_constructible_v<T, const Options&>)
    return std::make_unique<T>(options.get());
  else
    return std::make_unique<T>();
}

template <class T>
int32_t create(const atelier_call* call, const atelier_args* args, void** self) noexcept {
  return guard(call, T::kComponent.id, [&] {
    std::unique_ptr<T> made = construct<T>(call, *args);
    made->set_component(&component_of<T>());
    *self = static_cast<typename T::Kind*>(made.release());
  });
}
template <class T>
void destroy(void* self) noexcept {
  delete static_cast<typename T::Kind*>(self);
}
template <class T>
int32_t give_output(const atelier_call* call, void* self, atelier_str port, atelier_value* out) noexcept {
  return guard(call, T::kComponent.id, [&] {
    give(out, static_cast<T*>(static_cast<typename T::Kind*>(self))->output(Call(call), view(port)));
  });
}
template <class T>
const void* foresee_extension(std::string_view id) noexcept {
  using Options = typename OptionsOf<T>::Type;
  static constexpr atelier_component_foresee_v1 kAnswer = {
      sizeof kAnswer, 0,
      [](const atelier_component*, const atelier_call* call, const atelier_args* args, const uint32_t* waits) noexcept {
        return guard(call, T::kComponent.id, [&] {
          const FilledOptions<Options> options(*args, waits);
          T::foresee(options.get(), Call(call));
        });
      }};
  return id == ATELIER_EXTENSION_COMPONENT_FORESEE ? &kAnswer : nullptr;
}
template <class T>
const void* give_extension(const atelier_component*, atelier_str id) noexcept {
  if constexpr (HasRules<T>::value)
    if (const void* found = rules_extension<T::kRules>(view(id))) return found;
  if constexpr (HasNumbers<T>::value)
    if (const void* found = numbers_extension<T::kNumbers>(view(id))) return found;
  if constexpr (HasForesee<T>::value)
    if (const void* found = foresee_extension<T>(view(id))) return found;
  if constexpr (HasExtension<T>::value) {
    try {
      return T::component_extension(view(id));
    } catch (...) {
    }
  }
  return nullptr;
}

template <class T>
atelier_component make_component(const OptionTable<typename OptionsOf<T>::Type>& table) {
  atelier_component c = blank<atelier_component>();
  c.revision = T::kComponent.revision;
  c.flags =
      (T::kComponent.resumes ? ATELIER_COMPONENT_RESUMES : 0u) | (T::kComponent.serial ? ATELIER_COMPONENT_SERIAL : 0u);
  c.id = c_str(T::kComponent.id);
  c.kind = c_str(T::Kind::kKindName);
  c.summary = c_str(T::kComponent.summary);
  c.doc = c_str(T::kComponent.doc);
  c.params = table.data();
  c.param_count = table.size();
  c.outputs = outputs_of<T>();
  c.output_count = OutputCount<T>::value;
  c.iface = T::Kind::template interface_for<T>();
  c.create = &create<T>;
  c.destroy = &destroy<T>;
  if constexpr (HasOutput<T>::value) c.output = &give_output<T>;
  if constexpr (HasExtension<T>::value || HasRules<T>::value || HasNumbers<T>::value || HasForesee<T>::value)
    c.extension = &give_extension<T>;
  return c;
}

template <class... Ts>
const atelier_plugin* describe_plugin(std::string_view id, std::string_view version) {
  static const std::array<const atelier_component*, sizeof...(Ts)> components = {{&component_of<Ts>()...}};
  static const atelier_plugin plugin = [&] {
    atelier_plugin p = blank<atelier_plugin>();
    p.abi_major = ATELIER_ABI_MAJOR;
    p.abi_minor = ATELIER_TARGET_MINOR;
    p.id = c_str(id);
    p.version = c_str(version);
    p.components = components.data();
    p.component_count = sizeof...(Ts);
    return p;
  }();
  return &plugin;
}

// The entry function has no call to report to: what is wrong with a description goes to stderr, and there is none.
template <class... Ts>
const atelier_plugin* plugin_or_null(std::string_view id, std::string_view version) noexcept {
  try {
    return describe_plugin<Ts...>(id, version);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%.*s: %s\n", static_cast<int>(id.size()), id.data(), e.what());
    return nullptr;
  }
}

}  // namespace detail

template <class T>
const atelier_component& component_of() {
  static const detail::OptionTable<typename detail::OptionsOf<T>::Type> table;
  static const atelier_component component = detail::make_component<T>(table);
  return component;
}

// The object that is handed along wires for an instance, given its kind's base.
template <class Kind>
atelier_object object_of(Kind& instance) {
  using Base = typename Kind::Kind;
  return {Base::template interface_for<Kind>(), static_cast<Base*>(&instance)};
}

}  // namespace atelier

#define ATELIER_PLUGIN(plugin_id, plugin_version, ...)                                                       \
  ATELIER_MANIFEST(plugin_id, plugin_version);                                                               \
  ATELIER_EXTERN_C ATELIER_EXPORT const atelier_plugin* atelier_plugin_entry(const atelier_host*) noexcept { \
    return ::atelier::detail::plugin_or_null<__VA_ARGS__>(plugin_id, plugin_version);                        \
  }
