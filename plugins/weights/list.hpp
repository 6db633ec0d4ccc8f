// The component `weights.list`: what a file of weights holds, whoever's network it is.
//
// Prints the container, whose network it is, and each tensor with type and shape; leaves the same as weights.json. Only
// what describes the tensors is read. Errors: ATELIER_E_IO, ATELIER_E_DATA for a file that is damaged or none of
// weights. [main]
#pragma once

#include <atelier/cpp/stage.hpp>
#include <filesystem>
#include <memory>

namespace atelier::weights {

class List : public Stage {
 public:
  static constexpr Component kComponent{
      .id = "weights.list",
      .revision = 1,
      .summary = "Lists the tensors of a file of weights: .pth, .safetensors or TorchScript, of any network.",
      .doc = "Nothing that a file contains is executed, and its tensors are not read."};
  struct Options {
    Option<std::filesystem::path> file{option("file", "The file of weights.").of_sort("weights").named()};
  };
  static constexpr Rule kRules[] = {
      file_rule("file", "`file` must be a file, not a folder"),
  };
  static constexpr NoNumbers kNumbers{};
  static constexpr Output kOutputs[] = {
      output::path("list", "The file weights.json: all tensors, and what the file is.", "json"),
      output::integer("tensors", "How many tensors the file holds."),
  };

  explicit List(const Options& options) : options_(options) {}
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  Options options_;
};

}  // namespace atelier::weights
