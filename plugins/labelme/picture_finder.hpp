// Where the picture of a JSON file lies, and how its sizes are meant.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>

#include "label_file.hpp"
#include "source_notes.hpp"
#include "sources/name_finder.hpp"

namespace atelier::labelme {

struct FoundPicture {
  std::string path;    // where it lies, or should
  std::string wanted;  // where it would lie by the JSON file's own words
  uint32_t height = 0;
  uint32_t width = 0;
  uint32_t orientation = 1;  // as in atelier_dataset_orientation_v1
};

// For many threads at once.
class PictureFinder {
 public:
  // images: folder of the pictures, with the folders below as in `annotations`; empty: by `imagePath`.
  PictureFinder(std::filesystem::path annotations, std::filesystem::path images, sources::Names names)
      : annotations_(std::move(annotations)), images_(std::move(images)), names_(names) {}

  // Throws, ATELIER_E_IO or ATELIER_E_DATA, when neither the file nor the picture has a size.
  FoundPicture find(const std::filesystem::path& json, const LabelFile& file, SourceNotes& notes) const;

 private:
  // The folder in which names are looked for that are not where they should be, and its finder.
  struct Folder {
    explicit Folder(const std::filesystem::path& folder) : path(folder), finder(folder) {}
    std::filesystem::path path;
    sources::NameFinder finder;
  };
  const Folder& folder_for(const std::filesystem::path& json) const;
  std::filesystem::path wanted_path(const std::filesystem::path& json, const LabelFile& file) const;
  std::string path_of(const std::filesystem::path& json, const LabelFile& file, const std::filesystem::path& wanted,
                      SourceNotes& notes) const;
  void measure(const std::filesystem::path& json, const LabelFile& file, FoundPicture& picture,
               SourceNotes& notes) const;

  std::filesystem::path annotations_;
  std::filesystem::path images_;
  sources::Names names_;
  mutable std::mutex mutex_;
  mutable std::map<std::filesystem::path, Folder> folders_;
};

}  // namespace atelier::labelme
