// JSON values as text, appended: numbers that read back to the same bits, strings in ASCII.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "geometry/runs.hpp"

namespace atelier::coco_writer {

void append(std::string& out, int64_t number);
// The shortest decimal that reads back to the same double; `number` is finite.
void append(std::string& out, double number);

// A JSON string as Python's json.dump writes it, all that is not ASCII escaped. Throws ATELIER_E_DATA when `text` is
// not UTF-8; `what` names it in the message: "the file name of picture 7".
std::string quoted(std::string_view text, const std::string& what);

// COCO's compressed runs as a JSON string.
std::string quoted_runs(const geometry::Runs& runs);

}  // namespace atelier::coco_writer
