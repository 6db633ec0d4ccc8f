#include "explain.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace atelier::host {
namespace {

constexpr std::string_view kCodes =
#include "codes.inc"  // codes.md as a literal, made by CMakeLists.txt
    ;
constexpr std::string_view kHeading = "\n## ";

std::vector<CodePage> split() {
  std::vector<CodePage> pages;
  for (size_t at = kCodes.find(kHeading); at != std::string_view::npos;) {
    const size_t begin = at + kHeading.size();
    at = kCodes.find(kHeading, begin);
    const std::string_view page = kCodes.substr(begin, at == std::string_view::npos ? at : at - begin);
    pages.push_back({page.substr(0, page.find(':')), page});
  }
  return pages;
}

}  // namespace

const std::vector<CodePage>& code_pages() {
  static const std::vector<CodePage> pages = split();
  return pages;
}

const CodePage* page_of(std::string_view code) {
  std::string wanted(code);
  std::transform(wanted.begin(), wanted.end(), wanted.begin(), [](unsigned char c) { return std::toupper(c); });
  const auto& all = code_pages();
  const auto found = std::find_if(all.begin(), all.end(), [&](const CodePage& page) { return page.code == wanted; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace atelier::host
