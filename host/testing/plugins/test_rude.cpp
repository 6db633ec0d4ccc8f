// Texts that would turn a terminal upside down.
#include <atelier/cpp/stage.hpp>

namespace {

class Nothing : public atelier::Opened {
 public:
  atelier_value output(const atelier::Call&, std::string_view) override { return atelier::integer_value(0); }
};

class Rude : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{
      .id = "test.rude", .summary = "Two\nlines\033[2J.", .doc = "A page\r\nof \033[31mred\x07 text."};
  struct Options {
    atelier::Option<std::string> way{
        atelier::option("way", "One\nof\x1b]0;these\x07.").by_default("'''\na'''").in("\tx")};
  };
  static constexpr atelier::Output kOutputs[] = {atelier::output::integer("n", "A\rnumber.")};
  explicit Rude(const Options& options) : way_(options.way) {}
  void run(const atelier::Call& call, const std::filesystem::path&) override {
    call.result("a result\033[2J\nof two lines");
    call.progress(1, 2, "\033[2J");
    call.warn("a warning\033[2J");
    throw atelier::Error(ATELIER_E_DATA, "torn\033[2J apart");
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path&) {
    return std::make_unique<Nothing>();
  }

 private:
  std::string way_;
};

}  // namespace

ATELIER_PLUGIN("test.rude", "1.0.0\033[2J", Rude)
