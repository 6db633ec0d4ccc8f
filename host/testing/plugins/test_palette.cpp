// Offers parts of kind acme.palette/1: a whole palette, and one that gives its two halves as outputs.
#include <atelier/cpp/plugin.hpp>

#include <string>
#include <vector>

#include "palette.h"

namespace {

int alive = 0;

class Palette : public atelier::Instance {
 public:
  using Kind = Palette;
  static constexpr std::string_view kKindName = ACME_KIND_PALETTE;
  static constexpr atelier::Component kComponent{.id = "acme.palette", .summary = "Names of colours."};
  struct Options {
    atelier::Option<std::vector<std::string>> names{atelier::option("names", "The colours.").items(1)};
  };
  explicit Palette(const Options& options, const atelier::Call& call) : names_(options.names) {
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
    sizeof(acme_palette_v1), 0, nullptr,
    [](void* self) noexcept -> uint64_t { return static_cast<Palette*>(self)->names().size(); },
    [](void* self, uint64_t i) noexcept { return atelier::c_str(static_cast<Palette*>(self)->names()[i]); }};

template <class T>
constexpr const void* Palette::interface_for() {
  return &kInterface;
}

// Has no interface of its own: only its outputs can be wired.
class Halves : public atelier::Instance {
 public:
  class Ref : public atelier::ObjectRef<acme_palette_v1> {
   public:
    static constexpr std::string_view kKindName = ACME_KIND_PALETTE;
    using ObjectRef::ObjectRef;
    uint64_t count() const { return v().count(self()); }
    std::string name(uint64_t index) const { return atelier::str(v().name(self(), index)); }
  };
  using Kind = Halves;
  static constexpr std::string_view kKindName = "acme.halves/1";
  static constexpr atelier::Component kComponent{.id = "acme.halves", .summary = "Cuts a palette in two."};
  static constexpr atelier::Output kOutputs[] = {
      atelier::output::object("first", ACME_KIND_PALETTE, "The first half."),
      atelier::output::object("second", ACME_KIND_PALETTE, "The second half."),
  };
  struct Options {
    atelier::Option<Ref> palette{atelier::option("palette", "What to cut.").wired()};
  };
  explicit Halves(const Options& o) : first_(half(*o.palette, 0)), second_(half(*o.palette, 1)) {}
  atelier_value output(const atelier::Call&, std::string_view port) {
    return atelier::object_value({&kInterface, port == "first" ? &first_ : &second_});
  }

  template <class T>
  static constexpr const void* interface_for() {
    return nullptr;
  }

 private:
  static std::vector<std::string> half(const Ref& palette, uint64_t which) {
    std::vector<std::string> out;
    const uint64_t count = palette.count();
    for (uint64_t i = which * count / 2; i < (which + 1) * count / 2; ++i) out.push_back(palette.name(i));
    return out;
  }
  Palette first_;
  Palette second_;
};

}  // namespace

ATELIER_PLUGIN("acme.palette", "0.1.0", Palette, Halves)
