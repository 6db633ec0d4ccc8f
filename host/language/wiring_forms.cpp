// The wiring for tools that draw it: Graphviz and Mermaid. Their ids are numbers; names stand only in quoted labels.
#include <spdlog/fmt/fmt.h>

#include <map>
#include <utility>

#include "wiring.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr size_t kLongestName = 200;

// The lines at one arrow: all that goes from one node to another.
using Arrows = std::map<std::pair<int, int>, std::vector<std::string>>;

Arrows arrows_of(const Wiring& wiring) {
  Arrows out;
  for (const WiringEdge& edge : wiring.edges) {
    std::vector<std::string>& lines = out[{edge.from, edge.to}];
    if (edge.only_after()) continue;
    lines.push_back(edge.port.empty() || edge.port == edge.option
                        ? fmt::format("{} ({})", edge.option, edge.type)
                        : fmt::format("{} → {} ({})", edge.port, edge.option, edge.type));
  }
  return out;
}

// The lines in a box: name, component, slots.
std::vector<std::string> lines_of(const WiringNode& node) {
  std::vector<std::string> out = {node.name};
  if (!node.component.empty()) out.push_back(node.component);
  for (const WiringSlot& slot : node.slots) out.push_back(slot.option + " = " + slot.component);
  for (const WiringCheck& check : node.checks) out.push_back("check " + check.name + ": " + check.that);
  return out;
}

std::string dot_quoted(const std::vector<std::string>& lines, const char* line_end) {
  std::string out = "\"";
  for (const std::string& line : lines) {
    for (const char c : one_line(line, kLongestName)) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    if (lines.size() > 1) out += line_end;
  }
  return out + "\"";
}

// Mermaid reads markup, entities and quotes in a label; numbered entities of its own mean themselves.
std::string mermaid_quoted(const std::vector<std::string>& lines) {
  std::string out = "\"";
  for (size_t i = 0; i < lines.size(); ++i) {
    if (i) out += "<br/>";
    for (const char c : one_line(lines[i], kLongestName)) {
      const bool markup = std::string_view("\"#&<>`*_~;|\\{}[]()").find(c) != std::string_view::npos;
      out += markup ? fmt::format("#{};", static_cast<int>(c)) : std::string(1, c);
    }
  }
  return out + "\"";
}

}  // namespace

std::string wiring_dot(const Wiring& wiring) {
  std::string out = "digraph " + dot_quoted({wiring.name}, "") +
                    " {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\", fontsize=11];\n"
                    "  edge [fontname=\"sans-serif\", fontsize=9];\n";
  for (size_t i = 0; i < wiring.nodes.size(); ++i)
    out += fmt::format("  n{} [label={}{}];\n", i, dot_quoted(lines_of(wiring.nodes[i]), "\\l"),
                       wiring.nodes[i].stage ? ", style=bold" : ", style=rounded");
  for (const auto& [ends, lines] : arrows_of(wiring))
    out += lines.empty() ? fmt::format("  n{} -> n{} [style=dashed, label=\"after\"];\n", ends.first, ends.second)
                         : fmt::format("  n{} -> n{} [label={}];\n", ends.first, ends.second, dot_quoted(lines, "\\n"));
  return out + "}\n";
}

std::string wiring_mermaid(const Wiring& wiring) {
  std::string out = "flowchart LR\n";
  for (size_t i = 0; i < wiring.nodes.size(); ++i) {
    const std::string label = mermaid_quoted(lines_of(wiring.nodes[i]));
    out += wiring.nodes[i].stage ? fmt::format("  n{}[{}]:::stage\n", i, label) : fmt::format("  n{}({})\n", i, label);
  }
  for (const auto& [ends, lines] : arrows_of(wiring))
    out += lines.empty() ? fmt::format("  n{} -. after .-> n{}\n", ends.first, ends.second)
                         : fmt::format("  n{} -->|{}| n{}\n", ends.first, mermaid_quoted(lines), ends.second);
  return out + "  classDef stage stroke-width:3px\n";
}

}  // namespace atelier::host
