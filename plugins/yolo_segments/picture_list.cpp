#include "picture_list.hpp"

#include <algorithm>
#include <array>
#include <atelier/cpp/core.hpp>

#include "label_files.hpp"
#include "pictures/folder_walk.hpp"
#include "sources/file_kind.hpp"
#include "sources/text_file.hpp"

namespace atelier::yolo_segments {

namespace fs = std::filesystem;

namespace {

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

bool is_there(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(file, ignored);
}

void list_folder(const fs::path& folder, std::vector<std::string>& out) {
  pictures::walk(folder, [&](const fs::directory_entry& entry, bool is_folder) {
    std::error_code ignored;
    if (!is_folder && is_picture(entry.path()) && entry.is_regular_file(ignored)) out.push_back(entry.path().string());
    return true;
  });
}

// Lines that were not taken as they are: how many, and which is the first.
struct Lines {
  uint64_t count = 0;
  std::string first;
  void add(const sources::Line& line, const std::string& more = "") {
    if (count++ == 0)
      first = text(line.number, ": `", line.text.substr(0, 200), line.text.size() > 200 ? "…" : "", '`', more);
  }
};

// Reads the lists of a set: text files with the path of a picture in each line.
class ListReader {
 public:
  ListReader(const fs::path& root, sources::Names names, std::vector<DatasetNote>& notes)
      : root_(root), finder_(root), lenient_(names == sources::Names::kLenient), notes_(notes) {}

  void read(const fs::path& list, std::vector<std::string>& out) {
    const std::string bytes = sources::read_text(list);
    Lines missing, found, passed_over;
    const std::vector<sources::Line> lines = sources::lines_of(bytes);
    const size_t before = out.size();
    for (const sources::Line& line : lines)
      if (is_picture(std::string(line.text)))
        take(list, line, out, missing, found);
      else
        passed_over.add(line);
    if (missing.count != 0) refuse(list, missing, lines.size());
    if (passed_over.count != 0 && out.size() == before)
      throw Error(ATELIER_E_DATA,
                  text("there is no picture in ", list.string(), ": no line ends as the name of a picture does; line ",
                       passed_over.first, sources::looks_like(list, sources::FileKind::kUnknown)));
    note("list_line_passed_over", NoteLevel::kDefect, list, passed_over,
         "passed over, which do not end as the name of a picture does");
    note("names_matched", NoteLevel::kInfo, list, found, "taken for the file that they seem to mean");
  }

 private:
  // Absolute, with ./ relative to the list, else relative to the dataset's folder where there is such a file, or to the
  // list.
  void take(const fs::path& list, const sources::Line& line, std::vector<std::string>& out, Lines& missing,
            Lines& found) const {
    const std::string name(line.text);
    if (name.rfind("./", 0) != 0 && name.rfind(".\\", 0) != 0)
      if (const fs::path below = with_slashes(root_, name); is_there(below))
        return out.push_back(below.lexically_normal().string());
    if (const fs::path beside = with_slashes(list.parent_path(), name); is_there(beside))
      return out.push_back(beside.lexically_normal().string());
    const std::string found_name = lenient_ ? finder_.find(name).name : "";
    if (found_name.empty()) return missing.add(line, missing.count == 0 ? text(": ", finder_.sentence(name)) : "");
    out.push_back((root_ / found_name).lexically_normal().string());
    found.add(line, text(" is ", out.back()));
  }
  [[noreturn]] void refuse(const fs::path& list, const Lines& missing, size_t lines) const {
    throw Error(ATELIER_E_DATA,
                text(list.string(), ": ", missing.count, " of its ", lines, " pictures are not there, neither below ",
                     root_.string(), " nor beside the list; line ", missing.first));
  }
  void note(const char* word, NoteLevel level, const fs::path& list, const Lines& lines, const char* what) const {
    if (lines.count != 0)
      notes_.push_back(
          {word, lines.count, level,
           text("lines of a list ", what, ": ", lines.count, "; the first is ", list.string(), ':', lines.first)});
  }

  const fs::path& root_;
  const sources::NameFinder finder_;
  const bool lenient_;
  std::vector<DatasetNote>& notes_;
};

std::string name_of(const std::string& path, const fs::path& root) {
  const size_t images = path.rfind(kImages);
  if (images != std::string::npos) return path.substr(images + kImages.size());
  const fs::path below = fs::path(path).lexically_relative(root.lexically_normal());
  return below.empty() || *below.begin() == ".." ? fs::path(path).filename().string() : below.generic_string();
}

}  // namespace

std::vector<PictureFile> list_pictures(const DataFile& data, sources::Names names, std::vector<DatasetNote>& notes) {
  std::vector<std::string> paths;
  std::error_code ignored;
  ListReader lists(data.root, names, notes);
  for (const fs::path& from : data.from)
    if (fs::is_directory(from, ignored))
      list_folder(from, paths);
    else
      lists.read(from, paths);
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

}  // namespace atelier::yolo_segments
