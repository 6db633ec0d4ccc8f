// The page behind each diagnostic code: what it means, a wrong example and the right one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace atelier::host {

struct Explanation {
  std::string_view code;
  std::string_view title;
  std::string_view meaning;
  std::string_view wrong;
  std::string_view right;
};

// All pages, by code.
const std::vector<Explanation>& explanations();
// The page of a code ("E310", in either case), or null.
const Explanation* explanation_of(std::string_view code);
// As text for a terminal.
std::string render_explanation(const Explanation& page);

}  // namespace atelier::host
