#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/words.hpp>
#include <set>

#include "wiring.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

// One line below a node: a wire, a slot, or what it comes after.
struct Row {
  std::string text;
  std::string type;
  int part = -1;  // to be spread out below it
};

class TreeWriter {
 public:
  explicit TreeWriter(const Wiring& wiring) : wiring_(wiring) {}

  std::string write() {
    const size_t stages = wiring_.stages();
    lines_.push_back(
        {fmt::format("{}{}, {}", wiring_.name.empty() ? "" : one_line(wiring_.name, 100) + ": ",
                     counted(stages, "stage", "stages"), counted(wiring_.nodes.size() - stages, "part", "parts")),
         ""});
    for (size_t i = 0; i < wiring_.nodes.size(); ++i) {
      const WiringNode& node = wiring_.nodes[i];
      if (!node.stage && !node.component.empty()) continue;
      lines_.push_back({"", ""});
      const std::string number = node.stage ? fmt::format("{:2} ", node.number) : "   ";
      lines_.push_back({number + node.name + (node.stage ? " (" + node.component + ")" : ""), ""});
      below(static_cast<int>(i), "   ");
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
      const WiringNode& from = wiring_.nodes[static_cast<size_t>(edge.from)];
      const std::string source = from.name + (edge.port.empty() ? "" : "." + edge.port);
      if (edge.only_after())
        rows.push_back({"after " + source, "", -1});
      else
        rows.push_back({edge.option + " <- " + source, edge.type, from.stage ? -1 : edge.from});
    }
    for (const WiringSlot& slot : wiring_.nodes[static_cast<size_t>(index)].slots)
      rows.push_back({slot.option + " = " + slot.component, "", -1});
    return rows;
  }

  void below(int index, const std::string& indent) {
    const std::vector<Row> rows = rows_of(index);
    for (size_t i = 0; i < rows.size(); ++i) {
      const bool last = i + 1 == rows.size();
      const bool spread = rows[i].part >= 0 && spread_.insert(rows[i].part).second;
      const std::string part = spread ? " (" + wiring_.nodes[static_cast<size_t>(rows[i].part)].component + ")" : "";
      lines_.push_back({indent + (last ? "└─ " : "├─ ") + rows[i].text + part, rows[i].type});
      if (spread) below(rows[i].part, indent + (last ? "   " : "│  "));
    }
  }

  std::string text() const {
    constexpr size_t kWidest = 72;
    size_t widest = 0;
    for (const Line& line : lines_)
      if (!line.type.empty()) widest = std::max(widest, std::min(kWidest, count_code_points(line.text)));
    std::string out;
    for (const Line& line : lines_) {
      const size_t length = count_code_points(line.text);
      out += line.text;
      if (!line.type.empty()) out += std::string(length < widest ? widest - length + 2 : 2, ' ') + line.type;
      out += '\n';
    }
    return out;
  }

  const Wiring& wiring_;
  std::vector<Line> lines_;
  std::set<int> spread_;
};

}  // namespace

std::string wiring_text(const Wiring& wiring) { return TreeWriter(wiring).write(); }

}  // namespace atelier::host
