#include "data_yaml.hpp"

#include <atelier/cpp/core.hpp>
#include <atelier/cpp/utf8.hpp>
#include <nlohmann/json.hpp>

namespace atelier::yolo_writer {
namespace {

// A JSON string is a double-quoted YAML scalar as long as surrogate pairs are not escaped; what YAML holds to be not
// printable beyond ASCII must be.
std::string quoted(const std::string& name, size_t index) {
  if (!is_utf8(name))
    throw Error(ATELIER_E_DATA, text("the name of class ", index, " is not UTF-8, so YAML cannot hold it; rename it"));
  const std::string json = nlohmann::json(name).dump();
  std::string out;
  for (size_t i = 0; i < json.size(); ++i) {
    const auto byte = static_cast<unsigned char>(json[i]), next = static_cast<unsigned char>(json[i + 1]);
    const bool c1 = byte == 0xc2 && next >= 0x80 && next < 0xa0;
    if (byte == 0x7f) {
      out += "\\x7f";
    } else if (c1) {
      out += next < 0x90 ? "\\x8" : "\\x9";
      out += "0123456789abcdef"[next % 16];
      ++i;
    } else {
      out += json[i];
    }
  }
  return out;
}

}  // namespace

std::string data_yaml(const std::vector<std::string>& class_names) {
  std::string out =
      "# Paths are relative to the folder of this file. Both splits are the same pictures; divide them as you like.\n"
      "train: images\n"
      "val: images\n"
      "names:";
  if (class_names.empty()) out += " {}";
  out += '\n';
  for (size_t i = 0; i < class_names.size(); ++i) out += text("  ", i, ": ", quoted(class_names[i], i), "\n");
  return out;
}

}  // namespace atelier::yolo_writer
