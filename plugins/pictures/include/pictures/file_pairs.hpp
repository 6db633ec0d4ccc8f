// Which picture goes with which label map: pairs of files of two folders, by name.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pictures/stored_samples.hpp"

namespace pictures {

// Whether a file's name ends as that of a picture does that can be read: .jpg, .jpeg, .jpe, .png, .bmp, .webp, .tif or
// .tiff, in any case.
bool has_picture_extension(const std::filesystem::path& file);

struct PairRules {
  std::filesystem::path images;
  std::filesystem::path masks;
  // How the names of pictures and of label maps end after what they have in common; empty: any picture's extension.
  std::string image_suffix;
  std::string mask_suffix;
  // A text file that says which pairs, and their order; empty: all, in the order of keys. A line is
  //   a name, with or without the pictures' suffix;
  //   a name and 1, 0 or -1, as in VOC's lists of one class: -1 leaves the picture out;
  //   a picture and a label map, each a path below its folder.
  std::filesystem::path list;
  // Whether a picture without a label map is an error; else it is left out, with a warning.
  bool strict = false;
};

// Keys are the names without suffix, with the folders below ("sub/a"). Errors: ATELIER_E_DATA (no pair; a line that
// names nothing; two files of one key), ATELIER_E_IO.
std::vector<StoredSamples::Entry> find_pairs(const PairRules& rules, const atelier::Call& call);

// Lines of a text file without the white space around them, and their numbers from 1. Empty ones are left out. A byte
// order mark is no part of the first, and UTF-16 is refused: see sources/text_file.hpp.
struct Line {
  std::string text;
  size_t number = 0;
};
std::vector<Line> lines_of(const std::filesystem::path& file);

}  // namespace pictures
