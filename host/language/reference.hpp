// `@` references as text: "@part", "@stage.port", "@params.x", "@run.seed".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace atelier::host {

struct Reference {
  std::string table;  // "params", "run", or the name of a part or stage; "" when the text is malformed
  std::string port;   // behind the dot; "" when there is none
};

// Nothing when `text` does not begin with `@`, or begins with `@@` (a literal `@`).
std::optional<Reference> parse_reference(std::string_view text);

// Whether `name` can name a part, a stage, a parameter or a slot: letters, digits, `_` and `-`, no digit first.
bool is_name(std::string_view name);

}  // namespace atelier::host
