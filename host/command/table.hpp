// Tables on stdout.
#pragma once

#include <string>
#include <vector>

namespace atelier::host {

// A line for each row, columns two spaces apart and as wide as their widest cell; the last one is not filled up.
// `indent`: spaces before each line.
std::string table_text(const std::vector<std::vector<std::string>>& rows, size_t indent = 0);

}  // namespace atelier::host
