#include "picture_list.hpp"

#include <algorithm>
#include <array>
#include <atelier/cpp/core.hpp>
#include <atelier/cpp/files.hpp>

namespace atelier::yolo_segments {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kImages = "/images/";
// All that Ultralytics takes for pictures: one that cannot be decoded here is an error, not left out.
constexpr std::array<std::string_view, 13> kExtensions = {".avif", ".bmp", ".dng", ".heic", ".heif", ".jp2", ".jpeg",
                                                          ".jpg",  ".mpo", ".png", ".tif",  ".tiff", ".webp"};

bool is_picture(const fs::path& file) {
  if (!file.has_filename()) return false;
  std::string extension = file.extension().string();
  for (char& c : extension)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return file.filename().string().front() != '.' &&
         std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

void list_folder(const fs::path& folder, std::vector<std::string>& out) {
  try {
    for (const auto& entry : fs::recursive_directory_iterator(folder, fs::directory_options::follow_directory_symlink))
      if (is_picture(entry.path()) && entry.is_regular_file()) out.push_back(entry.path().string());
  } catch (const fs::filesystem_error& e) {
    throw Error(ATELIER_E_IO, text("cannot list ", folder.string(), ": ", e.code().message()));
  }
}

// A line is a path: absolute, with ./ relative to the list, else relative to the dataset's folder where there is such a
// file, or to the list.
void read_list(const fs::path& list, const fs::path& root, std::vector<std::string>& out) {
  std::string bytes = read_file(list);
  if (bytes.rfind("\xef\xbb\xbf", 0) == 0) bytes.erase(0, 3);
  std::error_code ignored;
  for (size_t start = 0; start < bytes.size();) {
    const size_t end = std::min(bytes.find('\n', start), bytes.size());
    std::string line = bytes.substr(start, end - start);
    start = end + 1;
    line.erase(line.find_last_not_of(" \t\r") + 1);
    if (line.empty() || !is_picture(line)) continue;
    const bool below_root = line.rfind("./", 0) != 0 && fs::exists(root / line, ignored);
    out.push_back(((below_root ? root : list.parent_path()) / line).lexically_normal().string());
  }
}

std::string name_of(const std::string& path, const fs::path& root) {
  const size_t images = path.rfind(kImages);
  if (images != std::string::npos) return path.substr(images + kImages.size());
  const fs::path below = fs::path(path).lexically_relative(root.lexically_normal());
  return below.empty() || *below.begin() == ".." ? fs::path(path).filename().string() : below.generic_string();
}

}  // namespace

std::vector<PictureFile> list_pictures(const DataFile& data) {
  std::vector<std::string> paths;
  std::error_code ignored;
  for (const fs::path& from : data.from)
    if (fs::is_directory(from, ignored))
      list_folder(from, paths);
    else
      read_list(from, data.root, paths);
  if (paths.empty()) throw Error(ATELIER_E_DATA, text("there is no picture in ", data.from.front().string()));
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  std::vector<PictureFile> out;
  for (std::string& path : paths) {
    std::string name = name_of(path, data.root);
    out.push_back({std::move(path), std::move(name)});
  }
  return out;
}

std::string label_path(const std::string& picture) {
  std::string path = picture;
  const size_t images = path.rfind(kImages);
  if (images != std::string::npos) path.replace(images, kImages.size(), "/labels/");
  return fs::path(path).replace_extension(".txt").string();
}

}  // namespace atelier::yolo_segments
