// The files of one picture: its label map and its overlay.
#pragma once

#include <atelier/cpp/tensor.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "classes.hpp"
#include "journal.hpp"
#include "label_runs.hpp"
#include "overlay.hpp"
#include "picture_list.hpp"

namespace atelier::predict {

// What is left of each picture.
struct Wanted {
  bool labels = false;
  bool overlays = false;
  bool runs = false;
  bool jpeg = true;  // overlays; else PNG
  OverlayLook look;
  pictures::PixelRules pixels;  // how pictures are read
};

class PictureWriter {
 public:
  PictureWriter(std::filesystem::path folder, Wanted wanted, const std::vector<ClassInfo>& classes);

  // The files that the picture gets, without their sizes.
  std::vector<WrittenFile> files_of(const Picture& picture) const;

  // Writes them, and gives them with their sizes. labels: [H,W]. The picture is read again for its overlay: throws
  // ReadFailure, with nothing written, when that fails. Other errors are those of writing. [any]
  std::vector<WrittenFile> write(const Picture& picture, const atelier_tensor& labels,
                                 const std::vector<ClassPixels>& found) const;

 private:
  std::string encode_labels(const atelier_tensor& labels) const;
  std::string encode_overlay(const Picture& picture, const atelier_tensor& labels,
                             const std::vector<ClassPixels>& found) const;

  std::filesystem::path folder_;
  Wanted wanted_;
  const std::vector<ClassInfo>& classes_;
  std::string palette_;
};

// A picture file that cannot be read; the text says which and why.
class ReadFailure : public Error {
 public:
  using Error::Error;
};

// Calls read(); what is wrong with the picture's file comes out as a ReadFailure.
template <class Read>
auto reading(Read read) {
  try {
    return read();
  } catch (const Error& e) {
    throw ReadFailure(e.code(), e.what());
  }
}

}  // namespace atelier::predict
