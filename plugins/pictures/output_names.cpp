#include "pictures/output_names.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>

namespace pictures {

using atelier::Error;
using atelier::text;

std::filesystem::path checked_name(const std::string& file_name, int64_t picture_id) {
  const auto refuse = [&](const char* why) {
    throw Error(ATELIER_E_DATA, text("picture ", picture_id, " has the file name `", file_name, "`, which ", why,
                                     "; names must lead to a file below the folder of the pictures"));
  };
  if (file_name.find('\0') != std::string::npos) refuse("holds a zero byte");
  const std::filesystem::path given(file_name);
  if (given.is_absolute()) refuse("is absolute");
  if (std::find(given.begin(), given.end(), "..") != given.end()) refuse("holds `..`");
  std::filesystem::path plain = given.lexically_normal();
  if (!plain.has_filename() || plain == ".") refuse("is no file name");
  return plain;
}

std::string OutputNames::add(const std::string& file_name, int64_t picture_id) {
  std::filesystem::path plain = checked_name(file_name, picture_id);
  const std::string file = plain.string();
  const auto [taken, added] =
      taken_.try_emplace(plain.replace_extension(extension_).string(), Owner{file_name, picture_id});
  if (!added && checked_name(taken->second.file_name, taken->second.id).string() == file)
    throw Error(ATELIER_E_DATA,
                text("the file `", file_name, "` is listed twice, as the pictures of the ids ", taken->second.id,
                     " and ", picture_id, "; keep one of the two entries, with the annotations of both"));
  if (!added)
    throw Error(ATELIER_E_DATA, text("the pictures `", taken->second.file_name, "` (id ", taken->second.id, ") and `",
                                     file_name, "` (id ", picture_id, ") would both get the ", what_, " `",
                                     taken->first, "`; rename one of them"));
  return taken->first;
}

}  // namespace pictures
