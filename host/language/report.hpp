// Where the parts of the resolver put what they find wrong, and the texts they read; and what is wrong with a path.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "other_words.hpp"
#include "system/disk.hpp"
#include "words/diagnostic.hpp"
#include "words/source_lines.hpp"
#include "written.hpp"

namespace atelier::host {

bool has_errors(const std::vector<Diagnostic>& diagnostics);

class Report {
 public:
  // The results are for adding notes; they last until the next call.
  Diagnostic& add(Diagnostic diagnostic);
  Diagnostic& error(const char* code, std::string message, const Position& at, std::string label = "");
  Diagnostic& warning(const char* code, std::string message, const Position& at, std::string label = "");

  // Registers a text under the name that positions in it have.
  std::shared_ptr<const Source> add_source(std::string name, std::string layer, std::filesystem::path folder,
                                           std::string text, LayerKind kind = LayerKind::kFile);

  // What was said already, or null. For adding to it, until the next call.
  Diagnostic* find(std::string_view code, std::string_view message);

  // ask_for_likely(), of the first hundreds of misspelt names only: a file with more was not typed, and each is
  // compared with every name that there is.
  std::string near(std::string_view written, const std::vector<std::string>& names) {
    return may_suggest() ? ask_for_likely(written, names) : "";
  }
  // Whether it is one of the first hundreds.
  bool may_suggest() {
    constexpr size_t kMost = 500;
    return ++suggested_ <= kMost;
  }

  bool has_errors() const { return host::has_errors(diagnostics_); }
  std::vector<Diagnostic>& diagnostics() { return diagnostics_; }
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  // Orders the diagnostics by text and place, each once.
  void finish();
  SourceMap& sources() { return sources_; }
  // The place of bytes [begin, end) of a string's text, when the text stands in its source as it is; else of the
  // string.
  Position part_of(const Written& string, size_t begin, size_t end);
  // The line of a place, without its end; "" when there is none.
  std::string_view line(const Position& at);

 private:
  std::vector<Diagnostic> diagnostics_;
  SourceMap sources_;
  std::map<std::string, SourceLines> lines_;       // of the sources that were asked for
  std::vector<std::string> order_;                 // names of the sources, in the order of reading
  std::unordered_map<std::string, size_t> index_;  // the first diagnostic of each code and message, for find()
  size_t indexed_ = 0;                             // so many are in it
  size_t suggested_ = 0;
};

// What a text of the command line is called: the flag and the text, "--set run.seed=3"; a long text is cut, as every
// position in it has the name.
std::string flag_name(std::string_view flag, std::string_view text);

// What to say about a path that does not exist.
struct MissingPath {
  std::filesystem::path folder;  // the deepest folder of the path that exists
  std::string name;              // what is not in it
  std::string suggestion;        // the path with its nearest neighbour in place of `name`, or ""
};

// `path` is absolute. Looks at no more than 10,000 entries of one folder.
MissingPath find_missing(const Disk& disk, const std::filesystem::path& path);

}  // namespace atelier::host
