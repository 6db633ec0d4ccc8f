// Offers parts of kind acme.palette/1: a whole palette, and one that gives its two halves as outputs.
#include <atelier/cpp/plugin.hpp>

#include <string>
#include <vector>

#include "palette.h"

namespace {

namespace param = atelier::param;

int alive = 0;

class Palette : public atelier::Instance {
 public:
  using Kind = Palette;
  static constexpr std::string_view kKindName = ACME_KIND_PALETTE;
  static constexpr atelier::Component kComponent{.id = "acme.palette", .summary = "Names of colours."};
  static constexpr atelier::Param kParams[] = {param::string("names").list(1).about("the colours")};
  explicit Palette(const atelier::Params& p, const atelier::Call& call) : names_(p.strings("names")) {
    call.debug(atelier::text("palettes alive: ", ++alive));
  }
  explicit Palette(std::vector<std::string> names) : names_(std::move(names)) { ++alive; }
  ~Palette() override { --alive; }
  const std::vector<std::string>& names() const { return names_; }

  template <class T>
  static constexpr const void* interface_for();

 private:
  std::vector<std::string> names_;
};

constexpr acme_palette_v1 kInterface = {
    sizeof(acme_palette_v1), 0,
    [](void* self) noexcept -> uint64_t { return static_cast<Palette*>(self)->names().size(); },
    [](void* self, uint64_t i) noexcept { return atelier::c_str(static_cast<Palette*>(self)->names()[i]); }};

template <class T>
constexpr const void* Palette::interface_for() {
  return &kInterface;
}

// Has no interface of its own: only its outputs can be wired.
class Halves : public atelier::Instance {
 public:
  using Kind = Halves;
  static constexpr std::string_view kKindName = "acme.halves/1";
  static constexpr atelier::Component kComponent{.id = "acme.halves", .summary = "Cuts a palette in two."};
  static constexpr atelier::Param kParams[] = {param::port("palette", ACME_KIND_PALETTE).about("what to cut")};
  static constexpr atelier::Output kOutputs[] = {
      atelier::output::object("first", ACME_KIND_PALETTE, "the first half"),
      atelier::output::object("second", ACME_KIND_PALETTE, "the second half"),
  };
  explicit Halves(const atelier::Params& p) : first_(half(p, 0)), second_(half(p, 1)) {}
  atelier_value output(const atelier::Call&, std::string_view port) {
    return atelier::object_value({&kInterface, port == "first" ? &first_ : &second_});
  }

  template <class T>
  static constexpr const void* interface_for() {
    return nullptr;
  }

 private:
  struct Ref {
    explicit Ref(atelier_object o = {}) : object(o) {}
    atelier_object object;
  };
  static std::vector<std::string> half(const atelier::Params& p, uint64_t which) {
    const atelier_object palette = p.part<Ref>("palette").object;
    const auto& kind = *static_cast<const acme_palette_v1*>(palette.iface);
    std::vector<std::string> out;
    const uint64_t count = kind.count(palette.self);
    for (uint64_t i = which * count / 2; i < (which + 1) * count / 2; ++i)
      out.push_back(atelier::str(kind.name(palette.self, i)));
    return out;
  }
  Palette first_;
  Palette second_;
};

}  // namespace

ATELIER_PLUGIN("acme.palette", "0.1.0", Palette, Halves)
