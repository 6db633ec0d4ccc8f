// The kind acme.palette/1 in C++: a base for who gives palettes, and a handle for who takes them.
#pragma once

#include <array>
#include <atelier/cpp/plugin.hpp>

#include "palette.h"

namespace acme {

using Colour = std::array<uint8_t, 3>;

class Palette : public atelier::Instance {
 public:
  using Kind = Palette;
  static constexpr std::string_view kKindName = ACME_KIND_PALETTE;
  virtual uint64_t count() const = 0;
  virtual Colour colour(uint64_t index) const = 0;
  template <class T>
  static constexpr const void* interface_for();
};

inline constexpr acme_palette_v1 kPaletteInterface = {
    sizeof(acme_palette_v1), 0, &atelier::extension_in<Palette>,
    [](void* self) noexcept { return static_cast<const Palette*>(self)->count(); },
    [](void* self, uint64_t index, uint8_t* rgb) noexcept {
      const Colour colour = static_cast<const Palette*>(self)->colour(index);
      std::copy(colour.begin(), colour.end(), rgb);
    }};

template <class T>
constexpr const void* Palette::interface_for() {
  return &kPaletteInterface;
}

class PaletteRef : public atelier::ObjectRef<acme_palette_v1> {
 public:
  static constexpr std::string_view kKindName = ACME_KIND_PALETTE;
  using ObjectRef::ObjectRef;
  uint64_t count() const { return v().count(self()); }
  Colour colour(uint64_t index) const {
    Colour colour;
    v().colour(self(), index, colour.data());
    return colour;
  }
};

}  // namespace acme
