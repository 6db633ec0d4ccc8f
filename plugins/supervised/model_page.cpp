#include "model_page.hpp"

#include <cstdio>

#include "pictures/voc_colours.hpp"

namespace atelier::supervised {

std::string toml_text(std::string_view utf8) {
  std::string out = "\"";
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04X", byte);
      out += escaped;
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string model_page(std::string_view component, const std::optional<Settings>& settings,
                       const atelier_samples_info& samples, int64_t height, int64_t width) {
  std::string out = text("# What is needed to use the weights beside this file.\ncomponent = ", toml_text(component),
                         "\nvoid = ", samples.void_label, "\nsize = [", height, ", ", width,
                         "]  # height, width of the pictures it has learnt from; [0, 0]: they vary\nclasses = [\n");
  for (uint64_t c = 0; c < samples.class_count; ++c) out += text("  ", toml_text(view(samples.class_names[c])), ",\n");
  out += "]\ncolours = [\n";
  for (uint64_t c = 0; c < samples.class_count; ++c) {
    const auto [red, green, blue] = pictures::voc_colour(static_cast<uint32_t>(c));
    out += text("  [", int{red}, ", ", int{green}, ", ", int{blue}, "],\n");
  }
  out += "]\n";
  if (!settings) return out + "# The component does not tell its options: give those that it was trained with.\n";
  out += "\n[options]\n";
  for (const auto& [name, value] : *settings) out += text(name, " = ", value, "\n");
  return out;
}

}  // namespace atelier::supervised
