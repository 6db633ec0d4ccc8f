// Names of files as people mean them: without regard to case, to how accents are composed, and to the extension.
#pragma once

#include <string>
#include <string_view>

namespace sources {

// Accents composed (NFC). What is not UTF-8 stays as it is. [any]
std::string composed(std::string_view name);
// Composed, and equal for names that differ in case alone. What is not UTF-8 is folded as ASCII. [any]
std::string folded(std::string_view name);

// A name in two: the extension, with its point, where it is one of pictures, else all of it is stem. [any]
struct SplitName {
  std::string_view stem;
  std::string_view extension;
};
SplitName split_extension(std::string_view name);
bool has_picture_extension(std::string_view name);

// Two spellings of one extension: .jpg and .JPEG, .tif and .tiff. [any]
bool same_extension(std::string_view a, std::string_view b);

// The name behind the eight hexadecimal digits and the hyphen that Label Studio puts before uploaded files, or the
// name itself. [any]
std::string_view without_upload_prefix(std::string_view name);

}  // namespace sources
