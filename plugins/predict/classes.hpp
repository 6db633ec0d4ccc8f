// What the model's classes are called, what they look like, and which category each is in COCO's results.
#pragma once

#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "weight_files/model_file.hpp"

namespace atelier::predict {

using weight_files::Colour;
using weight_files::ModelFile;

struct ClassInfo {
  std::string name;
  Colour colour{};                  // black: overlays leave its pixels as they are
  std::optional<int64_t> category;  // none: not in the results
};

struct ClassSource {
  uint32_t count = 0;               // of the model
  const ModelFile* file = nullptr;  // null: there is none
  std::vector<std::string> names;   // what the user says; empty: nothing
  // What the file of weights itself says, for want of a model.toml; empty: nothing.
  std::vector<std::string> names_in_weights;
  // A JSON file of category ids and labels, as mask.writer leaves it: {"1": 1, "90": 80}; empty: categories are labels.
  std::filesystem::path categories;
};

// One for each label. Names are the user's, else those of model.toml, else those in the weights, else for 21 classes
// those of Pascal VOC, else "class 1" and so on; the user's are warned of where they are others than those that come
// with the weights. Without a file of categories a class is the category of its label, but for a background at label 0,
// which is none. Throws ATELIER_E_INVALID for a wrong number of names, ATELIER_E_DATA or _IO for the file of
// categories.
std::vector<ClassInfo> name_classes(const Call& call, const ClassSource& source);

// The bytes of a PNG's PLTE chunk. [classes.size() <= 256]
std::string palette_of(const std::vector<ClassInfo>& classes);

}  // namespace atelier::predict
