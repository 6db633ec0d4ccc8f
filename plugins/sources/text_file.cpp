#include "sources/text_file.hpp"

#include <atelier/cpp/files.hpp>

namespace sources {

using atelier::Error;
using atelier::text;

namespace {

constexpr std::string_view kNoBreak = "\xc2\xa0";

bool starts_with(std::string_view bytes, std::string_view with) { return bytes.substr(0, with.size()) == with; }

std::string_view trimmed(std::string_view line) {
  constexpr std::string_view kSpace = " \t\v\f";
  for (;;) {
    if (!line.empty() && kSpace.find(line.front()) != std::string_view::npos)
      line.remove_prefix(1);
    else if (starts_with(line, kNoBreak))
      line.remove_prefix(kNoBreak.size());
    else if (!line.empty() && kSpace.find(line.back()) != std::string_view::npos)
      line.remove_suffix(1);
    else if (line.size() >= kNoBreak.size() && line.substr(line.size() - kNoBreak.size()) == kNoBreak)
      line.remove_suffix(kNoBreak.size());
    else
      return line;
  }
}

}  // namespace

std::string wide_encoding(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (starts_with(bytes, "\xff\xfe\0\0"sv) || starts_with(bytes, "\0\0\xfe\xff"sv)) return "UTF-32";
  if (starts_with(bytes, "\xff\xfe"sv) || starts_with(bytes, "\xfe\xff"sv)) return "UTF-16";
  if (bytes.size() < 4) return "";
  const auto zero = [&](size_t i) { return bytes[i] == '\0'; };
  if (zero(0) && zero(1) && zero(2) && !zero(3)) return "UTF-32";
  if (!zero(0) && zero(1) && zero(2) && zero(3)) return "UTF-32";
  if ((!zero(0) && zero(1) && !zero(2) && zero(3)) || (zero(0) && !zero(1) && zero(2) && !zero(3))) return "UTF-16";
  return "";
}

std::string read_text(const std::filesystem::path& file, size_t most) {
  std::error_code none;  // of what has no size
  const uintmax_t size = std::filesystem::is_regular_file(file, none) ? std::filesystem::file_size(file, none) : 0;
  if (size > most)
    throw Error(ATELIER_E_DATA, text(file.string(), ": ", size, " bytes are too many for such a file; at most ", most));
  std::string bytes = atelier::read_file(file);
  if (const std::string wide = wide_encoding(bytes); !wide.empty())
    throw Error(ATELIER_E_DATA, text(file.string(), ": the file is in ", wide, "; save it as UTF-8 (in PowerShell: ",
                                     "Out-File -Encoding utf8, in Excel: CSV UTF-8)"));
  if (starts_with(bytes, "\xef\xbb\xbf")) bytes.erase(0, 3);
  return bytes;
}

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  size_t number = 0;
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find_first_of("\r\n", start), text.size());
    const std::string_view line = trimmed(text.substr(start, end - start));
    ++number;
    if (!line.empty()) lines.push_back({line, number, static_cast<size_t>(line.data() - text.data())});
    start = end + (text.substr(end, 2) == "\r\n" ? 2 : 1);
  }
  return lines;
}

}  // namespace sources
