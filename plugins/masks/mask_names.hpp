// What the mask of a picture is called.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

namespace atelier::masks {

class MaskNames {
 public:
  // "sub/a.jpg" -> "sub/a.png". Throws ATELIER_E_DATA for a name that is absolute, leads out of the folder with "..",
  // or is no file name, and when another picture's mask has that name already: both pictures are named.
  std::string add(const std::string& file_name, int64_t picture_id);

 private:
  struct Owner {
    std::string file_name;
    int64_t id;
  };
  std::unordered_map<std::string, Owner> taken_;
};

}  // namespace atelier::masks
