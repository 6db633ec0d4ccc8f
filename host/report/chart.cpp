#include "chart.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "run/run_words.hpp"
#include "words/utf8.hpp"
#include "words/xml.hpp"

namespace atelier::host {
namespace {

// Units of the drawing, about pixels.
constexpr double kWidth = 480, kHeight = 230, kLeft = 52, kRight = 14, kTop = 12, kBottom = 38;
constexpr size_t kMostPoints = 500;  // of a line
constexpr size_t kMostDots = 40;     // a point is drawn as such up to so many
constexpr size_t kMostLines = 12;    // of a stage's series in one chart; more of them are classes
constexpr size_t kColours = 8;
constexpr size_t kLongestName = 60;

std::string shown(const std::string& name) { return xml_text(one_line(name, kLongestName)); }

struct Range {
  double low = 0;
  double high = 0;
  void take(double value, bool first) {
    low = first ? value : std::min(low, value);
    high = first ? value : std::max(high, value);
  }
  double span() const { return high - low; }
  // So that there is something between, and from 0 where that is near.
  void widen() {
    if (span() <= std::max(std::abs(low), std::abs(high)) * 1e-9) {
      const double by = low == 0 ? 1 : std::abs(low) * 0.1;
      low -= by;
      high += by;
      return;
    }
    const double by = span() * 0.05;
    if (low > 0 && low < 0.4 * high)
      low = 0;
    else if (low != 0)
      low -= by;
    if (high != 0) high += by;
  }
};

// Where the chart's values are on the drawing.
class Plane {
 public:
  explicit Plane(const Chart& chart) {
    bool first = true;
    for (const ChartLine& line : chart.lines)
      for (const Point& point : line.series.points) {
        steps_.take(point.step, first);
        values_.take(point.value, first);
        first = false;
      }
    values_.widen();
  }

  bool is_drawable() const {
    return steps_.span() > 0 && std::isfinite(values_.span()) && values_.span() > 1e-300 &&
           std::isfinite(steps_.span());
  }
  double x(double step) const { return kLeft + (step - steps_.low) / steps_.span() * (kWidth - kLeft - kRight); }
  double y(double value) const {
    return kHeight - kBottom - (value - values_.low) / values_.span() * (kHeight - kTop - kBottom);
  }

  std::string axes() const {
    std::string out;
    const Ticks up = ticks_of(values_.low, values_.high, 5);
    for (const double value : up.at)
      out += fmt::format(
          "<path class=\"grid\" d=\"M{:.1f} {:.1f}H{:.1f}\"/><text class=\"tick left\" x=\"{:.1f}\" y=\"{:.1f}\">{}"
          "</text>\n",
          kLeft, y(value), kWidth - kRight, kLeft - 6, y(value) + 4, tick_text(value, up.apart));
    Ticks along = ticks_of(steps_.low, steps_.high, 6);
    for (const double step : along.at) {
      if (step != std::floor(step)) continue;  // steps are counted
      out += fmt::format(
          "<path class=\"axis\" d=\"M{0:.1f} {1:.1f}v4\"/><text class=\"tick\" x=\"{0:.1f}\" "
          "y=\"{2:.1f}\">{3}</text>\n",
          x(step), kHeight - kBottom, kHeight - kBottom + 16, tick_text(step, std::max(along.apart, 1.0)));
    }
    return out + fmt::format(
                     "<path class=\"axis\" d=\"M{0:.1f} {1:.1f}H{2:.1f}\"/><text class=\"tick\" x=\"{3:.1f}\" "
                     "y=\"{4:.1f}\">step</text>\n",
                     kLeft, kHeight - kBottom, kWidth - kRight, (kLeft + kWidth - kRight) / 2, kHeight - 5);
  }

 private:
  Range steps_;
  Range values_;
};

std::string range_words(const Series& series) {
  const auto lower = [](const Point& a, const Point& b) { return a.value < b.value; };
  const auto [low, high] = std::minmax_element(series.points.begin(), series.points.end(), lower);
  std::string out = fmt::format("last {}, from {} to {}", number_words(series.points.back().value),
                                number_words(low->value), number_words(high->value));
  if (series.no_numbers > 0) out += fmt::format(", {} not a number", series.no_numbers);
  return out;
}

std::string dot(const Plane& plane, const Point& point, const std::string& name, size_t index) {
  return fmt::format(
      "<circle class=\"dot c{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"><title>{}, step {}: {}</title></circle>\n",
      index % kColours, plane.x(point.step), plane.y(point.value), shown(name), tick_text(point.step, 1),
      number_words(point.value));
}

std::string draw(const Plane& plane, const ChartLine& line, size_t index) {
  const std::vector<Point> points = thinned(line.series.points, kMostPoints);
  std::string path, dots;
  for (size_t i = 0; i < points.size(); ++i) {
    const bool begins = i == 0 || points[i].after_gap;
    const bool alone = begins && (i + 1 == points.size() || points[i + 1].after_gap);
    path += fmt::format("{}{:.1f} {:.1f}", begins ? "M" : "L", plane.x(points[i].step), plane.y(points[i].value));
    if (points.size() <= kMostDots || alone) dots += dot(plane, points[i], line.name, index);
  }
  return fmt::format("<path class=\"curve {}\" d=\"{}\"><title>{}: {}</title></path>\n{}", line_style(index), path,
                     shown(line.name), range_words(line.series), dots);
}

std::string legend_entry(const ChartLine& line, size_t index) {
  return fmt::format(
      "<li><svg width=\"26\" height=\"10\" aria-hidden=\"true\"><path class=\"curve {}\" d=\"M1 5H25\"/></svg> {} "
      "<span class=\"faint\">{}</span></li>\n",
      line_style(index), shown(line.name), line.series.points.empty() ? "no values" : range_words(line.series));
}

// What the curve stands with in one chart.
std::string family_of(const std::string& name) {
  const size_t first = name.find('/'), last = name.rfind('/');
  if (first != last) return name.substr(first + 1, last - first - 1);
  const std::string leaf = name.substr(last == std::string::npos ? 0 : last + 1);
  const size_t word = leaf.find_last_of("_. -");
  return word == std::string::npos || word + 1 == leaf.size() ? leaf : leaf.substr(word + 1);
}

}  // namespace

std::vector<Chart> charts_of(const std::vector<Series>& series) {
  std::vector<Chart> out;
  std::map<std::string, size_t> places;  // of the families
  for (const Series& one : series) {
    if (!one.is_curve()) continue;
    const std::string family = family_of(one.name);
    auto [place, is_new] = places.emplace(family, out.size());
    if (!is_new && out[place->second].lines.size() >= kMostLines) place->second = out.size(), is_new = true;
    if (is_new) out.push_back({family, {}});
    out[place->second].lines.push_back({one.name, one});
  }
  for (Chart& chart : out)
    if (chart.lines.size() == 1) chart.title = chart.lines[0].name;
  return out;
}

std::string chart_figure(const Chart& chart) {
  const Plane plane(chart);
  std::string legend, curves;
  for (size_t i = 0; i < chart.lines.size(); ++i) {
    legend += legend_entry(chart.lines[i], i);
    if (plane.is_drawable() && !chart.lines[i].series.points.empty()) curves += draw(plane, chart.lines[i], i);
  }
  if (curves.empty()) return "";
  const std::string title = shown(chart.title);
  return fmt::format(
      "<figure class=\"chart\">\n<figcaption>{2}</figcaption>\n"
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\">\n"
      "<title>{2} over steps</title>\n{3}{4}</svg>\n<ul class=\"legend\">\n{5}</ul>\n</figure>\n",
      kWidth, kHeight, title, plane.axes(), curves, legend);
}

std::string line_style(size_t index) { return fmt::format("c{} d{}", index % kColours, index / kColours % 3); }

Ticks ticks_of(double low, double high, size_t about) {
  const double rough = (high - low) / static_cast<double>(about);
  const double power = std::pow(10, std::floor(std::log10(rough)));
  if (!std::isfinite(power) || power <= 0) return {};
  Ticks out;
  for (const double nice : {1.0, 2.0, 5.0, 10.0}) {
    out.apart = nice * power;
    if (rough <= out.apart) break;
  }
  const double first = std::ceil(low / out.apart - 1e-9);
  for (size_t i = 0; i <= 2 * about; ++i) {
    const double at = (first + static_cast<double>(i)) * out.apart;
    if (at > high + 1e-9 * out.apart) break;
    out.at.push_back(at == 0 ? 0 : at);  // not -0
  }
  return out;
}

std::string tick_text(double value, double apart) {
  const double size = std::max(std::abs(value), apart);
  if (size >= 1e6 || (size < 1e-4 && size > 0)) return fmt::format("{:.4g}", value);
  if (apart >= 1000 && value != 0) return fmt::format("{:.4g}k", value / 1000);
  const double places = std::ceil(-std::log10(apart) - 1e-9);
  return fmt::format("{:.{}f}", value, static_cast<int>(std::clamp(places, 0.0, 12.0)));
}

}  // namespace atelier::host
