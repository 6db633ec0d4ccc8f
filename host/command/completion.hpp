// What the word at the cursor can become: for the scripts of the shells, which ask the program on each press of the
// key.
//
// Loads no plugin: of components only those are offered that the registry of plugins knows. Says nothing of what is
// wrong; then there is nothing to offer. [main]
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "grammar.hpp"

namespace atelier::host {

struct Candidate {
  std::string text;   // the whole word; one that ends in `=`, `.`, `[` or `/` is to be gone on with
  std::string about;  // one line, or ""
};

// What was typed, without the program's name; the last word is the one at the cursor, perhaps "".
std::vector<Candidate> complete(const GrammarVerb& grammar, std::vector<std::string> words);

// What the line says besides the word at the cursor.
struct TypedLine {
  std::filesystem::path file;                  // the workflow
  std::vector<std::string> set;                // --set
  std::vector<std::string> profiles;           // --profile
  std::vector<std::string> over;               // --over
  std::vector<std::filesystem::path> plugins;  // --plugin
  std::filesystem::path workspace = "atelier-out";
};

// Of one option or place. `word` is what is typed of the value.
std::vector<Candidate> complete_value(const GrammarOption& option, const TypedLine& line, const std::string& word);

enum class FileSort { kAny, kFolders, kWorkflows, kPlugins };
std::vector<Candidate> complete_file(const std::string& word, FileSort sort);

// The script for "bash", "zsh" or "fish"; "" for others.
std::string_view completion_script(const std::string& shell);

}  // namespace atelier::host
