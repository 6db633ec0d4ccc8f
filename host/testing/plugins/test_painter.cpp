// A stage that takes parts of kind acme.palette/1, made by another plugin.
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/stage.hpp>

#include "palette.h"

namespace {

class PaletteRef : public atelier::ObjectRef<acme_palette_v1> {
 public:
  static constexpr std::string_view kKindName = ACME_KIND_PALETTE;
  using ObjectRef::ObjectRef;
  uint64_t count() const { return v().count(self()); }
  std::string name(uint64_t index) const { return atelier::str(v().name(self(), index)); }
};

class NoOutputs : public atelier::Opened {
 public:
  atelier_value output(const atelier::Call&, std::string_view) override { throw atelier::Error(ATELIER_E_INVALID, ""); }
};

class Paint : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "acme.paint", .summary = "Writes down the colours it gets."};
  struct Options {
    atelier::Option<std::vector<PaletteRef>> palettes{
        atelier::option("palettes", "The colours, one palette after the other.").wired().items(1)};
  };
  explicit Paint(const Options& options) : options_(options) {}
  void run(const atelier::Call& call, const std::filesystem::path& folder) override {
    std::string all;
    for (const PaletteRef& palette : *options_.palettes)
      for (uint64_t i = 0; i < palette.count(); ++i) all += (all.empty() ? "" : " ") + palette.name(i);
    call.result(all);
    for (const std::string& id : options_.palettes.components()) call.debug(atelier::text("made by \"", id, '"'));
    atelier::write_file(folder / "colours.txt", all);
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path&) {
    return std::make_unique<NoOutputs>();
  }

 private:
  Options options_;
};

}  // namespace

ATELIER_PLUGIN("acme.painter", "0.1.0", Paint)
