#include "splice.hpp"

#include <algorithm>

namespace atelier::host {

std::vector<TextPiece> split_splices(std::string_view text) {
  std::vector<TextPiece> out;
  const auto add_plain = [&](size_t begin, size_t end, std::string_view plain) {
    if (out.empty() || out.back().is_splice) out.push_back({false, "", begin, end});
    out.back().text += plain;
    out.back().end = end;
  };
  for (size_t at = 0; at < text.size();) {
    if (text.substr(at, 3) == "$${") {
      add_plain(at, at + 3, "${");
      at += 3;
    } else if (text.substr(at, 2) == "${") {
      const size_t close = text.find('}', at);
      const bool closed = close != std::string_view::npos;
      const size_t end = closed ? close + 1 : text.size();
      out.push_back({true, std::string(closed ? text.substr(at + 2, close - at - 2) : ""), at, end});
      at = end;
    } else {
      const size_t end = std::min(text.find('$', at + 1), text.size());
      add_plain(at, end, text.substr(at, end - at));
      at = end;
    }
  }
  return out;
}

}  // namespace atelier::host
