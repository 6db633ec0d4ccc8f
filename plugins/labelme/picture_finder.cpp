#include "picture_finder.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>

#include "pictures/exif.hpp"

namespace atelier::labelme {

namespace fs = std::filesystem;

namespace {

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

// As saved on Windows, too.
std::string with_slashes(std::string written) {
  std::replace(written.begin(), written.end(), '\\', '/');
  return written;
}

// An address, or an absolute path: of another machine, where no such file is here.
bool is_from_elsewhere(const std::string& written) {
  return written.find(':') != std::string::npos || fs::path(written).is_absolute();
}

}  // namespace

FoundPicture PictureFinder::find(const fs::path& json, const LabelFile& file, SourceNotes& notes) const {
  FoundPicture picture;
  const fs::path wanted = wanted_path(json, file);
  picture.path = path_of(json, file, wanted, notes);
  picture.wanted = wanted.string();
  measure(json, file, picture, notes);
  return picture;
}

const PictureFinder::Folder& PictureFinder::folder_for(const fs::path& json) const {
  const fs::path folder = images_.empty() ? json.parent_path() : images_;
  const std::lock_guard lock(mutex_);
  return folders_.try_emplace(folder, folder).first->second;
}

fs::path PictureFinder::wanted_path(const fs::path& json, const LabelFile& file) const {
  const std::string written = with_slashes(file.image_path);
  if (images_.empty()) return json.parent_path() / written;
  return images_ / json.lexically_relative(annotations_).parent_path() / fs::path(written).filename();
}

std::string PictureFinder::path_of(const fs::path& json, const LabelFile& file, const fs::path& wanted,
                                   SourceNotes& notes) const {
  if (is_file(wanted)) return wanted.lexically_normal().string();

  const Folder& folder = folder_for(json);
  const auto place = [&] { return text(json.string(), ": `", file.image_path, '`'); };
  if (names_ == sources::Names::kLenient)
    if (const std::string name_there = folder.finder.find(file.image_path).name; !name_there.empty()) {
      const std::string found = (folder.path / name_there).lexically_normal().string();
      notes.add(Noticed::kMatched, json.string(), [&] { return text(place(), " is ", found); });
      return found;
    }
  if (file.has_image_data)
    notes.add(Noticed::kImageData, json.string(), place);
  else
    notes.add(Noticed::kMissing, json.string(),
              [&] { return text(place(), ": ", folder.finder.sentence(file.image_path)); });
  return (is_from_elsewhere(with_slashes(file.image_path)) ? folder.path / wanted.filename() : wanted)
      .lexically_normal()
      .string();
}

// labelme shows pictures turned as EXIF says, and the sizes it saves are those of what it shows.
void PictureFinder::measure(const fs::path& json, const LabelFile& file, FoundPicture& picture,
                            SourceNotes& notes) const {
  picture.height = file.height;
  picture.width = file.width;
  const bool no_size = file.height == 0 || file.width == 0;
  if (!is_file(picture.path)) {
    if (!no_size) return;
    throw Error(ATELIER_E_IO,
                text(json.string(), ": it has no `imageHeight` and `imageWidth`, and its picture is not there: `",
                     file.image_path, "`, ",
                     file.has_image_data ? "which is only in the JSON file: save it as a file"
                                         : folder_for(json).finder.sentence(file.image_path)));
  }
  pictures::Shown shown;
  try {
    shown = pictures::shown(picture.path);
  } catch (const Error&) {
    if (no_size) throw;
    return;  // whoever loads the picture is told
  }
  const pictures::Size given{file.height, file.width};
  if (no_size || given == shown.size) {
    picture.height = shown.size.height;
    picture.width = shown.size.width;
    picture.orientation = static_cast<uint32_t>(shown.orientation);
    if (shown.orientation != 1) notes.add(Noticed::kTurned, json.string(), [&] { return picture.path; });
  } else if (given == shown.stored()) {
    notes.add(Noticed::kAsStored, json.string(), [&] { return picture.path; });
  } else {
    notes.add(Noticed::kOtherSize, json.string(), [&] {
      return text(json.string(), ": ", given.width, " x ", given.height, ", but ", picture.path, " is ",
                  shown.size.width, " x ", shown.size.height);
    });
  }
}

}  // namespace atelier::labelme
