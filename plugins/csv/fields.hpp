// Fields of a CSV file. Source: RFC 4180.
#pragma once

#include <string>
#include <string_view>

namespace atelier::csv {

// As it is; in quotes, with inner ones doubled, where it has a comma, a quote or a line break.
std::string field(std::string_view text);

// The shortest digits that read back as the same number; nan, inf, -inf.
std::string field(double value);

}  // namespace atelier::csv
