// What a reader of one container found; becomes a WeightFile. [any]
#pragma once

#include <map>
#include <string>
#include <vector>

#include "file_bytes.hpp"
#include "objects.hpp"
#include "weight_files/weight_file.hpp"

namespace atelier::weight_files {

struct Contents {
  Container container = Container::kSafetensors;
  std::vector<Entry> entries;
  std::string network_section;
  std::map<std::string, std::string> metadata;
  std::vector<std::string> class_names;
};

Contents read_safetensors(const FileBytes& file);
Contents read_torch_zip(const FileBytes& file);
Contents read_torch_legacy(const FileBytes& file);

// Where the bytes of storages lie in the file, by the index in Objects::storages.
struct StoragePlace {
  uint64_t at = 0;
  uint64_t bytes = 0;
};

// All tensors below `root`, by the path to them, and what stands beside them. `places` has one for each storage.
Contents collect(const FileBytes& file, const Objects& objects, Id root, const std::vector<StoragePlace>& places);

}  // namespace atelier::weight_files
