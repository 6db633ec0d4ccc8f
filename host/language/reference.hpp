// What texts of a workflow may mean: `@` references ("@part", "@stage.port", "@params.x", "@run.seed") and `${…}`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "written.hpp"

namespace atelier::host {

struct Reference {
  std::string table;  // "params", "run", or the name of a part or stage; "" when the text is malformed
  std::string port;   // behind the dot; "" when there is none

  // Whether it means a parameter or a run setting: a value that is known before anything runs.
  bool is_to_value() const { return table == "params" || table == "run"; }
};

// Nothing when `text` does not begin with `@`, or begins with `@@` (a literal `@`).
std::optional<Reference> parse_reference(std::string_view text);
// The reference that a value is; nothing when it is none.
std::optional<Reference> reference_in(const Written& value);
// The same, when it is one to another table.
std::optional<Reference> wire_in(const Written& value);

// Whether `name` can name a part, a stage, a parameter or a slot: letters, digits, `_` and `-`, no digit first.
bool is_name(std::string_view name);

// A stretch of a text: either a plain one, or a splice.
struct TextPiece {
  bool is_splice = false;
  std::string text;  // "$${" is a plain "${"; of a splice, what stands between the braces ("": they are not closed)
  size_t begin = 0;  // bytes of the whole text
  size_t end = 0;
};

std::vector<TextPiece> split_splices(std::string_view text);

}  // namespace atelier::host
