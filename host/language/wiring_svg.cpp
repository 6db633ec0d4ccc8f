#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <map>
#include <set>

#include "wiring.hpp"
#include "wiring_layout.hpp"
#include "words/utf8.hpp"
#include "words/width.hpp"
#include "words/xml.hpp"

namespace atelier::host {
namespace {

// Pixels. Texts are in a font of one width, so that their lengths are known without it.
constexpr double kLetter = 6.7;
constexpr double kLine = 16;
constexpr double kHead = 42;
constexpr double kPadding = 10;
constexpr double kMargin = 20;
constexpr double kTitle = 30;
constexpr size_t kLongestText = 60;

// Each rule is of the picture alone, so that it can stand in a page.
constexpr const char* kStyle = R"(<style>
.wiring text{font:11px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#1f2933}
.wiring .name{font-size:13px;font-weight:bold}.wiring .title{font-size:15px;font-weight:bold}
.wiring .faint{fill:#5b6773}.wiring .out{text-anchor:end}.wiring .page{fill:#ffffff}
.wiring .box{fill:#f7f9fb;stroke:#7b8794;stroke-width:1}.wiring .stage{fill:#e3effc;stroke:#2b6cb0;stroke-width:2}
.wiring .line{fill:none;stroke:#52606d;stroke-width:1.4}.wiring .after{stroke-dasharray:5 4}.wiring .port{fill:#52606d}
@media (prefers-color-scheme: dark){.wiring text{fill:#e4e9ef}.wiring .faint{fill:#a3b0bd}.wiring .page{fill:#14181d}
.wiring .box{fill:#20262d;stroke:#7b8794}.wiring .stage{fill:#17304d;stroke:#63a4ec}
.wiring .line{stroke:#a3b0bd}.wiring .port{fill:#a3b0bd}}
</style>
)";

std::string escaped(const std::string& text) { return xml_text(one_line(text, kLongestText)); }

double pixels_of(const std::string& text, double scale = 1) {
  return static_cast<double>(width_of(one_line(text, kLongestText))) * kLetter * scale;
}

// A row of a box: what comes in on the left, what goes out on the right, or a slot.
struct Row {
  std::string left;
  std::string faint;  // after the left one
  std::string right;
};

class Box {
 public:
  Box(const Wiring& wiring, int index) : node_(wiring.nodes[static_cast<size_t>(index)]) {
    std::vector<std::string> ins, types, outs;
    for (const WiringEdge& edge : wiring.edges) {
      if (edge.only_after()) continue;
      if (edge.to == index) rows_.push_back({edge.option, edge.type, ""});
      if (edge.from == index && out_rows_.emplace(edge.port, out_rows_.size()).second) outs.push_back(edge.port);
    }
    for (size_t i = 0; i < outs.size(); ++i) {
      if (i >= rows_.size()) rows_.emplace_back();
      rows_[i].right = outs[i];
    }
    for (const WiringSlot& slot : node_.slots) rows_.push_back({slot.option + " = ", slot.component, ""});
    for (const WiringCheck& check : node_.checks) rows_.push_back({"check " + check.name + ": ", check.that, ""});
  }

  LayoutBox size() const {
    double widest = std::max(pixels_of(node_.name, 1.2), pixels_of(node_.component));
    for (const Row& row : rows_)
      widest =
          std::max(widest, pixels_of(row.left + " " + row.faint) + (row.right.empty() ? 0 : pixels_of(row.right) + 24));
    return {widest + 2 * kPadding, kHead + kLine * static_cast<double>(rows_.size()) + (rows_.empty() ? 0 : 6), 0, 0};
  }

  // Below the upper edge: where the wires to an option or from a port meet the box.
  double in(const std::string& option) const {
    for (size_t i = 0; i < rows_.size(); ++i)
      if (rows_[i].left == option) return row_y(i);
    return kHead / 2;
  }
  double out(const std::string& port) const {
    const auto found = out_rows_.find(port);
    return found == out_rows_.end() ? kHead / 2 : row_y(found->second);
  }

  std::string draw(const LayoutBox& at) const {
    std::string out =
        fmt::format("<rect class=\"box{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"{}\"/>\n",
                    node_.stage ? " stage" : "", at.x, at.y, at.width, at.height, node_.stage ? 4 : 12);
    out += text(at.x + kPadding, at.y + 18, "name", node_.name);
    if (!node_.component.empty()) out += text(at.x + kPadding, at.y + 33, "faint", node_.component);
    for (size_t i = 0; i < rows_.size(); ++i) {
      const double y = at.y + row_y(i);
      if (!rows_[i].left.empty())
        out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{} <tspan class=\"faint\">{}</tspan></text>\n",
                           at.x + kPadding, y + 4, escaped(rows_[i].left), escaped(rows_[i].faint));
      if (!rows_[i].right.empty()) out += text(at.x + at.width - kPadding, y + 4, "out", rows_[i].right);
    }
    return out;
  }

 private:
  static double row_y(size_t row) { return kHead + kLine * static_cast<double>(row) + kLine / 2; }
  static std::string text(double x, double y, const char* style, const std::string& words) {
    return fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", style, x, y, escaped(words));
  }

  const WiringNode& node_;
  std::vector<Row> rows_;
  std::map<std::string, size_t> out_rows_;
};

// Level where it leaves, passes and arrives.
std::string path_of(const std::vector<LayoutPoint>& points) {
  std::string out = fmt::format("M{:.1f} {:.1f}", points[0].x, points[0].y);
  for (size_t i = 1; i < points.size(); ++i) {
    const LayoutPoint &a = points[i - 1], &b = points[i];
    const double bend = a.x + (b.x - a.x) / 2;
    out += a.y == b.y ? fmt::format(" L{:.1f} {:.1f}", b.x, b.y)
                      : fmt::format(" C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}", bend, a.y, bend, b.y, b.x, b.y);
  }
  return out;
}

std::string draw_lines(const Wiring& wiring, const Layout& layout) {
  std::string out;
  std::set<std::string> ports;
  for (size_t i = 0; i < layout.lines.size(); ++i) {
    const std::vector<LayoutPoint>& points = layout.lines[i].points;
    out += fmt::format("<path class=\"line{}\" d=\"{}\"/>\n", wiring.edges[i].only_after() ? " after" : "",
                       path_of(points));
    for (const LayoutPoint& end : {points.front(), points.back()})
      ports.insert(fmt::format("<circle class=\"port\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"/>\n", end.x, end.y));
  }
  for (const std::string& port : ports) out += port;
  return out;
}

}  // namespace

std::string wiring_svg(const Wiring& wiring) {
  std::vector<Box> boxes;
  Layout layout;
  for (size_t i = 0; i < wiring.nodes.size(); ++i) {
    boxes.emplace_back(wiring, static_cast<int>(i));
    layout.boxes.push_back(boxes.back().size());
  }
  for (const WiringEdge& edge : wiring.edges)
    layout.lines.push_back({edge.from, edge.to,
                            edge.only_after() ? kHead / 2 : boxes[static_cast<size_t>(edge.from)].out(edge.port),
                            edge.only_after() ? kHead / 2 : boxes[static_cast<size_t>(edge.to)].in(edge.option)});
  lay_out(layout);
  const double width = std::max(layout.width, pixels_of(wiring.name, 1.4)) + 2 * kMargin;
  const double height = layout.height + kTitle + 2 * kMargin;
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"wiring\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 "
      "{0:.0f} {1:.0f}\" "
      "role=\"img\">\n<title>{2}</title>\n{3}<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n"
      "<text class=\"title\" x=\"{4}\" y=\"{5}\">{2}</text>\n<g transform=\"translate({4} {6})\">\n",
      width, height, escaped(wiring.name), kStyle, kMargin, kMargin + 12, kMargin + kTitle);
  std::string drawn;
  for (size_t i = 0; i < boxes.size(); ++i) drawn += boxes[i].draw(layout.boxes[i]);
  return out + drawn + draw_lines(wiring, layout) + "</g>\n</svg>\n";
}

}  // namespace atelier::host
