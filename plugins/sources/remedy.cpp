#include "sources/remedy.hpp"

namespace sources {

std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string doctor_command(const std::filesystem::path& annotations, const std::filesystem::path& images) {
  std::string out = "atelier run coco-doctor --set " + shell_word("params.annotations=" + annotations.string());
  if (!images.empty()) out += " --set " + shell_word("params.images=" + images.string());
  return out + " --set params.fix=true";
}

}  // namespace sources
