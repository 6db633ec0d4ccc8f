// Base64 (RFC 4648) to bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sources {

// White space is passed over. Nothing for any other character, or a text that ends within a byte. [any]
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace sources
