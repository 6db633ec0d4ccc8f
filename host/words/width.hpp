// How much room texts take on a terminal, in columns. [any]
//
// Terminals do not agree on emoji of several code points and on rare letters. What is told here is never less than a
// terminal of the usual kind takes, so that a line that fits by this does not wrap.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atelier::host {

// Columns of one line: 2 of CJK and of emoji, 0 of combining marks and joiners. Control characters count nothing: texts
// of others go through one_line first.
size_t width_of(std::string_view text);

// `text` if it fits into `columns`; else so much of it that "…" still fits behind it. Never cuts within what is drawn
// as one letter.
std::string fit(std::string_view text, size_t columns);

// `text` with two blanks before each of its lines but the first.
std::string with_lines_indented(std::string_view text);

// How many rows of a terminal of so many columns (at least 1) the lines of `text` take.
size_t rows_of(std::string_view text, size_t columns);

// `text` if it takes no more than `rows`, at least 3; else its beginning and its end, and between them "…" on a line of
// its own with `left_out` behind it. The end gets more than half of the room: there stands what it comes to.
std::string clip_rows(std::string_view text, size_t rows, size_t columns, std::string_view left_out);

}  // namespace atelier::host
