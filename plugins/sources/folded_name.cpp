#include "folded_name.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <optional>

namespace sources {

namespace {

constexpr std::array<std::string_view, 12> kExtensions = {".jpg", ".jpeg", ".jpe",  ".jfif", ".png", ".bmp",
                                                          ".tif", ".tiff", ".webp", ".gif",  ".ppm", ".pgm"};
constexpr size_t kPrefix = 9;  // 5c2f1a3b-

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

// Nothing for what is no UTF-8.
std::optional<std::string> mapped_by(int options, std::string_view text) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = utf8proc_map(bytes, static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                 static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | options));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(mapped, &std::free);
  if (size < 0) return {};
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<size_t>(size));
}

std::string_view plain(std::string_view extension) {
  if (extension == ".jpeg" || extension == ".jpe" || extension == ".jfif") return ".jpg";
  return extension == ".tiff" ? ".tif" : extension;
}

}  // namespace

std::string composed(std::string_view name) {
  if (is_ascii(name)) return std::string(name);
  return mapped_by(0, name).value_or(std::string(name));
}

std::string folded(std::string_view name) {
  if (is_ascii(name)) return lower(name);
  return mapped_by(UTF8PROC_CASEFOLD, name).value_or(lower(name));
}

SplitName split_extension(std::string_view name) {
  const size_t point = name.rfind('.');
  if (point == std::string_view::npos || point == 0 || name.size() - point > 5) return {name, {}};
  const std::string extension = lower(name.substr(point));
  if (std::find(kExtensions.begin(), kExtensions.end(), extension) == kExtensions.end()) return {name, {}};
  return {name.substr(0, point), name.substr(point)};
}

bool has_picture_extension(std::string_view name) { return !split_extension(name).extension.empty(); }

bool same_extension(std::string_view a, std::string_view b) { return plain(lower(a)) == plain(lower(b)); }

std::string_view without_upload_prefix(std::string_view name) {
  constexpr std::string_view kHex = "0123456789abcdef";
  if (name.size() <= kPrefix || name[kPrefix - 1] != '-') return name;
  return name.substr(0, kPrefix - 1).find_first_not_of(kHex) == std::string_view::npos ? name.substr(kPrefix) : name;
}

}  // namespace sources
