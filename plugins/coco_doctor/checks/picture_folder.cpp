#include "checks/picture_folder.hpp"

#include <algorithm>
#include <array>
#include <atelier/cpp/core.hpp>

namespace atelier::coco_doctor {

namespace fs = std::filesystem;

namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
  return text;
}

bool is_picture(const fs::path& path) {
  constexpr std::array<std::string_view, 7> kEndings = {".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"};
  return std::find(kEndings.begin(), kEndings.end(), lower(path.extension().string())) != kEndings.end();
}

}  // namespace

PictureFolder::PictureFolder(fs::path folder) : folder_(std::move(folder)) {
  std::error_code error;
  fs::recursive_directory_iterator at(folder_, fs::directory_options::skip_permission_denied, error);
  if (error) throw Error(ATELIER_E_IO, text("cannot read the folder ", folder_.string(), ": ", error.message()));
  for (; at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (error) throw Error(ATELIER_E_IO, text("cannot read the folder ", folder_.string(), ": ", error.message()));
    std::error_code ignored;
    if (!is_picture(at->path()) || !at->is_regular_file(ignored)) continue;
    std::string name = at->path().lexically_relative(folder_).string();
    names_.insert(std::move(name));
  }
}

bool PictureFolder::has(const std::string& name) const {
  if (names_.count(fs::path(name).lexically_normal().string())) return true;
  std::error_code ignored;
  return name.find('\0') == std::string::npos && fs::is_regular_file(folder_ / name, ignored);
}

std::string PictureFolder::end_of(const std::string& path) const {
  for (size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1)) {
    const std::string rest = path.substr(at + 1);
    if (names_.count(rest)) return rest;
  }
  return names_.count(path) ? path : "";
}

}  // namespace atelier::coco_doctor
