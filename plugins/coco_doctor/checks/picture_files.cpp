#include "checks/picture_files.hpp"

#include <array>
#include <atelier/cpp/parallel.hpp>
#include <atelier/cpp/tensor.hpp>
#include <atomic>
#include <fstream>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "checks/picture_folder.hpp"
#include "pictures/exif.hpp"
#include "pictures/picture_file.hpp"
#include "sources/name_finder.hpp"

namespace atelier::coco_doctor {

namespace fs = std::filesystem;

namespace {

// What one file is like.
struct FileState {
  bool looked = false;
  bool missing = false;
  std::string damage;     // "" for none
  bool is_sound = false;  // it is only not read here: of a kind that is not supported, or not to be opened
  pictures::Size size;
  int orientation = 1;
  std::string_view format = {};  // by its first bytes, when its name says another
};

std::string_view format_by_content(std::string_view start) {
  if (start.substr(0, 2) == "\xff\xd8") return "JPEG";
  if (start.substr(0, 4) == "\x89PNG") return "PNG";
  if (start.substr(0, 2) == "BM") return "BMP";
  if (start.substr(0, 4) == "RIFF" && start.substr(8, 4) == "WEBP") return "WebP";
  if (start.substr(0, 4) == std::string_view("II*\0", 4) || start.substr(0, 4) == std::string_view("MM\0*", 4))
    return "TIFF";
  return {};
}

std::string_view format_by_name(const std::string& name) {
  std::string ending = fs::path(name).extension().string();
  for (char& c : ending) c = static_cast<char>(c | 0x20);
  if (ending == ".jpg" || ending == ".jpeg") return "JPEG";
  if (ending == ".png") return "PNG";
  if (ending == ".bmp") return "BMP";
  if (ending == ".webp") return "WebP";
  if (ending == ".tif" || ending == ".tiff") return "TIFF";
  return {};
}

// Sound is what either way of reading reads: not all that data sets hold can be made RGB.
Tensor read_any_way(const fs::path& path) {
  try {
    return pictures::read_picture(path);
  } catch (const Error& e) {
    if (e.code() != ATELIER_E_UNSUPPORTED) throw;
  }
  return pictures::read_picture(path, pictures::Pixels::kAsStored);
}

FileState look_at(const fs::path& path, LookInto depth) {
  FileState state;
  state.looked = true;
  try {
    if (depth == LookInto::kPixels) {
      const Tensor pixels = read_any_way(path);
      state.size = {static_cast<uint32_t>(pixels.dim(0)), static_cast<uint32_t>(pixels.dim(1))};
    } else {
      state.size = pictures::read_size(path);
    }
    state.orientation = pictures::exif_orientation(path).value_or(1);
  } catch (const Error& e) {
    state.damage = e.what();
    state.is_sound = e.code() != ATELIER_E_DATA;
    const std::string prefix = path.string() + ": ";
    if (state.damage.compare(0, prefix.size(), prefix) == 0) state.damage.erase(0, prefix.size());
    return state;
  }
  std::array<char, 12> start{};
  std::ifstream in(path, std::ios::binary);
  in.read(start.data(), start.size());
  const std::string_view found = format_by_content({start.data(), static_cast<size_t>(in.gcount())});
  const std::string_view named = format_by_name(path.string());
  if (!found.empty() && !named.empty() && found != named) state.format = found;
  return state;
}

// Names that lead out of the folder become names below it, which no other picture has.
void bring_inside(Catalogue& catalogue, const PictureFolder* folder, const sources::NameFinder* finder) {
  std::unordered_set<std::string> taken;
  for (const Picture& picture : catalogue.pictures())
    if (!picture.unsafe) taken.insert(picture.file_name);
  for (Picture& picture : catalogue.pictures()) {
    if (!picture.unsafe) continue;
    std::string found = folder ? folder->end_of(picture.file_name) : "";
    if (found.empty() && finder && picture.file_name.find('\0') == std::string::npos)
      found = finder->find(fs::path(picture.file_name).filename().string()).name;
    picture.file_name = found.empty() ? fs::path(picture.file_name).filename().string() : found;
    const bool usable =
        !picture.file_name.empty() && picture.file_name != ".." && picture.file_name.find('\0') == std::string::npos;
    if (usable && taken.insert(picture.file_name).second)
      picture.repair.set(Code::kUnsafeName, "file_name", json_text(picture.file_name));
    else
      picture.repair.leave_out(Code::kUnsafeName);
  }
}

class PictureFiles {
 public:
  PictureFiles(const fs::path& folder, const PictureFolder& names, const sources::NameFinder& finder,
               Catalogue& catalogue, Findings& findings)
      : folder_(folder), names_(names), finder_(finder), catalogue_(catalogue), findings_(findings) {}

  // Names that are not there become those of the files that they mean, where no other entry means the same one.
  void mend_names() {
    auto& pictures = catalogue_.pictures();
    std::unordered_map<std::string, uint32_t> entries_of_file;
    for (const Picture& picture : pictures)
      if (is_asked(picture) && names_.has(picture.file_name)) ++entries_of_file[normal(picture.file_name)];
    std::vector<std::pair<size_t, sources::NameFinder::Found>> found;
    for (size_t i = 0; i < pictures.size(); ++i) {
      if (!is_asked(pictures[i]) || pictures[i].repair.drop || names_.has(pictures[i].file_name)) continue;
      found.emplace_back(i, finder_.find(pictures[i].file_name));
      if (found.back().second.name.empty())
        found.pop_back();
      else
        ++entries_of_file[found.back().second.name];
    }
    for (auto& [i, file] : found) {
      if (entries_of_file[file.name] != 1) continue;
      Picture& picture = pictures[i];
      add(Code::kFileNamedOtherwise, picture,
          text("`", picture.file_name, "` is not there, `", file.name, "` is",
               file.oddity.empty() ? "" : "; the name " + file.oddity));
      picture.file_name = file.name;
      picture.repair.set(Code::kFileNamedOtherwise, "file_name", json_text(file.name));
    }
  }

  void look(const Call& call, LookInto depth) {
    const auto& pictures = catalogue_.pictures();
    states_.resize(pictures.size());
    std::atomic<uint64_t> done{0};
    for_each_index(pictures.size(), call.threads(), [&](unsigned, uint64_t i) {
      call.stop_if_cancelled();
      const Picture& picture = pictures[i];
      if (is_asked(picture)) {
        states_[i].looked = true;
        states_[i].missing = !names_.has(picture.file_name);
        if (!states_[i].missing) states_[i] = look_at(folder_ / picture.file_name, depth);
      }
      call.progress(++done, pictures.size(), "pictures");
    });
  }

  void tell() {
    uint64_t looked = 0, missing = 0;
    for (const FileState& state : states_) {
      looked += state.looked;
      missing += state.missing;
    }
    if (looked != 0 && missing == looked) return tell_no_files();
    for (size_t i = 0; i < states_.size(); ++i)
      if (states_[i].looked) tell(catalogue_.pictures()[i], states_[i]);
    tell_unlisted();
  }

 private:
  static bool is_asked(const Picture& picture) {
    return !picture.file_name.empty() && picture.file_name.find('\0') == std::string::npos;
  }
  static std::string normal(const std::string& name) { return fs::path(name).lexically_normal().string(); }

  void add(Code code, const Picture& picture, std::string text) {
    findings_.add(finding_at(code, picture, std::move(text)));
  }

  // Not by its place: what is said holds for the same files elsewhere, too.
  std::string folder_name() const {
    return (folder_.has_filename() ? folder_ : folder_.parent_path()).filename().string();
  }
  std::string what_is_meant_by(const std::string& name) const {
    std::string out = finder_.sentence(name);
    const std::string& folder = folder_.native();
    if (const size_t at = out.rfind(folder); at != std::string::npos) out.replace(at, folder.size(), folder_name());
    return out;
  }

  void tell_no_files() {
    Finding finding;
    finding.code = Code::kNoFiles;
    finding.offset = catalogue_.list_offset(List::kImages);
    const std::string& first = catalogue_.pictures().front().file_name;
    finding.text = text("not one of the ", states_.size(), " pictures lies in ", folder_name(), "; the first is `",
                        first, "`: ", what_is_meant_by(first));
    findings_.add(std::move(finding));
  }

  void tell(Picture& picture, const FileState& state) {
    if (state.missing) {
      add(Code::kFileMissing, picture,
          text("`", picture.file_name, "` is not there: ", what_is_meant_by(picture.file_name)));
      picture.repair.leave_out(Code::kFileMissing);
      return;
    }
    if (!state.damage.empty()) {
      add(Code::kFileDamaged, picture, text("`", picture.file_name, "`: ", state.damage));
      // What is not read here may be read elsewhere.
      if (state.is_sound)
        picture.left = true;
      else
        picture.repair.leave_out(Code::kFileDamaged);
      return;
    }
    compare_sizes(picture, state);
    if (!state.format.empty())
      add(Code::kFileOtherFormat, picture, text("`", picture.file_name, "` holds a ", state.format));
  }

  void compare_sizes(Picture& picture, const FileState& state) {
    const auto stored = state.size;
    const bool turned = pictures::swaps_sides(state.orientation);
    if (picture.width == 0) {
      if (picture.repair.drop) return;
      picture.width = stored.width;
      picture.height = stored.height;
      picture.repair.set(Code::kPictureSize, "width", std::to_string(stored.width));
      picture.repair.set(Code::kPictureSize, "height", std::to_string(stored.height));
    } else if (picture.width != stored.width || picture.height != stored.height) {
      const bool exchanged = picture.width == stored.height && picture.height == stored.width;
      const bool fits_turned = turned && exchanged;
      add(fits_turned ? Code::kFileRotated : Code::kFileOtherSize, picture,
          text("`", picture.file_name, "` is ", stored.width, " x ", stored.height, ", the JSON says ", picture.width,
               " x ", picture.height,
               fits_turned ? text(", its size as the EXIF orientation ", state.orientation, " turns it")
               : exchanged ? ": width and height are exchanged"
                           : ""));
      if (fits_turned) {
        picture.turned = state.orientation;
        picture.width = stored.width;
        picture.height = stored.height;
        picture.repair.set(Code::kFileRotated, "width", std::to_string(stored.width));
        picture.repair.set(Code::kFileRotated, "height", std::to_string(stored.height));
      } else if (exchanged) {
        picture.left = true;
      } else {
        picture.repair.leave_out(Code::kFileOtherSize);
      }
      return;
    }
    if (state.orientation != 1)
      add(Code::kFileOrientation, picture,
          text("`", picture.file_name, "` has the EXIF orientation ", state.orientation,
               "; the JSON has the size of the stored pixels"));
  }

  void tell_unlisted() {
    std::unordered_set<std::string> listed;
    for (const Picture& picture : catalogue_.pictures())
      listed.insert(fs::path(picture.file_name).lexically_normal().string());
    for (const std::string& name : names_.names()) {
      if (listed.count(name)) continue;
      Finding finding;
      finding.code = Code::kFileUnlisted;
      finding.text = text("`", name, "` is named by no entry");
      findings_.add(std::move(finding));
    }
  }

  fs::path folder_;
  const PictureFolder& names_;
  const sources::NameFinder& finder_;
  Catalogue& catalogue_;
  Findings& findings_;
  std::vector<FileState> states_;
};

}  // namespace

void check_picture_files(const Call& call, const fs::path& folder, LookInto depth, Catalogue& catalogue,
                         Findings& findings) {
  if (folder.empty() || depth == LookInto::kNothing) return bring_inside(catalogue, nullptr, nullptr);
  const PictureFolder names(folder);
  const sources::NameFinder finder(folder);
  bring_inside(catalogue, &names, &finder);
  PictureFiles files(folder, names, finder, catalogue, findings);
  files.mend_names();
  files.look(call, depth);
  files.tell();
}

}  // namespace atelier::coco_doctor
