// The lines of a text, which are looked for once, however many are asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace atelier::host {

class SourceLines {
 public:
  explicit SourceLines(std::string_view text);  // the text must outlive this

  // Line `number`, counted from 1, without its line feed; nothing when there is no such line.
  std::optional<std::string_view> line(uint32_t number) const;

 private:
  std::string_view text_;
  std::vector<size_t> starts_;
};

}  // namespace atelier::host
