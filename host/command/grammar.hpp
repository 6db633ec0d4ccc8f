// The command line's grammar as data, taken from the parser itself.
#pragma once

#include <string>
#include <vector>

namespace atelier::host {

struct GrammarOption {
  std::string name;   // "--set"; of what has only a place, "file"
  std::string about;  // one line
  std::string value;  // what it takes, "FILE", "STAGE"; "" of a flag
  std::vector<std::string> choices;
  bool many = false;  // may be given more than once, or be many words

  bool has_place() const { return name.empty() || name[0] != '-'; }
};

struct GrammarVerb {
  std::string name;
  std::string about;
  std::vector<GrammarOption> options;  // those that have only a place in the order of their places
  std::vector<GrammarVerb> verbs;

  const GrammarVerb* verb(const std::string& word) const;
  const GrammarOption* option(const std::string& word) const;
  std::vector<const GrammarOption*> places() const;
};

// The whole program.
GrammarVerb command_grammar();

}  // namespace atelier::host
