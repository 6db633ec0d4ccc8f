// `${…}` in texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace atelier::host {

// A stretch of a text: either a plain one, or a splice.
struct TextPiece {
  bool is_splice = false;
  std::string text;  // "$${" is a plain "${"; of a splice, what stands between the braces ("": they are not closed)
  size_t begin = 0;  // bytes of the whole text
  size_t end = 0;
};

std::vector<TextPiece> split_splices(std::string_view text);

}  // namespace atelier::host
