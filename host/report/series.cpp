#include "series.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace atelier::host {
using nlohmann::json;
namespace {

// Calls `take` for each line, without having all of a long file in memory.
void each_line(const Disk& disk, const std::filesystem::path& file, const std::function<void(std::string_view)>& take) {
  const Result<std::unique_ptr<InputFile>> input = disk.open(file);
  if (!input || !(*input)->facts().is_file()) return;
  std::string held, block(size_t{1} << 16, '\0');
  for (;;) {
    const Result<size_t> got = (*input)->read(block.data(), block.size());
    if (!got || *got == 0) break;
    held.append(block, 0, *got);
    size_t begin = 0;
    for (size_t end; (end = held.find('\n', begin)) != std::string::npos; begin = end + 1)
      take(std::string_view(held).substr(begin, end - begin));
    held.erase(0, begin);
  }
  if (!held.empty()) take(held);
}

class Collector {
 public:
  void take(std::string_view line) {
    const json told = json::parse(line, nullptr, false);
    if (!told.is_object()) return;
    const auto name = told.find("name"), step = told.find("step"), value = told.find("value");
    if (name == told.end() || !name->is_string() || step == told.end() || !step->is_number() || value == told.end())
      return;
    Series& series = of(name->get<std::string>());
    ++series.told;
    bool& gap = gaps_[series.name];
    const double number = value->is_number() ? value->get<double>() : std::nan("");
    if (!std::isfinite(number)) {
      ++series.no_numbers;
      gap = true;
      return;
    }
    series.points.push_back({step->get<double>(), number, gap && !series.points.empty()});
    gap = false;
  }

  std::vector<Series> all() {
    for (Series& series : all_) sort(series.points);
    return std::move(all_);
  }

 private:
  Series& of(const std::string& name) {
    const auto [place, is_new] = places_.emplace(name, all_.size());
    if (is_new) all_.push_back({name});
    return all_[place->second];
  }

  // By step; of several with one step the last.
  static void sort(std::vector<Point>& points) {
    const auto earlier = [](const Point& a, const Point& b) { return a.step < b.step; };
    if (!std::is_sorted(points.begin(), points.end(), earlier)) std::stable_sort(points.begin(), points.end(), earlier);
    const auto same = [](const Point& a, const Point& b) { return a.step == b.step; };
    points.erase(points.begin(), std::unique(points.rbegin(), points.rend(), same).base());
  }

  std::vector<Series> all_;
  std::unordered_map<std::string, size_t> places_;
  std::unordered_map<std::string, bool> gaps_;
};

}  // namespace

std::vector<Series> read_series(const Disk& disk, const std::filesystem::path& file) {
  Collector collector;
  each_line(disk, file, [&](std::string_view line) { collector.take(line); });
  return collector.all();
}

std::vector<Point> thinned(const std::vector<Point>& points, size_t most) {
  if (points.size() <= most) return points;
  std::vector<Point> out;
  bool gap = false;  // before the points that were left out
  const auto keep = [&](size_t from, size_t at) {
    for (size_t i = from; i <= at; ++i) gap = gap || points[i].after_gap;
    out.push_back(points[at]);
    out.back().after_gap = gap;
    gap = false;
  };
  keep(0, 0);
  const size_t last = points.size() - 1, stretches = (most - 2) / 2;
  for (size_t k = 0, begin = 1; k < stretches; ++k) {
    const size_t end = 1 + (last - 1) * (k + 1) / stretches;
    const auto lower = [](const Point& a, const Point& b) { return a.value < b.value; };
    const auto [least, greatest] =
        std::minmax_element(points.begin() + static_cast<long>(begin), points.begin() + static_cast<long>(end), lower);
    const size_t a = static_cast<size_t>(std::min(least, greatest) - points.begin());
    const size_t b = static_cast<size_t>(std::max(least, greatest) - points.begin());
    keep(begin, a);
    if (b > a) keep(a + 1, b);
    for (size_t i = b + 1; i < end; ++i) gap = gap || points[i].after_gap;
    begin = end;
  }
  keep(last, last);
  return out;
}

}  // namespace atelier::host
