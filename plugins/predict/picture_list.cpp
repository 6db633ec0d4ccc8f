#include "picture_list.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <atelier/cpp/parallel.hpp>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "pictures/deep_pictures.hpp"
#include "pictures/exif.hpp"
#include "pictures/file_pairs.hpp"
#include "pictures/folder_walk.hpp"
#include "pictures/output_names.hpp"

namespace atelier::predict {

namespace fs = std::filesystem;

namespace {

// Small pictures alone would leave the network idle between its layers; large ones take memory.
constexpr uint64_t kBatchPixels = uint64_t{1} << 20, kBatchPictures = 16;

std::vector<Picture> find(const fs::path& folder) {
  std::vector<Picture> found;
  pictures::walk(folder, [&](const fs::directory_entry& entry, bool is_folder) {
    const bool hidden = entry.path().filename().string().front() == '.';
    if (hidden || is_folder || !pictures::has_picture_extension(entry.path())) return !hidden;
    Picture picture;
    picture.path = entry.path();
    picture.name = entry.path().lexically_relative(folder).generic_string();
    found.push_back(std::move(picture));
    return true;
  });
  std::sort(found.begin(), found.end(), [](const Picture& a, const Picture& b) { return a.name < b.name; });
  return found;
}

std::vector<Picture> find_all(const fs::path& images) {
  if (images.empty())
    throw Error(ATELIER_E_INVALID,
                "`images` is empty: give the folder of the pictures, or one picture (of workflows/predict.toml: "
                "--set params.images=FOLDER)");
  std::error_code ignored;
  if (!fs::exists(images, ignored))
    throw Error(ATELIER_E_IO, text("`images` leads to ", images.string(), ", which is not there"));
  if (fs::is_directory(images, ignored)) {
    std::vector<Picture> found = find(images);
    if (found.empty())
      throw Error(ATELIER_E_DATA, text("there is no picture in ", images.string(),
                                       "; those end in .jpg, .jpeg, .jpe, .png, .bmp, .webp, .tif or .tiff"));
    return found;
  }
  Picture one;
  one.path = images;
  one.name = images.filename().string();
  return {one};
}

void number(std::vector<Picture>& pictures) {
  std::set<int64_t> seen;
  for (Picture& picture : pictures) {
    const std::string stem = fs::path(picture.name).stem().string();
    const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), picture.id);
    const bool is_number = error == std::errc() && end == stem.data() + stem.size() && stem[0] != '-';
    if (!is_number || !seen.insert(picture.id).second) {
      for (size_t i = 0; i < pictures.size(); ++i) pictures[i].id = static_cast<int64_t>(i) + 1;
      return;
    }
  }
}

// What is made of each gets a name of its own.
void name_results(std::vector<Picture>& pictures) {
  pictures::OutputNames names(".png", "label map");
  std::set<std::string> results, folders;
  for (Picture& picture : pictures) {
    const std::string result = names.add(picture.name, picture.id);
    results.insert(result);
    picture.stem = fs::path(result).replace_extension().string();
    for (fs::path above = fs::path(result).parent_path(); !above.empty(); above = above.parent_path())
      folders.insert(above.string());
  }
  for (const std::string& folder : folders)
    if (results.count(folder))
      throw Error(ATELIER_E_DATA, text("a label map would be called `", folder,
                                       "`, but other pictures need a folder of that name; rename one of them"));
}

// Size and time of change: as the host tells whether a file is the one that it was.
std::string stamp_of(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0)
    throw Error(ATELIER_E_IO, text("cannot read ", file.string(), ": ", std::strerror(errno)));
  return text(status.st_size, ' ', status.st_ctim.tv_sec * 1'000'000'000 + status.st_ctim.tv_nsec);
}

void read_header(Picture& picture) {
  try {
    std::error_code ec;
    if (fs::exists(picture.path, ec) && !fs::is_regular_file(picture.path, ec))
      throw Error(ATELIER_E_DATA, text(picture.path.string(), " is no regular file"));
    picture.stamp = stamp_of(picture.path);
    picture.size = pictures::read_size(picture.path);
    const int orientation = pictures::exif_orientation(picture.path).value_or(1);
    picture.turned = orientation > 1;
    picture.deep = pictures::needs_range(picture.path, pictures::Pixels::kRgb);
    nlohmann::json(picture.name).dump();
  } catch (const nlohmann::json::exception&) {
    picture.failure = "its name is not UTF-8, so JSON cannot hold it; rename it";
  } catch (const Error& e) {
    picture.failure = e.what();
  }
}

}  // namespace

std::vector<Picture> list_pictures(const Call& call, const fs::path& images) {
  std::vector<Picture> found = find_all(images);
  number(found);
  name_results(found);
  for_each_index(found.size(), call.threads(), [&](unsigned, uint64_t i) {
    call.stop_if_cancelled();
    read_header(found[i]);
  });
  return found;
}

pictures::Size NetworkSize::of(pictures::Size picture) const {
  if (fixed.height != 0) return fixed;
  const uint32_t longer = std::max(picture.height, picture.width);
  if (longest == 0 || longer <= longest) return picture;
  const auto shrunk = [&](uint32_t side) {
    return std::max(1U, static_cast<uint32_t>(std::lround(double{1} * side * longest / longer)));
  };
  return {shrunk(picture.height), shrunk(picture.width)};
}

std::vector<Batch> make_batches(const std::vector<Picture>& pictures, const NetworkSize& size, size_t most) {
  std::vector<Batch> batches;
  std::map<std::tuple<uint32_t, uint32_t>, size_t> open;  // by size: the batch that still takes pictures
  for (size_t i = 0; i < pictures.size(); ++i) {
    if (!pictures[i].failure.empty()) continue;
    const pictures::Size own = pictures[i].size, network = size.of(own);
    const auto key = std::tuple(own.height, own.width);
    auto at = open.find(key);
    if (at == open.end()) {
      at = open.emplace(key, batches.size()).first;
      batches.push_back({own, network, {}});
    }
    std::vector<size_t>& members = batches[at->second].pictures;
    members.push_back(i);
    const uint64_t pixels = uint64_t{network.height} * network.width;
    const bool is_full = most != 0 ? members.size() >= most
                                   : members.size() >= kBatchPictures || (members.size() + 1) * pixels > kBatchPixels;
    if (is_full) open.erase(at);
  }
  return batches;
}

}  // namespace atelier::predict
