// For the host's tests: a terminal of the plainest sort, in memory. It wraps at its last column, knows letters of two
// columns and of none, and of the commands only those that the program sends: any other is remembered as a fault.
#pragma once

#include <wchar.h>

#include <clocale>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "words/utf8.hpp"

namespace atelier::host::test_bench {

class ScreenOf {
 public:
  explicit ScreenOf(size_t columns) : columns_(columns) { std::setlocale(LC_CTYPE, "C.UTF-8"); }

  void resize(size_t columns) { columns_ = columns; }
  void feed(std::string_view bytes) {
    for (size_t at = 0; at < bytes.size();) {
      if (bytes[at] == '\033') {
        at += command(bytes.substr(at));
        continue;
      }
      const Utf8Point point = utf8_point_at(bytes, at);
      put(point.bytes ? point.value : 0xFFFD);
      at += std::max<size_t>(1, point.bytes);
    }
  }
  // What the lines show, without blanks at their ends; no empty ones at the end.
  std::vector<std::string> lines() const {
    std::vector<std::string> out;
    for (const std::vector<std::string>& cells : lines_) {
      std::string line;
      for (const std::string& cell : cells) line += cell;
      while (line.ends_with(' ')) line.pop_back();
      out.push_back(line);
    }
    while (!out.empty() && out.back().empty()) out.pop_back();
    return out;
  }
  size_t row() const { return lines_.size() - 1; }
  // Commands that the program is not to send, as text.
  const std::string& faults() const { return faults_; }

 private:
  // A cell has a letter with what is combined with it; the second cell of a wide letter is "".
  void put(char32_t c) {
    std::vector<std::string>& line = lines_.back();
    if (c == '\r') {
      column_ = 0;
    } else if (c == '\n') {
      lines_.emplace_back();
      column_ = 0;  // as the terminal's driver has it
    } else if (c == '\t') {
      column_ = std::min(columns_ - 1, column_ / 8 * 8 + 8);
    } else if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
      fault(c);
    } else if (const int width = ::wcwidth(static_cast<wchar_t>(c)); width <= 0) {
      if (column_ > 0 && column_ <= line.size()) line[column_ - 1] += encode_utf8({&c, 1});
    } else {
      letter(c, static_cast<size_t>(width));
    }
  }
  void letter(char32_t c, size_t width) {
    if (column_ + width > columns_) {
      lines_.emplace_back();
      column_ = 0;
    }
    std::vector<std::string>& line = lines_.back();
    while (line.size() < column_ + width) line.emplace_back(" ");
    line[column_] = encode_utf8({&c, 1});
    if (width == 2) line[column_ + 1] = "";
    column_ += width;
  }
  // Gives how many bytes it has.
  size_t command(std::string_view bytes) {
    if (bytes.starts_with("\033[K")) {
      lines_.back().resize(std::min(column_, lines_.back().size()));
      return 3;
    }
    const size_t end = bytes.find_first_not_of("0123456789;", 2);
    if (bytes.starts_with("\033[") && end != std::string_view::npos && bytes[end] == 'm') return end + 1;  // a colour
    fault('\033');
    return 1;
  }
  void fault(char32_t c) { faults_ += one_line(encode_utf8({&c, 1}), 10); }

  size_t columns_;
  size_t column_ = 0;
  std::vector<std::vector<std::string>> lines_ = std::vector<std::vector<std::string>>(1);
  std::string faults_;
};

}  // namespace atelier::host::test_bench
