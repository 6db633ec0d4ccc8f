// One half of a pair that loads alone, but ends the process together with the other half.
#include <atelier/cpp/stage.hpp>

#include <cstdio>
#include <cstdlib>

namespace {

class Nothing : public atelier::Opened {
 public:
  atelier_value output(const atelier::Call&, std::string_view) override { return atelier::integer_value(0); }
};

class Half : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "test.half_" HALF, .summary = "Gets on with nobody."};
  void run(const atelier::Call&, const std::filesystem::path&) override {}
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path&) {
    return std::make_unique<Nothing>();
  }
};

// The environment is what two libraries of one process share without knowing of each other.
const bool loaded = [] {
  if (std::getenv("ATELIER_TEST_HALF")) {
    std::fputs("the other half is here already\n", stderr);
    if (std::getenv("ATELIER_TEST_QUIETLY")) std::exit(0);
    std::abort();
  }
  return ::setenv("ATELIER_TEST_HALF", HALF, 1) == 0;
}();

}  // namespace

ATELIER_PLUGIN("test.half_" HALF, "1.0.0", Half)
