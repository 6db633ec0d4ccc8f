// The forms that `recognise` knows, each by its text.
#pragma once

#include <string_view>

#include "sources/file_kind.hpp"

namespace sources {

// Between the samples of a file.
inline constexpr char kCut = '\0';

// All of kUnknown for what they do not know. `head` is the file's beginning, `samples` pieces of the rest. [any]
Recognised recognise_json(std::string_view head, std::string_view samples);
Recognised recognise_text(std::string_view head);
Recognised recognise_bytes(std::string_view head);

}  // namespace sources
