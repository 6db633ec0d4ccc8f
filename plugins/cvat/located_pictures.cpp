#include "located_pictures.hpp"

#include <atelier/cpp/parallel.hpp>
#include <map>

#include "pictures/exif.hpp"
#include "sources/match_names.hpp"
#include "sources/outside.hpp"

namespace atelier::cvat {
namespace {

namespace fs = std::filesystem;
using sources::NameFinder;

enum class Finding { kStored, kUnreadable, kOtherSize };
constexpr size_t kFindings = 3;
constexpr const char* kBeside = "images";

// What was found about one picture; the sentence goes on after "the first: ".
struct Found {
  Finding finding;
  std::string sentence;
};

std::string place_of(const LocatedPicture& picture) { return text_of(picture.file->path, picture.image->place); }

fs::path folder_of(const fs::path& given, const AnnotationFile& file) {
  if (!given.empty()) return given;
  const fs::path beside = file.path.parent_path() / kBeside;
  std::error_code none;
  return fs::is_directory(beside, none) ? beside : file.path.parent_path();
}

// Finds the files of the pictures that belong into one folder.
void find_files(const Call& call, const NameFinder& finder, const fs::path& folder, sources::Names names,
                const std::vector<LocatedPicture*>& pictures, const TakeNote& take) {
  std::vector<std::string> written(pictures.size());
  for_each_index(pictures.size(), call.threads(), [&](unsigned, uint64_t i) {
    const ImageElement& image = *pictures[i]->image;
    written[i] = image.name;
    // Pictures of a project lie below the folders of their subsets.
    const std::string below = image.subset + '/' + image.name;
    if (!image.subset.empty() && finder.is_there(below)) written[i] = below;
  });
  const auto name_of = [&](uint64_t i) -> std::string_view { return written[i]; };
  if (names == sources::Names::kLenient) {
    const auto matched = sources::match_names(finder, written.size(), name_of, call.threads());
    sources::note_matched(matched, "pictures", take);
    for (size_t i = 0; i < matched.names.size(); ++i)
      if (!matched.names[i].empty()) pictures[i]->file_name = written[i] = matched.names[i];
  }
  sources::note_missing(finder, written.size(), name_of, "pictures", call.threads(), take, names);
  for (size_t i = 0; i < pictures.size(); ++i) pictures[i]->path = (folder / written[i]).lexically_normal().string();
}

// The pictures, and what would be taken in their place if it were there.
void note_inputs(const Call& call, const fs::path& annotations, const fs::path& given,
                 const std::vector<LocatedPicture>& pictures) {
  const fs::path& known = given.empty() ? annotations : given;
  for (const LocatedPicture& picture : pictures) {
    const fs::path folder = folder_of(given, *picture.file);
    const ImageElement& image = *picture.image;
    sources::note_outside(call, known, picture.path);
    sources::note_outside(call, known, folder / image.name);
    if (!image.subset.empty()) sources::note_outside(call, known, folder / image.subset / image.name);
    if (given.empty() && folder.filename() != kBeside)
      sources::note_outside(call, known, picture.file->path.parent_path() / kBeside / image.name);
  }
}

void take_size(LocatedPicture& picture, const pictures::Shown& shown, std::vector<Found>& found) {
  const pictures::Size size{picture.height, picture.width};
  if (picture.height == 0 || picture.width == 0 || size == shown.size) {
    picture.height = shown.size.height;
    picture.width = shown.size.width;
    picture.orientation = static_cast<uint32_t>(shown.orientation);
  } else if (size == shown.stored()) {
    found.push_back({Finding::kStored, text(place_of(picture), ": `", picture.image->name, '`')});
  } else {
    found.push_back(
        {Finding::kOtherSize, text(place_of(picture), ": `", picture.image->name, "` is ", shown.size.width, " x ",
                                   shown.size.height, " pixels and not ", size.width, " x ", size.height)});
  }
}

// Size and orientation, by what the annotations and the picture's header say.
void read_header(LocatedPicture& picture, std::vector<Found>& found) {
  picture.height = picture.image->height;
  picture.width = picture.image->width;
  std::error_code none;
  if (!fs::exists(picture.path, none)) return;
  try {
    take_size(picture, pictures::shown(picture.path), found);
  } catch (const Error& e) {
    found.push_back({Finding::kUnreadable, e.what()});
  }
}

DatasetNote note_of(Finding finding, uint64_t count, const std::string& first) {
  switch (finding) {
    case Finding::kStored:
      return {
          "pictures_as_stored", count, NoteLevel::kWarning,
          text("pictures that EXIF turns, while the annotations have the size of the stored pixels (as CVAT before ",
               "2.1 wrote it), so that their shapes are taken as drawn on these: ", count, "; the first: ", first)};
    case Finding::kUnreadable:
      return {"pictures_unreadable", count, NoteLevel::kDefect,
              text("pictures that cannot be read: ", count, "; the first: ", first)};
    case Finding::kOtherSize:
      break;
  }
  return {"sizes_differ", count, NoteLevel::kDefect,
          text("pictures of another size than the annotations say: ", count, "; the first: ", first)};
}

void note(const std::vector<std::vector<Found>>& found, const TakeNote& take) {
  std::vector<uint64_t> counts(kFindings, 0);
  std::vector<const std::string*> firsts(kFindings, nullptr);
  for (const auto& of_picture : found) {
    for (const Found& each : of_picture) {
      const auto finding = static_cast<size_t>(each.finding);
      if (counts[finding]++ == 0) firsts[finding] = &each.sentence;
    }
  }
  for (size_t i = 0; i < kFindings; ++i)
    if (counts[i] > 0) take(note_of(static_cast<Finding>(i), counts[i], *firsts[i]));
}

}  // namespace

std::vector<DatasetNote> locate(const Call& call, const fs::path& annotations, const fs::path& folder,
                                sources::Names names, std::vector<LocatedPicture>& pictures) {
  std::vector<DatasetNote> notes;
  const auto take = [&](const DatasetNote& note) { notes.push_back(note); };
  std::map<fs::path, std::vector<LocatedPicture*>> folders;
  for (LocatedPicture& picture : pictures) folders[folder_of(folder, *picture.file)].push_back(&picture);
  for (const auto& [where, in_folder] : folders) find_files(call, NameFinder(where), where, names, in_folder, take);

  note_inputs(call, annotations, folder, pictures);

  std::vector<std::vector<Found>> found(pictures.size());
  for_each_index(pictures.size(), call.threads(), [&](unsigned, uint64_t i) {
    call.stop_if_cancelled();
    LocatedPicture& picture = pictures[i];
    read_header(picture, found[i]);
    if (picture.height == 0 || picture.width == 0)
      throw Error(ATELIER_E_DATA,
                  text(place_of(picture), ": the <image> has no `width` and `height`, and they cannot be taken from ",
                       picture.path, found[i].empty() ? ", which is not there" : ": " + found[i].front().sentence));
  });
  note(found, take);
  return notes;
}

}  // namespace atelier::cvat
