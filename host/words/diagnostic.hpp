// What is wrong with a workflow, as data; and three views of it: text for people, one line each for editors, JSON.
//
// A diagnostic names its place by file, line and column (code points); the excerpts of the text view are cut from the
// SourceMap, which holds every text that a position can name.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "position.hpp"

namespace atelier::host {

// Name of a text, as in Position::file, to the text itself.
using SourceMap = std::map<std::string, std::string>;

enum class Severity { kError, kWarning };

// Another place that belongs to a diagnostic: the other end of a wire, the first of two that clash.
struct Related {
  Position at;
  std::string label;
  bool quote = false;  // the text view shows the line itself, not only where it is
};

struct Diagnostic {
  std::string code;  // "E204", "W001"; `explain` has a page for each
  Severity severity = Severity::kError;
  std::string message;
  Position range;
  std::string label;  // stands under the excerpt, behind the carets
  std::vector<Related> related;
  std::string note;
  std::string help;
  bool refused_plugin = false;  // the cause is a plugin file that cannot be used
  std::string details = "";     // further lines of the message; not in the short view
};

// In the form of a compiler's messages, with a blank line between two of them; ANSI colours only when asked for.
std::string render_text(const std::vector<Diagnostic>& diagnostics, const SourceMap& sources, bool colour = false);
// file:line:column: error[E204]: message
std::string render_short(const std::vector<Diagnostic>& diagnostics);
// An array of objects, fields as above.
std::string render_json(const std::vector<Diagnostic>& diagnostics);

// `count` errors as words: "1 error, 2 warnings"; "" when there are none.
std::string summary(const std::vector<Diagnostic>& diagnostics);

}  // namespace atelier::host
