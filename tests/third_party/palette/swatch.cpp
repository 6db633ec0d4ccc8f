// A palette of three colours, a stage that writes a palette as a PPM picture of one row, and one that writes its last
// colour.
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/stage.hpp>

#include "palette.hpp"

namespace acme {

class Primaries : public Palette {
 public:
  static constexpr atelier::Component kComponent{"acme.primaries", 1, "Red, green and blue."};
  uint64_t count() const override { return 3; }
  Colour colour(uint64_t index) const override {
    Colour colour{};
    colour[index] = 255;
    return colour;
  }
};

class Swatch : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{"acme.swatch", 1, "Writes a palette as a picture of one row."};
  struct Options {
    atelier::Option<PaletteRef> palette{atelier::option("palette", "The colours.").wired()};
  };
  static constexpr atelier::Output kOutputs[] = {atelier::output::path("picture", "The picture, swatch.ppm.")};

  explicit Swatch(const Options& options) : palette_(options.palette) {}

  void run(const atelier::Call& call, const std::filesystem::path& folder) override {
    std::string ppm = atelier::text("P6\n", palette_.count(), " 1\n255\n");
    for (uint64_t i = 0; i < palette_.count(); ++i)
      for (const uint8_t part : palette_.colour(i)) ppm += static_cast<char>(part);
    atelier::write_file(folder / "swatch.ppm", ppm);
    call.info(atelier::text(palette_.count(), " colours"));
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path& folder) {
    using Files = std::initializer_list<std::pair<std::string_view, std::string_view>>;
    return std::make_unique<atelier::OpenedFiles>(folder, Files{{"picture", "swatch.ppm"}});
  }

 private:
  PaletteRef palette_;
};

// Takes it through a slot: `palette = { use = "acme.greys", count = 3 }`.
class Brightest : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{"acme.brightest", 1, "Writes the last colour of a palette."};
  struct Options {
    atelier::Option<PaletteRef> palette{atelier::option("palette", "The colours.").by_default("'acme.greys'")};
  };
  static constexpr atelier::Output kOutputs[] = {atelier::output::path("text", "The colour, brightest.txt.")};

  explicit Brightest(const Options& options) : palette_(options.palette) {}

  void run(const atelier::Call&, const std::filesystem::path& folder) override {
    std::string line = atelier::text(palette_.count(), ":");
    for (const uint8_t part : palette_.colour(palette_.count() - 1)) line += atelier::text(' ', int{part});
    atelier::write_file(folder / "brightest.txt", line + "\n");
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path& folder) {
    using Files = std::initializer_list<std::pair<std::string_view, std::string_view>>;
    return std::make_unique<atelier::OpenedFiles>(folder, Files{{"text", "brightest.txt"}});
  }

 private:
  PaletteRef palette_;
};

}  // namespace acme

ATELIER_PLUGIN("acme.swatch", "1.0.0", acme::Primaries, acme::Swatch, acme::Brightest)
