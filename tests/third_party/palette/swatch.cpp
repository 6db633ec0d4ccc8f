// A stage that writes a palette as a PPM picture of one row, and a stage that reads it back.
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/stage.hpp>

#include "palette.h"

namespace {

class PaletteRef {
 public:
  PaletteRef() = default;
  explicit PaletteRef(atelier_object object) : object_(object) {}
  uint64_t count() const { return iface().count(object_.self); }
  std::string colour(uint64_t index) const {
    uint8_t rgb[3];
    iface().colour(object_.self, index, rgb);
    return std::string(rgb, rgb + 3);
  }

 private:
  const acme_palette_v1& iface() const { return *static_cast<const acme_palette_v1*>(object_.iface); }
  atelier_object object_{};
};

class Swatch : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{"acme.swatch", 1, "Writes a palette as a picture of one row."};
  static constexpr atelier::Param kParams[] = {
      atelier::param::port("palette", ACME_KIND_PALETTE).about("the colours"),
  };
  static constexpr atelier::Output kOutputs[] = {atelier::output::path("picture", "swatch.ppm")};

  explicit Swatch(const atelier::Params& params) : palette_(params.part<PaletteRef>("palette")) {}

  void run(const atelier::Call& call, const std::filesystem::path& folder) override {
    std::string ppm = atelier::text("P6\n", palette_.count(), " 1\n255\n");
    for (uint64_t i = 0; i < palette_.count(); ++i) ppm += palette_.colour(i);
    atelier::write_file(folder / "swatch.ppm", ppm);
    call.info(atelier::text(palette_.count(), " colours"));
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path& folder) {
    return std::make_unique<atelier::OpenedFiles>(
        folder, std::initializer_list<std::pair<std::string_view, std::string_view>>{{"picture", "swatch.ppm"}});
  }

 private:
  PaletteRef palette_;
};

// The same through a slot: `palette = { use = "acme.greys", count = 3 }`.
class Brightest : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{"acme.brightest", 1, "Writes the last colour of a palette."};
  static constexpr atelier::Param kParams[] = {
      atelier::param::part("palette", ACME_KIND_PALETTE).by_default("'acme.greys'").about("the colours"),
  };
  static constexpr atelier::Output kOutputs[] = {atelier::output::path("text", "brightest.txt")};

  explicit Brightest(const atelier::Params& params) : palette_(params.part<PaletteRef>("palette")) {}

  void run(const atelier::Call&, const std::filesystem::path& folder) override {
    std::string line = atelier::text(palette_.count(), ":");
    for (const char c : palette_.colour(palette_.count() - 1)) line += atelier::text(' ', int(uint8_t(c)));
    atelier::write_file(folder / "brightest.txt", line + "\n");
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path& folder) {
    return std::make_unique<atelier::OpenedFiles>(
        folder, std::initializer_list<std::pair<std::string_view, std::string_view>>{{"text", "brightest.txt"}});
  }

 private:
  PaletteRef palette_;
};

}  // namespace

ATELIER_PLUGIN("acme.swatch", "1.0.0", Swatch, Brightest)
