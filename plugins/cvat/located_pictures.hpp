// Where the pictures of annotation files lie, and whether their sizes mean them as stored or as EXIF turns them.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "annotation_file.hpp"
#include "sources/name_finder.hpp"

namespace atelier::cvat {

struct LocatedPicture {
  const AnnotationFile* file = nullptr;
  const ImageElement* image = nullptr;
  std::string file_name;  // with the subset before it where that tells two apart
  std::string path;
  uint32_t height = 0;
  uint32_t width = 0;
  uint32_t orientation = 1;
};

// Looks up the files of pictures that have their `file`, `image` and `file_name`, reads their headers, and fills in the
// rest. `folder`: where the pictures are; empty: `images` beside each annotation file, or else that file's folder.
// Pictures that lie outside of `folder` are noted as inputs, without it those outside of `annotations`.
//
// CVAT shows pictures turned as EXIF says, and its sizes are those of the turned picture; versions before 2.1 did not.
// So a size that is that of the picture as shown means it turned, also where both are the same; one that only the
// stored picture has means it as stored. Returns notes about what was matched, is missing or does not agree.
// Throws ATELIER_E_DATA for a picture without a size of which there is no file.
std::vector<DatasetNote> locate(const Call& call, const std::filesystem::path& annotations,
                                const std::filesystem::path& folder, sources::Names names,
                                std::vector<LocatedPicture>& pictures);

}  // namespace atelier::cvat
