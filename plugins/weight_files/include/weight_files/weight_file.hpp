// A file of weights of any kind that people have, open: what tensors it holds, and their bytes on demand.
//
// Reads torch.save's .pth in both containers (zip archive, and the older one of five pickles), TorchScript archives and
// safetensors; nothing in a file is ever executed. Opening reads what describes the tensors, not the tensors, and
// checks every offset, size and stride against the file. Little-endian files only. Errors: ATELIER_E_IO, or
// ATELIER_E_DATA with the file's name, what is wrong with it and what to do. [any]
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "weight_files/dtype.hpp"

namespace atelier::weight_files {

class FileBytes;

enum class Container { kTorchZip, kTorchLegacy, kTorchScript, kSafetensors };
// "torch.save, zip archive".
const char* name_of(Container container);

struct Entry {
  std::string name;     // "backbone.conv1.weight"; behind the section's name where the file has sections
  std::string section;  // "model", "optimizer"; empty: the file has none
  Dtype dtype = Dtype::kFloat32;
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;  // in elements, none negative
  uint64_t at = 0;               // of the first element, in the file
  uint64_t storage_at = 0;       // of the memory that it is a view of; entries with the same share it
  uint64_t storage_bytes = 0;

  uint64_t count() const;  // of elements
  uint64_t bytes() const { return count() * info(dtype).bytes; }
  bool is_contiguous() const;
};

class WeightFile {
 public:
  explicit WeightFile(const std::filesystem::path& path);
  WeightFile(WeightFile&&) noexcept;
  WeightFile& operator=(WeightFile&&) = delete;
  ~WeightFile();

  const std::filesystem::path& path() const;
  uint64_t file_size() const;
  Container container() const { return container_; }
  // In the file's order.
  const std::vector<Entry>& entries() const { return entries_; }
  // The section that holds the network's weights; empty: the file has no sections, or none that is surely it.
  const std::string& network_section() const { return network_section_; }
  // Of the network's section, or of all where there are no sections.
  std::vector<const Entry*> network_entries() const;
  // What else the file says: safetensors' `__metadata__`, or of a checkpoint the values that are no tensors, as short
  // texts: {"epoch", "29"}, {"args", "argparse Namespace"}.
  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  // Of mmsegmentation's checkpoints, and of safetensors as train.supervised leaves them; empty: it names none.
  const std::vector<std::string>& class_names() const { return class_names_; }

  // The elements in row-major order, as they are: bytes() bytes.
  void read(const Entry& entry, void* to) const;
  // The same as float32, of the four types of floats, or as int64, of whole numbers; of others ATELIER_E_DATA.
  void read_floats(const Entry& entry, float* to) const;
  void read_integers(const Entry& entry, int64_t* to) const;

 private:
  std::unique_ptr<FileBytes> file_;
  Container container_ = Container::kSafetensors;
  std::vector<Entry> entries_;
  std::string network_section_;
  std::map<std::string, std::string> metadata_;
  std::vector<std::string> class_names_;
};

// The class names in a file of weights; none also where it is in a form that only its own model reads.
std::vector<std::string> class_names_in(const std::filesystem::path& weights);

// "float32 [64,3,7,7]".
std::string form_of(const Entry& entry);

}  // namespace atelier::weight_files
