// Base64 (RFC 4648) to bytes.
#pragma once

#include <string>
#include <string_view>

namespace sources {

// `bytes` is replaced. White space is passed over. False for any other character, or a text that ends within a byte.
// [any]
bool decode_base64(std::string_view text, std::string& bytes);

}  // namespace sources
