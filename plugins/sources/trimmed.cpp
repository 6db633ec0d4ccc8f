#include "trimmed.hpp"

namespace sources {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\v\f", kNoBreak = "\xc2\xa0";
  for (;;) {
    if (!text.empty() && kSpace.find(text.front()) != std::string_view::npos)
      text.remove_prefix(1);
    else if (text.starts_with(kNoBreak))
      text.remove_prefix(kNoBreak.size());
    else if (!text.empty() && kSpace.find(text.back()) != std::string_view::npos)
      text.remove_suffix(1);
    else if (text.ends_with(kNoBreak))
      text.remove_suffix(kNoBreak.size());
    else
      return text;
  }
}

}  // namespace sources
