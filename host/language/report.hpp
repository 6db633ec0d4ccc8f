// Where the parts of the resolver put what they find wrong, and the texts they read.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "words/diagnostic.hpp"
#include "written.hpp"

namespace atelier::host {

class Report {
 public:
  // The results are for adding notes; they last until the next call.
  Diagnostic& add(Diagnostic diagnostic) { return diagnostics_.emplace_back(std::move(diagnostic)); }
  Diagnostic& error(const char* code, std::string message, const Position& at, std::string label = "");
  Diagnostic& warning(const char* code, std::string message, const Position& at, std::string label = "");

  // Registers a text under the name that positions in it have.
  std::shared_ptr<const Source> add_source(std::string name, std::string layer, std::filesystem::path folder,
                                           std::string text, LayerKind kind = LayerKind::kFile);

  bool has_errors() const;
  std::vector<Diagnostic>& diagnostics() { return diagnostics_; }
  // Orders the diagnostics by text and place, each once.
  void finish();
  SourceMap& sources() { return sources_; }
  // The line of a place, without its end; "" when there is none.
  std::string_view line(const Position& at);

 private:
  std::vector<Diagnostic> diagnostics_;
  SourceMap sources_;
  std::map<std::string, std::vector<size_t>> line_starts_;  // of the sources that were asked for
  std::vector<std::string> order_;                          // names of the sources, in the order of reading
};

}  // namespace atelier::host
