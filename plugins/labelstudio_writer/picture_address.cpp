#include "picture_address.hpp"

namespace atelier::labelstudio_writer {

std::string picture_address(std::string_view prefix, std::string_view file_name) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out(prefix);
  for (const char c : file_name) {
    const auto byte = static_cast<unsigned char>(c);
    if (kPlain.find(c) != std::string_view::npos)
      out += c;
    else
      (((out += '%') += kDigits[byte / 16]) += kDigits[byte % 16]);
  }
  return out;
}

}  // namespace atelier::labelstudio_writer
