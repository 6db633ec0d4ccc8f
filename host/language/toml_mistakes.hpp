// What is wrong with a text that the TOML library has refused, in our own words and with the remedy.
//
// A second reader of TOML 1.0 that builds nothing: it only looks for what a person has got wrong, and goes on behind
// it, so that five texts without quotes are told at once. Whether a text is TOML at all is the library's to say. [any]
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::host {

// Bytes [begin, end) of a text.
struct Stretch {
  size_t begin = 0;
  size_t end = 0;
};

struct Mistake {
  const char* code = "E102";
  std::string message;
  Stretch at;
  std::string label = {};  // what to write, or what is there
  std::string help = {};
  Stretch other = {};            // another place that belongs to it
  std::string other_label = {};  // "" when there is none
};

// In the order of the text, at most 20 of them. `text` is UTF-8. None when it is valid TOML.
std::vector<Mistake> find_mistakes(std::string_view text);

}  // namespace atelier::host
