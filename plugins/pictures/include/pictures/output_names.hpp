// What the file made from a picture is called.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pictures {

// The file name of a picture, made plain: "sub/./a.jpg" -> "sub/a.jpg". Throws ATELIER_E_DATA, naming the picture, for
// a name that is absolute, leads out of the folder with "..", or is no file name. [any]
std::filesystem::path checked_name(const std::string& file_name, int64_t picture_id);

// Names of files that a stage leaves, one for each picture, below a folder of its own. One thread at a time.
class OutputNames {
 public:
  // extension: ".png"; what: the word for such a file in messages, "mask".
  OutputNames(std::string_view extension, std::string_view what) : extension_(extension), what_(what) {}

  // "sub/a.jpg" -> "sub/a.png". Throws as checked_name does, and ATELIER_E_DATA when another picture's file has that
  // name already: both pictures are named, or the file that is both.
  std::string add(const std::string& file_name, int64_t picture_id);

 private:
  struct Owner {
    std::string file_name;
    int64_t id;
  };
  std::string extension_;
  std::string what_;
  std::unordered_map<std::string, Owner> taken_;
};

}  // namespace pictures
