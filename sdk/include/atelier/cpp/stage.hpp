// Atelier SDK, C++17 layer: stages. Contract: kinds/stage.h.
#pragma once

#include <filesystem>
#include <memory>

#include "../kinds/stage.h"
#include "plugin.hpp"

namespace atelier {

// The output ports of a finished stage, made from its folder alone.
class Opened {
 public:
  virtual ~Opened() = default;
  virtual atelier_value output(const Call& call, std::string_view port) = 0;
};

// Base of a stage. A stage class T also has `static std::unique_ptr<Opened> open(const Call&, const path& folder)`.
class Stage : public Instance {
 public:
  using Kind = Stage;
  static constexpr std::string_view kKindName = ATELIER_KIND_STAGE;
  virtual void run(const Call& call, const std::filesystem::path& folder) = 0;
  template <class T>
  static constexpr const void* interface_for();
};

template <class T>
inline constexpr atelier_stage_v1 kStageInterface = {
    sizeof(atelier_stage_v1),
    0,
    [](const atelier_call* call, void* self, atelier_str folder) noexcept {
      auto& s = *static_cast<Stage*>(self);
      return detail::guard(call, T::kComponent.id, [&] { s.run(Call(call), str(folder)); });
    },
    [](const atelier_call* call, atelier_str folder, void** opened) noexcept {
      return detail::guard(call, T::kComponent.id, [&] {
        std::unique_ptr<Opened> made = T::open(Call(call), std::filesystem::path(str(folder)));
        *opened = made.release();
      });
    },
    [](const atelier_call* call, void* opened, atelier_str port, atelier_value* out) noexcept {
      return detail::guard(call, T::kComponent.id,
                           [&] { *out = static_cast<Opened*>(opened)->output(Call(call), view(port)); });
    },
    [](void* opened) noexcept { delete static_cast<Opened*>(opened); }};

template <class T>
constexpr const void* Stage::interface_for() {
  return &kStageInterface<T>;
}

}  // namespace atelier
