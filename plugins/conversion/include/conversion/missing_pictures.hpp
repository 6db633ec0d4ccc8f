// Looks for the files of pictures before any work: which are missing, and what their names may mean.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace conversion {

class MissingPictures {
 public:
  // Nothing is looked for where the dataset does not say where the picture lies.
  void look_for(const atelier_picture& picture);
  // Throws ATELIER_E_IO when a file is missing: the first, what is odd about its name and which file in the folder
  // seems meant, how many are, and what else can be done: "set check_pictures = false for masks without pictures". Of
  // the dataset it is asked whether its reader left names because they clash.
  void refuse(const atelier::Call& call, const atelier::DatasetRef& dataset, std::string_view otherwise) const;

 private:
  uint64_t looked_for_ = 0;
  uint64_t missing_ = 0;
  // Of the first one.
  int64_t id_ = 0;
  std::string name_;
  std::string path_;
};

}  // namespace conversion
