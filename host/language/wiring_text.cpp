#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/words.hpp>
#include <set>

#include "wiring.hpp"
#include "words/utf8.hpp"
#include "words/width.hpp"

namespace atelier::host {
namespace {

// One line below a node: a wire, a slot, or what it comes after.
struct Row {
  std::string text;
  std::string type;
  int part = -1;  // to be spread out below it
};

constexpr int kDeepest = 12;

class TreeWriter {
 public:
  explicit TreeWriter(const Wiring& wiring) : wiring_(wiring) {}

  std::string write() {
    const size_t stages = wiring_.stages();
    lines_.push_back({fmt::format("{}{}, {}", wiring_.name.empty() ? "" : one_line(wiring_.name, 100) + ": ",
                                  counted(stages, "stage", "stages"), counted(wiring_.parts(), "part", "parts")),
                      ""});
    for (size_t i = 0; i < wiring_.nodes.size(); ++i) {
      const WiringNode& node = wiring_.nodes[i];
      if (!node.stage && !node.component.empty()) continue;
      lines_.push_back({"", ""});
      const std::string number = node.stage ? fmt::format("{:2} ", node.number) : "   ";
      lines_.push_back({number + node.name + (node.stage ? " (" + node.component + ")" : ""), ""});
      below(static_cast<int>(i), "   ", 0);
      while (!later_.empty()) {
        const int part = later_.front();
        later_.erase(later_.begin());
        lines_.push_back({"   " + node_at(part).name + " (" + node_at(part).component + ")", ""});
        below(part, "   ", 0);
      }
    }
    return text();
  }

 private:
  struct Line {
    std::string text;
    std::string type;
  };

  std::vector<Row> rows_of(int index) const {
    std::vector<Row> rows;
    for (const WiringEdge& edge : wiring_.edges) {
      if (edge.to != index) continue;
      const WiringNode& from = node_at(edge.from);
      const std::string source = from.name + (edge.port.empty() ? "" : "." + edge.port);
      if (edge.only_after())
        rows.push_back({"after " + source, "", -1});
      else
        rows.push_back({edge.option + " <- " + source, edge.type, from.stage ? -1 : edge.from});
    }
    for (const WiringSlot& slot : node_at(index).slots) rows.push_back({slot.option + " = " + slot.component, "", -1});
    for (const WiringCheck& check : node_at(index).checks)
      rows.push_back({"check " + check.name + ": " + check.that, "", -1});
    return rows;
  }

  const WiringNode& node_at(int index) const { return wiring_.nodes[static_cast<size_t>(index)]; }

  // A part that stands too deep gets a tree of its own.
  void below(int index, const std::string& indent, int depth) {
    const std::vector<Row> rows = rows_of(index);
    for (size_t i = 0; i < rows.size(); ++i) {
      const bool last = i + 1 == rows.size();
      bool spread = rows[i].part >= 0 && spread_.insert(rows[i].part).second;
      if (spread && depth == kDeepest) later_.push_back(rows[i].part);
      spread = spread && depth < kDeepest;
      const std::string part = spread ? " (" + node_at(rows[i].part).component + ")" : "";
      lines_.push_back({indent + (last ? "└─ " : "├─ ") + rows[i].text + part, rows[i].type});
      if (spread) below(rows[i].part, indent + (last ? "   " : "│  "), depth + 1);
    }
  }

  std::string text() const {
    constexpr size_t kWidest = 72;
    size_t widest = 0;
    for (const Line& line : lines_)
      if (!line.type.empty()) widest = std::max(widest, std::min(kWidest, width_of(printable(line.text))));
    std::string out;
    for (const Line& line : lines_) {
      const std::string text = printable(line.text);  // names are the user's
      const size_t length = width_of(text);
      out += text;
      if (!line.type.empty()) out += std::string(length < widest ? widest - length + 2 : 2, ' ') + printable(line.type);
      out += '\n';
    }
    return out;
  }

  const Wiring& wiring_;
  std::vector<Line> lines_;
  std::set<int> spread_;
  std::vector<int> later_;
};

}  // namespace

std::string wiring_text(const Wiring& wiring) { return TreeWriter(wiring).write(); }

}  // namespace atelier::host
