// Breaks the contract: its default is not one of its choices.
#include <atelier/cpp/stage.hpp>

namespace {

class Nothing : public atelier::Opened {
 public:
  atelier_value output(const atelier::Call&, std::string_view) override { return atelier::integer_value(0); }
};

class Wrong : public atelier::Stage {
 public:
  static constexpr atelier_str kWays[] = {ATELIER_STR("left"), ATELIER_STR("right")};
  static constexpr atelier::Component kComponent{.id = "test.wrong", .summary = "Has a wrong default."};
  struct Options {
    atelier::Option<std::string> way{atelier::option("way", "Which way.").one_of(kWays).by_default("'up'")};
  };
  explicit Wrong(const Options&) {}
  void run(const atelier::Call&, const std::filesystem::path&) override {}
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path&) {
    return std::make_unique<Nothing>();
  }
};

}  // namespace

ATELIER_PLUGIN("test.contract", "1.0.0", Wrong)
