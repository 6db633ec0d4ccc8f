// Atelier SDK, C++17 layer: objects, from both sides. Instance is the base of every component class; ObjectRef is what
// a handle of somebody else's object is.
#pragma once

#include "core.hpp"

namespace atelier {

// Base of every component class: knows which component it is, and its extensions.
class Instance {
 public:
  Instance() = default;
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  virtual ~Instance() = default;

  // Null and "" for an object that was not made by `create`, such as what a stage's outputs give.
  const atelier_component* component() const { return component_; }
  std::string_view component_id() const { return component_ ? view(component_->id) : std::string_view(); }
  void set_component(const atelier_component* component) { component_ = component; }

  // The struct of functions of an extension, or null. The kinds' bases answer for the SDK's own extensions; override it
  // for others, and ask the base for the rest. The answer must not change.
  virtual const void* extension(std::string_view) const { return nullptr; }

 private:
  const atelier_component* component_ = nullptr;
};

namespace detail {

// The `extension` function of the interface of kind base Base.
template <class Base>
const void* extension_in(void* self, atelier_str id) noexcept {
  const auto& instance = *static_cast<const Base*>(self);
  if (view(id) == ATELIER_EXTENSION_COMPONENT) return instance.component();
  try {
    return instance.extension(view(id));
  } catch (...) {
    return nullptr;
  }
}

// Who gave something, for what is said of it.
struct Provider {
  std::string_view id;  // of the component; "" where nobody knows
  std::string_view kind;
};

// A component reported success, but did not keep to the contract of its kind.
[[noreturn]] inline void broken(const Provider& provider, std::string_view what) {
  const std::string who = provider.id.empty() ? text("a component of kind ", provider.kind) : std::string(provider.id);
  throw Error(ATELIER_E_INTERNAL, text(who, " breaks the contract of ", provider.kind, ": ", what));
}

}  // namespace detail

// For a kind of one's own: what its interface begins with, and what surrounds each of its functions (docs/own_kind.md).
using detail::extension_in;
using detail::guard;

// What every handle of an object is: SamplesRef, ModelRef, …
template <class Interface>
class ObjectRef {
 public:
  ObjectRef() = default;
  // id: the component behind it, for objects that do not tell (C components); options know it.
  explicit ObjectRef(atelier_object object, std::string_view id = {}) : object_(object), id_(id) {
    const auto* component =
        extension_of<atelier_component>(object, ATELIER_EXTENSION_COMPONENT, ATELIER_COMPONENT_FLOOR);
    tells_ = component != nullptr;
    if (component) id_ = str(component->id);
  }
  explicit operator bool() const { return object_.iface != nullptr; }
  atelier_object object() const { return object_; }
  // "" where nobody knows.
  const std::string& component_id() const { return id_; }

 protected:
  const Interface& v() const { return *static_cast<const Interface*>(object_.iface); }
  void* self() const { return object_.self; }
  detail::Provider provider(std::string_view kind) const { return {id_, kind}; }

  // Calls function(raw call) -> status. Throws what `check` throws; a failure always has a text.
  template <class Function>
  void invoke(const Call& call, Function function) const {
    checked(call, status(call, function));
  }
  // The same for a function that may give ATELIER_END: false then.
  template <class Function>
  bool invoke_to_end(const Call& call, Function function) const {
    const int32_t code = status(call, function);
    if (code == ATELIER_END) return false;
    checked(call, code);
    return true;
  }

 private:
  template <class Function>
  int32_t status(const Call& call, Function function) const {
    const detail::Running running(call.raw(), tells_ ? std::string_view() : id_);  // others say it themselves
    return function(call.raw());
  }
  void checked(const Call& call, int32_t code) const {
    if (code != ATELIER_OK && code != ATELIER_END) {
      const detail::Running running(call.raw(), id_);
      call.raw()->fail(call.raw(), code, c_str("failed, and gave no reason"));  // what it has reported stands
    }
    check(code);
  }

  atelier_object object_{};
  std::string id_;
  bool tells_ = false;
};

}  // namespace atelier
