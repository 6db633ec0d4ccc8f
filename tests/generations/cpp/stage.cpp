// Leaves one file.
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/stage.hpp>

class Hello : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{"small.stage", 1, "Leaves one file."};
  static constexpr atelier::Output kOutputs[] = {atelier::output::path("file", "The file.")};
  void run(const atelier::Call&, const std::filesystem::path& folder) override {
    atelier::write_file(folder / "hello.txt", "hello\n");
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path& folder) {
    return std::unique_ptr<atelier::Opened>(new atelier::OpenedFiles(folder, {{"file", "hello.txt"}}));
  }
};
ATELIER_PLUGIN("small.cpp.stage", "1.0.0", Hello)
