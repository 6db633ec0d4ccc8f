#include "label_files.hpp"

#include <algorithm>
#include <atelier/cpp/parallel.hpp>
#include <atelier/cpp/words.hpp>
#include <map>
#include <set>
#include <unordered_set>

#include "label_survey.hpp"
#include "pictures/folder_walk.hpp"
#include "sources/file_kind.hpp"

namespace atelier::yolo_segments {

namespace fs = std::filesystem;

namespace {

bool is_file(const fs::path& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored);
}

// Which pictures have a label file, at its place and beside.
struct Found {
  std::vector<uint8_t> placed;
  std::vector<uint8_t> beside;
  uint64_t count_placed = 0;
  uint64_t count_beside = 0;
};

Found look(const Call& call, const std::vector<PictureFile>& pictures) {
  Found found{std::vector<uint8_t>(pictures.size()), std::vector<uint8_t>(pictures.size())};
  for_each_index(pictures.size(), call.threads(), [&](unsigned, uint64_t i) {
    call.stop_if_cancelled();
    found.placed[i] = is_file(label_path(pictures[i].path));
    found.beside[i] = !found.placed[i] && is_file(label_path_beside(pictures[i].path));
  });
  found.count_placed = static_cast<uint64_t>(std::count(found.placed.begin(), found.placed.end(), 1));
  found.count_beside = static_cast<uint64_t>(std::count(found.beside.begin(), found.beside.end(), 1));
  return found;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

bool is_text(const fs::path& file) { return lower(file.extension().string()) == ".txt"; }

std::string lower_stem(const fs::path& file) { return lower(file.stem().string()); }

// Label files of no picture, in the folders where those of the set's folders of pictures lie. (A list names some of the
// pictures there are, so it says nothing about the others' label files.)
std::set<std::string> left_over(const DataFile& data, const std::vector<std::string>& files) {
  const std::unordered_set<std::string> taken(files.begin(), files.end());
  std::set<std::string> out;
  std::error_code ignored;
  for (const fs::path& from : data.from) {
    // A name below the folder, so that the folder itself may be `images`.
    const fs::path labels = fs::path(label_path((from / "x").lexically_normal().string())).parent_path();
    if (!fs::is_directory(from, ignored) || !fs::is_directory(labels, ignored)) continue;
    pictures::walk(labels, [&](const fs::directory_entry& entry, bool is_folder) {
      const std::string file = entry.path().string();
      if (!is_folder && is_text(entry.path()) && !taken.count(file) && holds_label_lines(file)) out.insert(file);
      return true;
    });
  }
  return out;
}

std::string and_left_over(const std::set<std::string>& files) {
  return files.empty()
             ? ""
             : text("; label files there of no picture of the set: ", files.size(), ", such as ", *files.begin());
}

// Annotations of another tool in place of the first picture's labels.
std::string of_another_tool(const std::string& picture) {
  for (const std::string& place : {label_path(picture), label_path_beside(picture)})
    for (const char* extension : {".xml", ".json"}) {
      const fs::path file = fs::path(place).replace_extension(extension);
      if (is_file(file))
        return text("; there is ", file.string(), sources::looks_like(file, sources::FileKind::kYoloLabels));
    }
  return "";
}

// The folder that holds `images`, or else that of the picture.
fs::path folder_of_all(const std::string& picture) {
  const size_t images = picture.rfind(kImages);
  return images == std::string::npos ? fs::path(picture).parent_path() : fs::path(picture.substr(0, images + 1));
}

// Label files of the pictures' names that lie in other folders around the first one, or are written otherwise.
std::string lying_elsewhere(const std::vector<PictureFile>& pictures) {
  constexpr size_t kMostFiles = 200000;  // in case a picture lies in a folder that holds half a disk
  std::map<std::string, const PictureFile*> by_stem;
  for (const PictureFile& each : pictures) by_stem.emplace(lower_stem(each.path), &each);
  std::map<const PictureFile*, std::string> there;
  size_t files = 0;
  const auto look_at = [&](const fs::path& file) {
    const auto named = is_text(file) ? by_stem.find(lower_stem(file)) : by_stem.end();
    if (named == by_stem.end() || !is_file(file) || !holds_label_lines(file.string())) return;
    std::string& least = there[named->second];
    if (least.empty() || file.string() < least) least = file.string();
  };
  try {
    pictures::walk(folder_of_all(pictures.front().path), [&](const fs::directory_entry& entry, bool) {
      if (++files <= kMostFiles) look_at(entry.path());
      return files <= kMostFiles;
    });
  } catch (const Error&) {  // of a folder that may not be read, which is another matter
  }
  if (there.empty()) return "";
  const auto first =
      std::min_element(there.begin(), there.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return text("; of ", counted(there.size(), "picture", "pictures"),
              " a label file lies elsewhere or is written otherwise, such as ", first->second, ": it should be ",
              label_path(first->first->path));
}

[[noreturn]] void refuse(const DataFile& data, const std::string& set, const std::vector<PictureFile>& pictures) {
  const std::string &picture = pictures.front().path, placed = label_path(picture), beside = label_path_beside(picture);
  std::string others = lying_elsewhere(pictures);
  if (others.empty()) others = and_left_over(left_over(data, {}));
  throw Error(ATELIER_E_DATA,
              text("there is no label file for any of the ", pictures.size(), " pictures of `", set, "`: that of ",
                   picture, " should be ", placed, placed == beside ? "" : " (there is none beside the picture either)",
                   others, of_another_tool(picture)));
}

}  // namespace

std::string label_path(const std::string& picture) {
  std::string path = picture;
  const size_t images = path.rfind(kImages);
  if (images != std::string::npos) path.replace(images, kImages.size(), "/labels/");
  return fs::path(path).replace_extension(".txt").string();
}

std::string label_path_beside(const std::string& picture) {
  return fs::path(picture).replace_extension(".txt").string();
}

std::vector<std::string> find_label_files(const Call& call, const DataFile& data, const std::string& set,
                                          const std::vector<PictureFile>& pictures, std::vector<DatasetNote>& notes) {
  const Found found = look(call, pictures);
  if (found.count_placed == 0 && found.count_beside == 0) refuse(data, set, pictures);
  const bool beside = found.count_placed == 0;
  const std::vector<uint8_t>& there = beside ? found.beside : found.placed;
  std::vector<std::string> files(pictures.size());
  for (size_t i = 0; i < pictures.size(); ++i)
    if (there[i]) files[i] = beside ? label_path_beside(pictures[i].path) : label_path(pictures[i].path);
  if (beside)
    notes.push_back(
        {"labels_beside_pictures", found.count_beside, NoteLevel::kWarning,
         text("label files were taken from beside the pictures, for none is where Ultralytics looks for "
              "it; the first should be ",
              label_path(
                  pictures[static_cast<size_t>(std::find(there.begin(), there.end(), 1) - there.begin())].path))});

  const uint64_t missing = pictures.size() - (beside ? found.count_beside : found.count_placed);
  if (missing == 0) return files;
  const std::set<std::string> others = left_over(data, files);
  const auto first = static_cast<size_t>(std::find(there.begin(), there.end(), 0) - there.begin());
  const uint64_t astray = beside ? 0 : found.count_beside;
  notes.push_back(
      {"label_file_missing", missing, astray != 0 || !others.empty() ? NoteLevel::kDefect : NoteLevel::kInfo,
       text(missing, " of ", pictures.size(), " pictures have no label file and are taken as background, as in ",
            "Ultralytics; the first is ", pictures[first].path, ", whose labels should be ",
            beside ? label_path_beside(pictures[first].path) : label_path(pictures[first].path),
            astray == 0 ? "" : text("; of these, ", astray, " have one beside the picture, which is not read"),
            and_left_over(others))});
  return files;
}

}  // namespace atelier::yolo_segments
