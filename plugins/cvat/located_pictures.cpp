#include "located_pictures.hpp"

#include <atelier/cpp/parallel.hpp>
#include <map>

#include "pictures/exif.hpp"

namespace atelier::cvat {
namespace {

namespace fs = std::filesystem;
using sources::NameFinder;

enum class Finding { kNamesMatched, kStored, kMissing, kUnreadable, kOtherSize };
constexpr size_t kFindings = 5;

// What was found about one picture; the sentence goes on after "the first: ".
struct Found {
  Finding finding;
  std::string sentence;
};

std::string place_of(const LocatedPicture& picture) { return text_of(picture.file->path, picture.image->place); }

fs::path folder_of(const fs::path& given, const AnnotationFile& file) {
  if (!given.empty()) return given;
  const fs::path beside = file.path.parent_path() / "images";
  std::error_code none;
  return fs::is_directory(beside, none) ? beside : file.path.parent_path();
}

// Finds the file of one picture and what is in its header. Names of a project's export are below the subset's folder.
class Locator {
 public:
  Locator(const NameFinder& finder, const fs::path& folder, sources::Names names)
      : finder_(finder), folder_(folder), names_(names) {}

  void locate(LocatedPicture& picture, std::vector<Found>& found) const {
    picture.height = picture.image->height;
    picture.width = picture.image->width;
    if (!find_file(picture, found)) return;
    try {
      take_size(picture, pictures::shown(picture.path), found);
    } catch (const Error& e) {
      found.push_back({Finding::kUnreadable, e.what()});
    }
  }

 private:
  bool is_there(const std::string& name) const {
    std::error_code none;
    return fs::is_regular_file(folder_ / name, none);
  }
  bool find_file(LocatedPicture& picture, std::vector<Found>& found) const {
    const ImageElement& image = *picture.image;
    std::string name = image.name;
    if (!image.subset.empty() && is_there(image.subset + '/' + name)) name = image.subset + '/' + name;
    picture.path = (folder_ / name).lexically_normal().string();
    if (is_there(name)) return true;
    const NameFinder::Found match = finder_.find(image.name);
    if (names_ == sources::Names::kLenient && !match.name.empty()) {
      picture.path = (folder_ / match.name).lexically_normal().string();
      picture.file_name = match.name;
      found.push_back(
          {Finding::kNamesMatched, text(place_of(picture), ": `", image.name, "` is taken for `", match.name, '`')});
      return true;
    }
    std::string sentence = finder_.sentence(image.name);
    found.push_back({Finding::kMissing, text(place_of(picture), ": `", image.name, "` is not in ", folder_.string(),
                                             sentence.empty() ? "" : "; ", sentence)});
    return false;
  }
  static void take_size(LocatedPicture& picture, const pictures::Shown& shown, std::vector<Found>& found) {
    const pictures::Size size{picture.height, picture.width};
    const pictures::Size stored =
        pictures::swaps_sides(shown.orientation) ? pictures::Size{shown.size.width, shown.size.height} : shown.size;
    if (picture.height == 0 || picture.width == 0 || size == shown.size) {
      picture.height = shown.size.height;
      picture.width = shown.size.width;
      picture.orientation = static_cast<uint32_t>(shown.orientation);
    } else if (size == stored) {
      found.push_back({Finding::kStored, text(place_of(picture), ": `", picture.image->name, '`')});
    } else {
      found.push_back(
          {Finding::kOtherSize, text(place_of(picture), ": `", picture.image->name, "` is ", shown.size.width, " x ",
                                     shown.size.height, " pixels and not ", size.width, " x ", size.height)});
    }
  }

  const NameFinder& finder_;
  const fs::path& folder_;
  sources::Names names_;
};

DatasetNote note_of(Finding finding, uint64_t count, const std::string& first) {
  switch (finding) {
    case Finding::kNamesMatched:
      return {
          "names_matched", count, false,
          text("taken for the files that they seem to mean: the names of ", count, " pictures; the first: ", first)};
    case Finding::kStored:
      return {
          "pictures_as_stored", count, false,
          text("pictures that EXIF turns, while the annotations have the size of the stored pixels (as CVAT before ",
               "2.1 wrote it), so that their shapes are taken as drawn on these: ", count, "; the first: ", first)};
    case Finding::kMissing:
      return {"pictures_missing", count, true, text("pictures that are not there: ", count, "; the first: ", first)};
    case Finding::kUnreadable:
      return {"pictures_unreadable", count, true,
              text("pictures that cannot be read: ", count, "; the first: ", first)};
    case Finding::kOtherSize:
      break;
  }
  return {"sizes_differ", count, true,
          text("pictures of another size than the annotations say: ", count, "; the first: ", first)};
}

std::vector<DatasetNote> notes_of(const std::vector<std::vector<Found>>& found) {
  std::vector<uint64_t> counts(kFindings, 0);
  std::vector<const std::string*> firsts(kFindings, nullptr);
  for (const auto& of_picture : found) {
    for (const Found& each : of_picture) {
      const auto finding = static_cast<size_t>(each.finding);
      if (counts[finding]++ == 0) firsts[finding] = &each.sentence;
    }
  }
  std::vector<DatasetNote> notes;
  for (size_t i = 0; i < kFindings; ++i)
    if (counts[i] > 0) notes.push_back(note_of(static_cast<Finding>(i), counts[i], *firsts[i]));
  return notes;
}

}  // namespace

std::vector<DatasetNote> locate(const Call& call, const fs::path& folder, sources::Names names,
                                std::vector<LocatedPicture>& pictures) {
  std::map<fs::path, NameFinder> finders;
  for (const LocatedPicture& picture : pictures) {
    const fs::path where = folder_of(folder, *picture.file);
    finders.try_emplace(where, where);
  }
  std::vector<std::vector<Found>> found(pictures.size());
  for_each_index(pictures.size(), call.threads(), [&](unsigned, uint64_t i) {
    call.stop_if_cancelled();
    const auto finder = finders.find(folder_of(folder, *pictures[i].file));
    Locator(finder->second, finder->first, names).locate(pictures[i], found[i]);
    if (pictures[i].height == 0 || pictures[i].width == 0)
      throw Error(ATELIER_E_DATA,
                  text(place_of(pictures[i]), ": the <image> has no `width` and `height`, and there is no ",
                       "picture to take them from: ", found[i].back().sentence));
  });
  return notes_of(found);
}

}  // namespace atelier::cvat
