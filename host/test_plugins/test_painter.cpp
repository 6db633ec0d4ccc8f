// A stage that takes parts of kind acme.palette/1, made by another plugin.
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/stage.hpp>

#include "palette.h"

namespace {

struct PaletteRef {
  explicit PaletteRef(atelier_object o = {}) : object(o) {}
  atelier_object object;
};

class NoOutputs : public atelier::Opened {
 public:
  atelier_value output(const atelier::Call&, std::string_view) override { throw atelier::Error(ATELIER_E_INVALID, ""); }
};

class Paint : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "acme.paint", .summary = "Writes down the colours it gets."};
  static constexpr atelier::Param kParams[] = {
      atelier::param::port("palettes", ACME_KIND_PALETTE).list(1).about("the colours, one palette after the other")};
  explicit Paint(const atelier::Params& p) : palettes_(p.parts<PaletteRef>("palettes")), ids_(p.part_ids("palettes")) {}
  void run(const atelier::Call& call, const std::filesystem::path& folder) override {
    std::string all;
    for (const PaletteRef& ref : palettes_) {
      const auto& kind = *static_cast<const acme_palette_v1*>(ref.object.iface);
      for (uint64_t i = 0; i < kind.count(ref.object.self); ++i)
        all += (all.empty() ? "" : " ") + atelier::str(kind.name(ref.object.self, i));
    }
    call.result(all);
    for (const std::string& id : ids_) call.debug(atelier::text("made by \"", id, '"'));
    atelier::write_file(folder / "colours.txt", all);
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path&) {
    return std::make_unique<NoOutputs>();
  }

 private:
  std::vector<PaletteRef> palettes_;
  std::vector<std::string> ids_;
};

}  // namespace

ATELIER_PLUGIN("acme.painter", "0.1.0", Paint)
