#include "results.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>
#include <utility>

namespace atelier::supervised {

namespace {

class Gatherer : public MetricSink {
 public:
  void scalar(std::string_view name, double value, bool percent) override {
    results.scalars.push_back({std::string(name), value, percent, std::exchange(first_, false)});
  }
  void per_class(std::string_view name, span<const double> values) override {
    results.per_class.push_back({std::string(name), {values.begin(), values.end()}});
  }
  void matrix(std::string_view name, const uint64_t* counts, uint64_t rows, uint64_t columns) override {
    results.matrices.push_back({std::string(name), rows, columns, {counts, counts + rows * columns}});
  }
  void next_metric() { first_ = true; }

  Results results;

 private:
  bool first_ = true;
};

template <class Items>
void add_names(const Items& items, std::set<std::string>& names) {
  for (const auto& item : items)
    if (!names.insert(item.name).second)
      throw Error(ATELIER_E_INVALID,
                  text("two results of the metrics have the name `", item.name, "`: leave one of the metrics out"));
}

}  // namespace

const Scalar* Results::scalar(std::string_view name) const {
  const auto found = std::find_if(scalars.begin(), scalars.end(), [&](const Scalar& s) { return s.name == name; });
  return found == scalars.end() ? nullptr : &*found;
}

void begin_metrics(const Call& call, const std::vector<MetricRef>& metrics, const atelier_samples_info& samples) {
  for (const MetricRef& metric : metrics)
    metric.begin(call, {samples.class_names, static_cast<size_t>(samples.class_count)}, samples.void_label);
}

Results gather(const Call& call, const std::vector<MetricRef>& metrics) {
  Gatherer sink;
  for (const MetricRef& metric : metrics) {
    sink.next_metric();
    metric.result(call, sink);
  }
  std::set<std::string> names = {"epoch", "step", "train_loss", "lr", "seconds", "pictures", "classes", "per_class"};
  add_names(sink.results.scalars, names);
  add_names(sink.results.matrices, names);
  std::set<std::string> columns;
  add_names(sink.results.per_class, columns);
  return std::move(sink.results);
}

std::string words(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const size_t end = std::min(name.find('_'), name.size());
    const std::string_view word = name.substr(0, end);
    if (!out.empty()) out += ' ';
    out += word == "iou" ? "IoU" : word;
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return out;
}

std::string fixed(double value, int digits) {
  if (std::isnan(value)) return "-";
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, std::fabs(value) < 1e15 ? "%.*f" : "%.*e", digits, value);
  return buffer;
}

std::string readable(const Scalar& scalar) {
  if (std::isnan(scalar.value)) return "-";
  return scalar.percent ? fixed(scalar.value * 100, 2) + " %" : fixed(scalar.value, 3);
}

}  // namespace atelier::supervised
