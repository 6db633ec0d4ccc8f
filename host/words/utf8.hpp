// UTF-8 as the diagnostics need it: code points, and texts of others as they may be shown. Whether bytes are UTF-8 is
// the SDK's to say.
#pragma once

#include <atelier/cpp/utf8.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace atelier::host {

// What first_invalid_utf8 says of UTF-8.
inline constexpr size_t kAllValid = std::string_view::npos;

// Code points; each byte that is not part of a valid sequence becomes U+FFFD.
std::u32string decode_utf8(std::string_view text);
std::string encode_utf8(std::u32string_view text);
// How many code points `text` has.
size_t count_code_points(std::string_view text);

// `text` with control characters, line ends and tabs too, shown as U+FFFD: nothing a file says reaches the terminal as
// a command.
std::string printable(std::string_view text);
char32_t printable(char32_t c);

// So much of what somebody else has written is shown, where nothing says less.
inline constexpr size_t kLongestMessage = 100000;
// `text` as part of one line, with control characters escaped ("\\n", "\\x1b") and at most `most` code points of it,
// then "…".
std::string one_line(std::string_view text, size_t most);
// Many lines, tabs among them: all other control characters escaped.
std::string many_lines(std::string_view text, size_t most);

}  // namespace atelier::host
