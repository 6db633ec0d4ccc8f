// Which pictures there are, what is made of each, and which go through the network together.
#pragma once

#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "pictures/picture_file.hpp"

namespace atelier::predict {

struct Picture {
  std::string name;  // below the folder: "sub/a.jpg"
  std::filesystem::path path;
  std::string stem;  // of what is made of it: "sub/a"
  // The number that the name is ("000000000139.jpg": 139) when all names of the folder are different numbers, else its
  // place in the list, from 1.
  int64_t id = 0;
  pictures::Size size;  // as stored
  std::string stamp;    // of the file: another one, and it has changed
  bool turned = false;  // EXIF asks viewers to turn it
  bool deep = false;    // it has more than 8 bits a channel
  std::string failure;  // why it cannot be used; empty: it can
};

// The pictures of a folder and of the folders below it, sorted by name, hidden files left out; or the one picture that
// `images` is. Headers are read, with the call's threads: what is wrong with one is its `failure`. Throws
// ATELIER_E_INVALID for an empty path, ATELIER_E_IO for one that leads nowhere, ATELIER_E_DATA for a folder without
// pictures and for two pictures whose results would get one name.
std::vector<Picture> list_pictures(const Call& call, const std::filesystem::path& images);

// How large the network sees pictures.
struct NetworkSize {
  pictures::Size fixed;  // 0 x 0: each picture's own size, with its longer side at most `longest` (0: any)
  uint32_t longest = 0;
  pictures::Size of(pictures::Size picture) const;
};

// Pictures of one size, seen by the network at one size.
struct Batch {
  pictures::Size own;
  pictures::Size network;
  std::vector<size_t> pictures;  // indices into the list
};

// All pictures without failure, each batch as full as it can be: `most` pictures, or with 0 as many as make a megapixel
// for the network, at most 16. Depends on the list alone.
std::vector<Batch> make_batches(const std::vector<Picture>& pictures, const NetworkSize& size, size_t most);

}  // namespace atelier::predict
