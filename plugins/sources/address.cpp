#include "sources/address.hpp"

namespace sources {
namespace {

int hex_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::string_view last_part(std::string_view address) {
  address = address.substr(0, address.find_first_of("?#"));
  return address.substr(address.find_last_of('/') + 1);
}

std::string without_escapes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_of(text[i + 1]) >= 0 && hex_of(text[i + 2]) >= 0;
    const int byte = escape ? 16 * hex_of(text[i + 1]) + hex_of(text[i + 2]) : 0;
    if (byte != 0) {  // no name holds a zero
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace sources
