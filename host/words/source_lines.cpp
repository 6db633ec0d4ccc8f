#include "source_lines.hpp"

#include <algorithm>

namespace atelier::host {

SourceLines::SourceLines(std::string_view text) : text_(text), starts_{0} {
  for (size_t i = text.find('\n'); i != std::string_view::npos; i = text.find('\n', i + 1)) starts_.push_back(i + 1);
}

std::optional<std::string_view> SourceLines::line(uint32_t number) const {
  if (number == 0 || number > starts_.size()) return std::nullopt;
  const size_t begin = starts_[number - 1];
  return text_.substr(begin, std::min(text_.find('\n', begin), text_.size()) - begin);
}

}  // namespace atelier::host
