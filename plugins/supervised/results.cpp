#include "results.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

namespace atelier::supervised {

namespace {

// What the files of this plugin use themselves.
constexpr std::string_view kReserved[] = {"epoch",    "step",    "train_loss", "lr",  "seconds",
                                          "pictures", "classes", "per_class",  "size"};

bool is_word(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto fits = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), fits);
}

// For a message: what is not ASCII, or cannot be seen, becomes a question mark.
std::string shown(std::string_view name) {
  std::string out(name.substr(0, 60));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return '`' + out + '`';
}

// Takes what metrics give, one after the other. A sink may not throw: the first thing that is wrong is kept, and thrown
// by end().
class Gatherer : public MetricSink {
 public:
  explicit Gatherer(uint64_t classes) : classes_(classes) {}

  void begin(const MetricRef& metric) {
    metric_ = named("the metric", metric.component_id());
    instance_ = metric.object().self;
    scalars_before_ = results.scalars.size();
  }
  void end() {
    if (!failure_ && results.scalars.size() == scalars_before_)
      fail(ATELIER_E_INTERNAL, "gave no scalar; a metric gives at least one");
    if (failure_) throw Error(failure_->code(), failure_->what());
  }

  void scalar(std::string_view name, double value, bool percent) override {
    if (!take_name(name, names_)) return;
    results.scalars.push_back({std::string(name), value, percent, results.scalars.size() == scalars_before_});
  }
  void per_class(std::string_view name, span<const double> values) override {
    if (values.size() != classes_ || !values.data())
      return fail(ATELIER_E_INTERNAL, "gave ", values.size(), " values per class, ", shown(name), ", where there are ",
                  classes_, " classes");
    if (!take_name(name, columns_)) return;
    results.per_class.push_back({std::string(name), {values.begin(), values.end()}});
  }
  void matrix(std::string_view name, const uint64_t* counts, uint64_t rows, uint64_t columns) override {
    if (rows != classes_ || columns != classes_ || !counts)
      return fail(ATELIER_E_INTERNAL, "gave a matrix ", shown(name), " of ", rows, " x ", columns, ", where there are ",
                  classes_, " classes");
    if (!take_name(name, names_)) return;
    results.matrices.push_back({std::string(name), rows, columns, {counts, counts + rows * columns}});
  }

  Results results;

 private:
  struct Owner {
    std::string metric;
    const void* instance;
  };
  using Owners = std::map<std::string, Owner>;  // by name of a result: who gave it

  template <class... Parts>
  void fail(int32_t code, const Parts&... parts) {
    if (!failure_) failure_.emplace(code, text(metric_, ' ', parts...));
  }
  bool take_name(std::string_view name, Owners& owners) {
    if (!is_word(name)) {
      fail(ATELIER_E_INTERNAL, "gave a result of the name ", shown(name),
           "; names are letters, digits and _, a letter first");
    } else if (std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved)) {
      fail(ATELIER_E_INVALID, "gave a result of the name ", shown(name), ", which stands for something else here");
    } else if (const auto [owner, is_new] = owners.try_emplace(std::string(name), Owner{metric_, instance_});
               !is_new && owner->second.instance == instance_) {
      fail(ATELIER_E_INTERNAL, "gave two results of the name ", shown(name));
    } else if (!is_new) {
      fail(ATELIER_E_INVALID, "gave a result of the name ", shown(name), ", which ", owner->second.metric,
           " gave before: leave one of the two out");
    } else {
      return !failure_;
    }
    return false;
  }

  const uint64_t classes_;
  std::string metric_;
  const void* instance_ = nullptr;
  size_t scalars_before_ = 0;
  Owners names_, columns_;
  std::optional<Error> failure_;
};

}  // namespace

const Scalar* Results::scalar(std::string_view name) const {
  const auto found = std::find_if(scalars.begin(), scalars.end(), [&](const Scalar& s) { return s.name == name; });
  return found == scalars.end() ? nullptr : &*found;
}

void begin_metrics(const Call& call, const std::vector<MetricRef>& metrics, const atelier_samples_info& samples) {
  for (const MetricRef& metric : metrics)
    metric.begin(call, {samples.class_names, static_cast<size_t>(samples.class_count)}, samples.void_label);
}

Results gather(const Call& call, const std::vector<MetricRef>& metrics, uint64_t classes) {
  Gatherer sink(classes);
  for (const MetricRef& metric : metrics) {
    sink.begin(metric);
    metric.result(call, sink);
    sink.end();
  }
  return std::move(sink.results);
}

std::string named(std::string_view what, std::string_view component) {
  return component.empty() ? std::string(what) : text(what, ' ', component);
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
