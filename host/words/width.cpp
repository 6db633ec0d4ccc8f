#include "width.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <vector>

#include "utf8.hpp"

namespace atelier::host {
namespace {

constexpr char32_t kEmojiStyle = 0xFE0F;  // asks for the wide, coloured form of what is before it

size_t width_of(char32_t c, size_t before) {
  if (c == kEmojiStyle) return before == 1 ? 1 : 0;
  return static_cast<size_t>(std::max(0, utf8proc_charwidth(static_cast<utf8proc_int32_t>(c))));
}

// What is drawn as one letter: the bytes up to its end, and the columns of the text up to there.
struct Cluster {
  size_t end = 0;
  size_t width = 0;
};

std::vector<Cluster> clusters_of(std::string_view text) {
  std::vector<Cluster> out;
  utf8proc_int32_t state = 0;
  char32_t last = 0;
  size_t width = 0, width_before = 0;
  for (size_t at = 0; at < text.size();) {
    const Utf8Point point = utf8_point_at(text, at);
    const char32_t c = point.bytes == 0 ? 0xFFFD : point.value;
    const bool begins = out.empty() || utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(last),
                                                                        static_cast<utf8proc_int32_t>(c), &state);
    width_before = width_of(c, width_before);
    width += width_before;
    at += std::max<size_t>(1, point.bytes);
    if (begins) out.emplace_back();
    out.back() = {at, width};
    last = c;
  }
  return out;
}

// Where each row of a terminal begins that the text takes.
std::vector<size_t> rows_begin(std::string_view text, size_t columns) {
  std::vector<size_t> out;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    out.push_back(at);
    Cluster last;
    size_t left_of_row = 0;  // columns of the line before this row
    for (const Cluster& cluster : clusters_of(text.substr(at, end - at))) {
      if (cluster.width - left_of_row > columns && last.width > left_of_row) {
        out.push_back(at + last.end);
        left_of_row = last.width;
      }
      last = cluster;
    }
    at = end + 1;
  }
  return out;
}

}  // namespace

size_t width_of(std::string_view text) {
  const std::vector<Cluster> clusters = clusters_of(text);
  return clusters.empty() ? 0 : clusters.back().width;
}

std::string with_lines_indented(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "  ";
  }
  return out;
}

size_t rows_of(std::string_view text, size_t columns) { return rows_begin(text, columns).size(); }

std::string clip_rows(std::string_view text, size_t rows, size_t columns, std::string_view left_out) {
  const std::vector<size_t> begins = rows_begin(text, columns);
  if (begins.size() <= rows) return std::string(text);
  const size_t head = (rows - 1) / 2, tail = rows - 1 - head;
  std::string out(text.substr(0, begins[head]));
  if (!out.ends_with('\n')) out += '\n';
  out.append(fit("… " + std::string(left_out), columns)).append("\n");
  return out.append(text.substr(begins[begins.size() - tail]));
}

std::string fit(std::string_view text, size_t columns) {
  const std::vector<Cluster> clusters = clusters_of(text);
  if (clusters.empty() || clusters.back().width <= columns) return std::string(text);
  if (columns == 0) return "";
  size_t end = 0;
  for (const Cluster& cluster : clusters) {
    if (cluster.width + 1 > columns) break;
    end = cluster.end;
  }
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace atelier::host
