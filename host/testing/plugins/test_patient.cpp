// A stage whose library looks at the environment while it is loaded, and says what it found.
#include <atelier/cpp/environment.hpp>
#include <atelier/cpp/stage.hpp>

#include <cstdlib>
#include <string>

namespace {

const char* const kFound = std::getenv("ATELIER_TEST_PATIENCE");

class Patient : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "patient.stage", .summary = "Says how patient it is."};
  static constexpr atelier_variable kEnvironment[] = {
      {ATELIER_STR("ATELIER_TEST_PATIENCE"), ATELIER_STR("much"), ATELIER_STR("So that it waits.")}};
  static const void* component_extension(std::string_view id) { return atelier::environment<kEnvironment>(id); }

  void run(const atelier::Call&, const std::filesystem::path&) override {
    throw atelier::Error(ATELIER_E_DATA, atelier::text("its patience is ", kFound ? kFound : "none"));
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path&) { return nullptr; }
};

}  // namespace

ATELIER_PLUGIN("test.patient", "1.0.0", Patient)
