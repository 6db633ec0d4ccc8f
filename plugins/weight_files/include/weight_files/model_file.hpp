// model.toml: the file beside weights that says how to use them, as train.supervised leaves it.
//
//   component = "deeplabv3.resnet50"
//   classes   = ["background", "cat"]          # names, the one of label 0 first
//   colours   = [[0, 0, 0], [128, 0, 0]]       # red, green, blue of each class
//   size      = [256, 256]                     # height and width of the training pictures; 0, 0: they varied
//   void      = 255
//   [options]                                  # of the component
//   classes = 2
//
// Nothing but `component` and `classes` is needed. Other keys are left alone: a later program may write more.
#pragma once

#include <array>
#include <atelier/cpp/model.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace atelier::weight_files {

using Colour = std::array<uint8_t, 3>;  // red, green, blue

struct ModelFile {
  std::filesystem::path path;
  std::string component;
  std::vector<std::string> classes;
  std::vector<Colour> colours;  // as many as classes, or none
  int64_t height = 0;           // 0, 0: not said
  int64_t width = 0;
  Settings options;  // values as TOML
};

// The model.toml beside a file of weights, which is noted as an input; nothing when there is none. Throws
// ATELIER_E_DATA, naming file and line, for one that is no such file.
std::optional<ModelFile> read_model_file(const Call& call, const std::filesystem::path& weights);

// Throws ATELIER_E_INVALID when it belongs to another component or number of classes; both are named.
void check_belongs(const ModelFile& file, const std::string& component, const atelier_model_info& model);

// A line for each option that the model and the file give different values.
std::vector<std::string> differences(const ModelFile& file, const Settings& model);

// The first label that two lists of class names give different names, both of them as long as each other.
struct OtherName {
  size_t label = 0;
  bool reordered = false;  // the names are the same, in another order: labels mean other classes
};
std::optional<OtherName> first_other_name(const std::vector<std::string>& names,
                                          const std::vector<std::string>& others);

}  // namespace atelier::weight_files
