#include "explain.hpp"

#include <algorithm>
#include <cctype>

namespace atelier::host {

const Explanation* explanation_of(std::string_view code) {
  std::string wanted(code);
  std::transform(wanted.begin(), wanted.end(), wanted.begin(), [](unsigned char c) { return std::toupper(c); });
  const auto& all = explanations();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Explanation& e) { return e.code == wanted; });
  return found == all.end() ? nullptr : &*found;
}

std::string render_explanation(const Explanation& page) {
  std::string out = std::string(page.code) + ": " + std::string(page.title) + "\n\n" + std::string(page.meaning) + "\n";
  const auto example = [&](const char* title, std::string_view text) {
    if (text.empty()) return;
    out += "\n" + std::string(title) + ":\n";
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find('\n', at), text.size());
      out += "    " + std::string(text.substr(at, end - at)) + "\n";
      at = end + 1;
    }
  };
  example("Wrong", page.wrong);
  example("Right", page.right);
  return out;
}

}  // namespace atelier::host
