#include "found_pictures.hpp"

#include <atelier/cpp/parallel.hpp>

#include "picture_name.hpp"
#include "pictures/exif.hpp"

namespace atelier::labelstudio {

namespace fs = std::filesystem;

namespace {

enum class Match { kNotAsked, kExact, kMatched, kNone };

// Returns how the name led to the file.
Match find_file(const sources::NameFinder& finder, const Options& options, Picture& picture) {
  const sources::NameFinder::Found found = finder.find(picture.written);
  const bool taken = found.exact || (*options.names == sources::Names::kLenient && !found.name.empty());
  picture.file_name = taken ? found.name : file_name_of(picture.written);
  picture.path = (*options.images / picture.file_name).lexically_normal().string();
  return found.exact ? Match::kExact : taken ? Match::kMatched : Match::kNone;
}

enum class Frame { kShown, kStored, kOther };

// The tool shows pictures turned as EXIF says, and so did the browsers since 2020 whose sizes it writes down; before,
// and where a model predicted on the stored pixels, the size is that of the file as it is stored.
// Gives whose size the task has.
Frame take_frame(const pictures::Shown& shown, Picture& picture) {
  if (picture.height == 0) {
    picture.height = shown.size.height;
    picture.width = shown.size.width;
  }
  const pictures::Size size{picture.height, picture.width};
  const bool is_shown = size == shown.size;
  if (size == shown.stored() && !is_shown) return Frame::kStored;
  picture.orientation = shown.orientation;
  return is_shown ? Frame::kShown : Frame::kOther;
}

[[noreturn]] void refuse_without_size(const Options& options, const TaskIndex& index, const Picture& picture,
                                      const std::string& why) {
  throw Error(ATELIER_E_DATA, text(index.files[picture.file].string(), ": ", picture.task,
                                   " does not say how large its picture is (`original_width`, `original_height`), and ",
                                   options.images.given() ? why : "no folder of pictures is given: set `images`"));
}

// What was found of one picture.
struct Seen {
  Match match = Match::kNotAsked;
  Frame frame = Frame::kShown;
  pictures::Size size;  // of the file, as it is shown
};

void add_notes(const Options& options, const sources::NameFinder& finder, const std::vector<Seen>& seen,
               TaskIndex& index) {
  size_t at = 0;  // the first picture of the note
  const auto note = [&](const char* word, NoteLevel level, auto counts, auto sentence) {
    uint64_t number = 0;
    size_t first = 0;
    for (size_t i = seen.size(); i-- > 0;)
      if (counts(seen[i], index.pictures[i])) ++number, first = i;
    if (number == 0) return;
    at = first;
    index.notes.push_back({word, number, level, sentence(number, index.pictures[first])});
  };
  const auto pictures = [](uint64_t number, const char* one, const char* more) {
    return text(number, number == 1 ? one : more);
  };
  note(
      "names_matched", NoteLevel::kInfo, [](const Seen& each, const Picture&) { return each.match == Match::kMatched; },
      [&](uint64_t number, const Picture& first) {
        return text(pictures(number, " picture was", " pictures were"), " found by the end of the name, the first ",
                    first.written, " as ", first.file_name);
      });
  note(
      "pictures_not_found", NoteLevel::kDefect,
      [](const Seen& each, const Picture& of) { return each.match == Match::kNone && !of.inside; },
      [&](uint64_t number, const Picture& first) {
        return text(pictures(number, " picture is", " pictures are"), " not in ", options.images->string(),
                    ", the first of ", first.task, ", ", first.written, ": ", finder.sentence(first.written));
      });
  note(
      "pictures_inside", NoteLevel::kDefect,
      [](const Seen& each, const Picture& of) {
        return of.inside && (each.match == Match::kNone || each.match == Match::kNotAsked);
      },
      [&](uint64_t number, const Picture& first) {
        const std::string why = text(pictures(number, " picture stands", " pictures stand"),
                                     " inside the JSON (a `data:` address) and in no file, the first of ", first.task,
                                     ": save it in the folder `images`, as ", first.file_name, ", and it is taken");
        // Stages would say that a file of this name is missing.
        if (options.images.given()) throw Error(ATELIER_E_DATA, text(index.files[first.file].string(), ": ", why));
        return why;
      });
  note(
      "sizes_differ", NoteLevel::kDefect, [](const Seen& each, const Picture&) { return each.frame == Frame::kOther; },
      [&](uint64_t number, const Picture& first) {
        return text(pictures(number, " picture has", " pictures have"),
                    " another size than the tasks say, the first of ", first.task, ": ", first.file_name, " is ",
                    seen[at].size.width, " x ", seen[at].size.height, " pixels and not ", first.width, " x ",
                    first.height);
      });
  note(
      "pictures_as_stored", NoteLevel::kWarning,
      [](const Seen& each, const Picture&) { return each.frame == Frame::kStored; },
      [&](uint64_t number, const Picture& first) {
        return text(
            pictures(number, " picture", " pictures"),
            " that EXIF turns have the size of the stored pixels in their tasks, and so their shapes mean these,"
            " the first ",
            first.file_name);
      });
}

}  // namespace

void find_pictures(const Call& call, const Options& options, TaskIndex& index) {
  std::vector<Seen> seen(index.pictures.size());
  const sources::NameFinder finder(*options.images);
  for_each_index(seen.size(), call.threads(), [&](unsigned, uint64_t i) {
    call.stop_if_cancelled();
    Picture& picture = index.pictures[i];
    if (!options.images.given()) {
      picture.file_name = file_name_of(picture.written);
      if (picture.height == 0) refuse_without_size(options, index, picture, "");
      return;
    }
    seen[i].match = find_file(finder, options, picture);
    if (seen[i].match == Match::kNone) {
      if (picture.height == 0)
        refuse_without_size(options, index, picture,
                            picture.inside ? "its picture stands inside the JSON: save it in the folder `images`, as " +
                                                 picture.file_name
                                           : "its picture is not there: " + finder.sentence(picture.written));
      return;
    }
    try {
      const pictures::Shown shown = pictures::shown(picture.path);
      seen[i].frame = take_frame(shown, picture);
      seen[i].size = shown.size;
    } catch (const Error&) {
      // Whoever loads the picture says what is wrong with it; only its size is needed here.
      if (picture.height == 0) throw;
    }
  });
  add_notes(options, finder, seen, index);
}

}  // namespace atelier::labelstudio
