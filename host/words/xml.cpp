#include "xml.hpp"

#include "command_characters.hpp"
#include "utf8.hpp"

namespace atelier::host {
namespace {

// What stands for the character; "" when it stands for itself.
const char* entity(char32_t c) {
  switch (c) {
    case U'&':
      return "&amp;";
    case U'<':
      return "&lt;";
    case U'>':
      return "&gt;";
    case U'"':
      return "&quot;";
    case U'\'':
      return "&#39;";
    default:
      return "";
  }
}

bool is_plain(unsigned char c) {
  return (c >= 0x20 && c < 0x7F && c != '&' && c != '<' && c != '>' && c != '"' && c != '\'') || c == '\n' || c == '\t';
}

}  // namespace

std::string xml_text(std::string_view text) {
  size_t plain = 0;
  while (plain < text.size() && is_plain(static_cast<unsigned char>(text[plain]))) ++plain;
  std::string out(text.substr(0, plain));
  for (const char32_t c : decode_utf8(text.substr(plain))) {
    if (const char* const name = entity(c); *name)
      out += name;
    else if ((is_command(c) && c != U'\n' && c != U'\t') || c == 0xFFFE || c == 0xFFFF)
      out += "\uFFFD";
    else
      out += encode_utf8(std::u32string_view(&c, 1));
  }
  return out;
}

}  // namespace atelier::host
