// The page behind each diagnostic code: what it means, a wrong example and the right one. Written in codes.md.
#pragma once

#include <string_view>
#include <vector>

namespace atelier::host {

struct CodePage {
  std::string_view code;
  std::string_view text;  // for a terminal: its title, what it means, and mostly an example
};

// All pages, in their order.
const std::vector<CodePage>& code_pages();
// The page of a code ("E310", in either case), or null.
const CodePage* page_of(std::string_view code);

}  // namespace atelier::host
