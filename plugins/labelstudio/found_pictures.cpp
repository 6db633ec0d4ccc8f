#include "found_pictures.hpp"

#include <atelier/cpp/parallel.hpp>
#include <atelier/cpp/words.hpp>

#include "picture_name.hpp"
#include "pictures/exif.hpp"
#include "sources/outside.hpp"

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

// Notes of all pictures, each with the first that it is of.
class PictureNotes {
 public:
  PictureNotes(const Options& options, const sources::NameFinder& finder, const std::vector<Seen>& seen,
               TaskIndex& index)
      : options_(options), finder_(finder), seen_(seen), index_(index) {}

  void add_all() {
    add("names_matched", NoteLevel::kInfo, is_matched, &PictureNotes::matched);
    add("pictures_not_found", NoteLevel::kDefect, is_not_found, &PictureNotes::not_found);
    add("pictures_inside", NoteLevel::kDefect, is_inside, &PictureNotes::inside);
    add("sizes_differ", NoteLevel::kDefect, is_of_other_size, &PictureNotes::other_size);
    add("pictures_as_stored", NoteLevel::kWarning, is_as_stored, &PictureNotes::as_stored);
  }

 private:
  using Is = bool (*)(const Seen&, const Picture&);
  using Sentence = std::string (PictureNotes::*)(uint64_t count, size_t first) const;

  static bool is_matched(const Seen& seen, const Picture&) { return seen.match == Match::kMatched; }
  static bool is_not_found(const Seen& seen, const Picture& of) { return seen.match == Match::kNone && !of.inside; }
  static bool is_inside(const Seen& seen, const Picture& of) {
    return of.inside && (seen.match == Match::kNone || seen.match == Match::kNotAsked);
  }
  static bool is_of_other_size(const Seen& seen, const Picture&) { return seen.frame == Frame::kOther; }
  static bool is_as_stored(const Seen& seen, const Picture&) { return seen.frame == Frame::kStored; }

  void add(const char* word, NoteLevel level, Is is, Sentence sentence) {
    uint64_t count = 0;
    size_t first = 0;
    for (size_t i = seen_.size(); i-- > 0;) {
      if (!is(seen_[i], index_.pictures[i])) continue;
      ++count;
      first = i;
    }
    if (count != 0) index_.notes.push_back({word, count, level, (this->*sentence)(count, first)});
  }

  std::string matched(uint64_t count, size_t first) const {
    const Picture& picture = index_.pictures[first];
    return text(counted(count, "picture was", "pictures were"), " found by the end of the name, the first ",
                picture.written, " as ", picture.file_name);
  }
  std::string not_found(uint64_t count, size_t first) const {
    const Picture& picture = index_.pictures[first];
    return text(counted(count, "picture is", "pictures are"), " not in ", options_.images->string(), ", the first of ",
                picture.task, ", ", picture.written, ": ", finder_.sentence(picture.written));
  }
  std::string inside(uint64_t count, size_t first) const {
    const Picture& picture = index_.pictures[first];
    const std::string why = text(counted(count, "picture stands", "pictures stand"),
                                 " inside the JSON (a `data:` address) and in no file, the first of ", picture.task,
                                 ": save it in the folder `images`, as ", picture.file_name, ", and it is taken");
    // Stages would say that a file of this name is missing.
    if (options_.images.given()) throw Error(ATELIER_E_DATA, text(index_.files[picture.file].string(), ": ", why));
    return why;
  }
  std::string other_size(uint64_t count, size_t first) const {
    const Picture& picture = index_.pictures[first];
    const pictures::Size& size = seen_[first].size;
    return text(counted(count, "picture has", "pictures have"), " another size than the tasks say, the first of ",
                picture.task, ": ", picture.file_name, " is ", size.width, " x ", size.height, " pixels and not ",
                picture.width, " x ", picture.height);
  }
  std::string as_stored(uint64_t count, size_t first) const {
    return text(counted(count, "picture", "pictures"),
                " that EXIF turns have the size of the stored pixels in their tasks, and so their shapes mean these,"
                " the first ",
                index_.pictures[first].file_name);
  }

  const Options& options_;
  const sources::NameFinder& finder_;
  const std::vector<Seen>& seen_;
  TaskIndex& index_;
};

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
    sources::note_outside(call, *options.images, *options.images / picture.file_name);
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
  PictureNotes(options, finder, seen, index).add_all();
}

}  // namespace atelier::labelstudio
