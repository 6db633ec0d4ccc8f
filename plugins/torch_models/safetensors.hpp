// Files of named tensors in the safetensors format: a little-endian uint64 with the length of a JSON header, the header
// {name: {dtype, shape, data_offsets}} with an optional text map `__metadata__`, then the raw row-major bytes.
//
// Errors name the file and the entry: ATELIER_E_IO, or ATELIER_E_DATA for a file that breaks the format. [worker]
// Source: https://huggingface.co/docs/safetensors
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compat.hpp"

namespace atelier::torch_models {

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;
using Metadata = std::map<std::string, std::string>;

class SafetensorsFile {
 public:
  struct Entry {
    std::string name;
    at::ScalarType type = at::kFloat;
    std::vector<int64_t> shape;
    uint64_t begin = 0;  // bytes from the start of the data
    uint64_t end = 0;
  };

  // Opens the file and checks the whole header; tensors are read one by one.
  explicit SafetensorsFile(const std::filesystem::path& path);
  SafetensorsFile(const SafetensorsFile&) = delete;
  SafetensorsFile& operator=(const SafetensorsFile&) = delete;
  ~SafetensorsFile();

  const std::filesystem::path& path() const { return path_; }
  // In the order of the data.
  const std::vector<Entry>& entries() const { return entries_; }
  const Metadata& metadata() const { return metadata_; }
  // Null when there is none.
  const Entry* find(const std::string& name) const;
  // A new contiguous CPU tensor.
  at::Tensor read(const Entry& entry) const;

 private:
  void read_header(uint64_t file_size);
  void check_layout(uint64_t data_size);
  void read_bytes(void* to, uint64_t size, uint64_t at) const;

  std::filesystem::path path_;
  int fd_ = -1;
  uint64_t data_start_ = 0;
  std::vector<Entry> entries_;
  Metadata metadata_;
};

// Writes the tensors, from whatever device and layout; the file is complete or absent.
void write_safetensors(const std::filesystem::path& path, const NamedTensors& tensors, const Metadata& metadata);

}  // namespace atelier::torch_models
