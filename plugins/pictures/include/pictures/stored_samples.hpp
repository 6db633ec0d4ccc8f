// Samples whose pictures and label maps lie in files. Contract: atelier/kinds/samples.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "atelier/cpp/samples.hpp"
#include "pictures/picture_file.hpp"

namespace pictures {

class FileDigests;

// Pairs of files. `load` checks that both have one size and that each label is a class or void; its errors name the
// files, and the pixel of a wrong label. Labels come as uint8 when void is at most 255, else as uint16. [any]
class StoredSamples : public atelier::Samples {
 public:
  struct Entry {
    std::string key;
    std::filesystem::path picture;
    std::filesystem::path labels;
  };

  // What relabel gives for a value that must not occur.
  static constexpr uint32_t kNoLabel = UINT32_MAX;

  // class_names[label]; 0 is the background. relabel[value] is the label of a value of the files; values beyond it are
  // labels as they are. Throws ATELIER_E_INVALID when void would be a class, or above 65535.
  StoredSamples(std::vector<std::string> class_names, uint32_t void_label, std::vector<Entry> entries,
                std::vector<uint32_t> relabel = {});
  ~StoredSamples() override;

  atelier_samples_info describe(const atelier::Call& call) const override;
  std::string_view key(const atelier::Call& call, uint64_t index) const override;
  atelier::Sample load(const atelier::Call& call, uint64_t index) const override;
  std::optional<atelier::Sample> load_resized(const atelier::Call& call, uint64_t index,
                                              atelier::Extent size) const override;
  // Of both files' bytes, the classes, void and the decoders' revision. Files that did not change are read once.
  std::optional<atelier::Digest> content(const atelier::Call& call, uint64_t index) const override;

 private:
  const Entry& at(uint64_t index) const;
  atelier::Tensor labels_of(const Entry& entry, Size picture) const;

  std::vector<std::string> class_names_;
  std::vector<atelier_str> class_views_;
  uint32_t void_label_;
  std::vector<Entry> entries_;
  std::vector<uint32_t> relabel_;
  std::unique_ptr<FileDigests> digests_;
};

}  // namespace pictures
