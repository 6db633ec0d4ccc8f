// What was noticed while the files of a folder were read: counts, with the first file of each. Each thread counts for
// itself; merged in any order they give the same.
#pragma once

#include <array>
#include <atelier/cpp/dataset.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "label_file.hpp"

namespace atelier::labelme {

enum class Noticed : uint8_t {
  kTurned,     // the picture is turned as EXIF says, as labelme shows it
  kAsStored,   // EXIF turns it, but the sizes in the file are those of the stored pixels
  kOtherSize,  // the sizes in the file are neither
  kMatched,    // the file that the name seems to mean was taken
  kMissing,    // there is no such picture
  kImageData,  // likewise, but the JSON file holds it
  kNotUtf8,    // bytes were read as Windows-1252
  kIgnored,    // files with shapes that are `__ignore__`
};
inline constexpr size_t kNoticed = 8;

class SourceNotes {
 public:
  // `first` is what to say of the first file, in the order of `file`; it is made only for that.
  template <class Say>
  void add(Noticed what, const std::string& file, Say say) {
    Entry& entry = entries_[static_cast<size_t>(what)];
    if (entry.count++ != 0 && file >= entry.file) return;
    entry.file = file;
    entry.first = say();
  }
  // What the file itself gives: labels, `__ignore__`, bytes that are no UTF-8.
  void add_file(const std::string& path, const LabelFile& file);
  void merge(const SourceNotes& other);

  uint64_t count(Noticed what) const { return entries_[static_cast<size_t>(what)].count; }
  // How many shapes there are of each label.
  const std::map<std::string, uint64_t>& labels() const { return labels_; }

  // As notes of a dataset of `files` files. `listed`: the file of class names, or ""; labels that it does not list are
  // noted with the nearest of `classes`.
  std::vector<DatasetNote> notes(uint64_t files, const std::string& listed,
                                 const std::vector<std::string>& classes) const;

 private:
  struct Entry {
    uint64_t count = 0;
    std::string file;
    std::string first;
  };
  std::array<Entry, kNoticed> entries_;
  std::map<std::string, uint64_t> labels_;
};

}  // namespace atelier::labelme
