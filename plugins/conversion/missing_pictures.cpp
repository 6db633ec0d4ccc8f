#include "conversion/missing_pictures.hpp"

#include <atelier/cpp/core.hpp>
#include <atelier/cpp/words.hpp>
#include <filesystem>
#include <utility>

#include "sources/name_finder.hpp"

namespace conversion {

namespace fs = std::filesystem;
using atelier::counted;
using atelier::grouped;
using atelier::str;
using atelier::text;

namespace {

// The folder of the pictures and the name below it: the path ends with the name, unless its reader mended that.
std::pair<fs::path, std::string> apart(const std::string& path, const std::string& name) {
  const bool below = path.size() > name.size() && path.ends_with("/" + name);
  if (below) return {path.substr(0, path.size() - name.size()), name};
  return {fs::path(path).parent_path(), fs::path(path).filename().string()};
}

// A reader that takes what names seem to mean leaves a name only where several mean one file.
sources::Names names_of(const atelier::Call& call, const atelier::DatasetRef& dataset) {
  auto names = sources::Names::kExact;
  dataset.notes(call, [&](const atelier::DatasetNote& note) {
    if (note.word == "names_clash") names = sources::Names::kLenient;
  });
  return names;
}

}  // namespace

void MissingPictures::look_for(const atelier_picture& picture) {
  if (picture.path.size == 0) return;
  ++looked_for_;
  std::string path = str(picture.path);
  std::error_code none;
  if (fs::is_regular_file(path, none) || missing_++ != 0) return;
  id_ = picture.id;
  name_ = str(picture.file_name);
  path_ = std::move(path);
}

void MissingPictures::refuse(const atelier::Call& call, const atelier::DatasetRef& dataset,
                             std::string_view otherwise) const {
  if (missing_ == 0) return;
  const auto [folder, name] = apart(path_, name_);
  const std::string why = sources::NameFinder(folder).sentence(name, names_of(call, dataset));
  const bool all = missing_ == looked_for_;
  throw atelier::Error(
      ATELIER_E_IO,
      text("the picture file ", path_, " (picture ", id_, ") is missing", why.empty() ? "" : ": " + why, ". ",
           grouped(missing_), " of ", counted(looked_for_, "picture file is", "picture files are"), " missing",
           all ? text(": the folder ", folder.string(), " is probably wrong, or the names are") : "",
           ". Check the folder of the pictures, or ", otherwise));
}

}  // namespace conversion
