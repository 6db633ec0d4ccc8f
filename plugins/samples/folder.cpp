#include "folder.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>

#include "atelier/cpp/files.hpp"

namespace samples {

using atelier::Call;
using atelier::Error;
using atelier::text;
using std::filesystem::path;

namespace {

using Entry = pictures::StoredSamples::Entry;

constexpr std::array<std::string_view, 8> kExtensions = {".jpg",  ".jpeg", ".png",  ".bmp",
                                                         ".webp", ".tif",  ".tiff", ".jpe"};

bool is_picture(const path& file) {
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  const bool hidden = file.filename().string().front() == '.';
  return !hidden && std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

// Picture files by key.
std::map<std::string, path> files_in(const path& folder) {
  std::map<std::string, path> found;
  try {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             folder, std::filesystem::directory_options::follow_directory_symlink)) {
      if (!entry.is_regular_file() || !is_picture(entry.path())) continue;
      path key = entry.path().lexically_relative(folder);
      const auto [other, is_new] = found.emplace(key.replace_extension().generic_string(), entry.path());
      if (!is_new) {
        const auto [first, second] = std::minmax(other->second, entry.path());
        throw Error(ATELIER_E_DATA, text(first.string(), " and ", second.string(),
                                         " differ in their extension alone, so it is not clear which one to take; "
                                         "rename or remove one"));
      }
    }
  } catch (const std::filesystem::filesystem_error& e) {
    throw Error(ATELIER_E_IO, text("cannot list ", folder.string(), ": ", e.code().message()));
  }
  return found;
}

struct Line {
  std::string text;
  size_t number;
};

// Lines without the white space around them. Empty ones are left out.
std::vector<Line> lines_of(const path& file) {
  const std::string bytes = atelier::read_file(file);
  std::vector<Line> lines;
  size_t number = 0;
  for (size_t start = 0; start < bytes.size();) {
    const size_t end = std::min(bytes.find('\n', start), bytes.size());
    ++number;
    std::string line = bytes.substr(start, end - start);
    const size_t first = line.find_first_not_of(" \t\r"), last = line.find_last_not_of(" \t\r");
    if (first != std::string::npos) lines.push_back({line.substr(first, last - first + 1), number});
    start = end + 1;
  }
  return lines;
}

std::vector<std::string> class_names(const atelier::Params& params) {
  if (params.has("classes") == params.has("classes_file"))
    throw Error(ATELIER_E_INVALID,
                "give the class names either by `classes` or by `classes_file`, the one for label 0 first");
  if (params.has("classes")) return params.strings("classes");
  std::vector<std::string> names;
  for (Line& line : lines_of(params.path("classes_file"))) names.push_back(std::move(line.text));
  if (names.empty()) throw Error(ATELIER_E_DATA, text(params.string("classes_file"), ": there is no class name in it"));
  return names;
}

// The keys to take, in order: those of the list, or all.
std::vector<std::string> wanted_keys(const path& list, const std::map<std::string, path>& pictures) {
  std::vector<std::string> keys;
  if (list.empty()) {
    for (const auto& [key, file] : pictures) keys.push_back(key);
    return keys;
  }
  std::set<std::string> seen;
  for (Line& line : lines_of(list)) {
    if (!pictures.count(line.text))
      throw Error(ATELIER_E_DATA, text(list.string(), ":", line.number, ": there is no picture named ", line.text));
    if (!seen.insert(line.text).second)
      throw Error(ATELIER_E_DATA, text(list.string(), ":", line.number, ": ", line.text, " is listed twice"));
    keys.push_back(std::move(line.text));
  }
  return keys;
}

std::vector<Entry> pairs(const atelier::Params& params, const Call& call) {
  const std::map<std::string, path> pictures = files_in(params.path("images")), masks = files_in(params.path("masks"));
  std::vector<Entry> entries;
  std::vector<std::string> alone;
  for (const std::string& key : wanted_keys(params.path("list"), pictures)) {
    const auto mask = masks.find(key);
    if (mask == masks.end())
      alone.push_back(key);
    else
      entries.push_back({key, pictures.at(key), mask->second});
  }
  if (!alone.empty()) {
    const std::string message =
        text(alone.size(), alone.size() == 1 ? " picture has" : " pictures have", " no label map in ",
             params.string("masks"), ", the first is ", pictures.at(alone.front()).string());
    if (params.boolean("strict")) throw Error(ATELIER_E_DATA, message);
    call.warn(message);
  }
  if (entries.empty())
    throw Error(ATELIER_E_DATA, text("there is no pair: ", pictures.size(), " pictures in ", params.string("images"),
                                     ", ", masks.size(), " label maps in ", params.string("masks"),
                                     "; a pair has one name but for the extension"));
  return entries;
}

}  // namespace

Folder::Folder(const atelier::Params& params, const Call& call)
    : StoredSamples(class_names(params), static_cast<uint32_t>(params.integer("void")), pairs(params, call)) {}

}  // namespace samples
