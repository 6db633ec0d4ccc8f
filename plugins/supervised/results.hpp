// What a list of metrics found, gathered from their sinks, and how it reads.
//
// gather() looks at what metrics give before anything is made of it, and names the one that is wrong. Names are plain
// words, unique over all metrics (ATELIER_E_INVALID), and none of those that the files of this plugin use themselves,
// so no result silently hides another. Values per class are as many as the classes, a matrix has a row and a column for
// each.
#pragma once

#include <atelier/cpp/metric.hpp>
#include <atelier/cpp/samples.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::supervised {

struct Scalar {
  std::string name;  // "mean_iou"
  double value;      // NaN: undefined
  bool percent;      // a share that people read in %
  bool main;         // the first that its metric gives
};

struct PerClass {
  std::string name;
  std::vector<double> values;  // [classes]; NaN: undefined
};

struct Matrix {
  std::string name;
  uint64_t rows;
  uint64_t columns;
  std::vector<uint64_t> counts;  // [rows][columns]
};

struct Results {
  std::vector<Scalar> scalars;
  std::vector<PerClass> per_class;
  std::vector<Matrix> matrices;
  uint64_t height = 0, width = 0;  // at which size label maps were compared; 0: not at one size

  const Scalar* scalar(std::string_view name) const;
};

void begin_metrics(const Call& call, const std::vector<MetricRef>& metrics, const atelier_samples_info& samples);
// classes: how many there are.
Results gather(const Call& call, const std::vector<MetricRef>& metrics, uint64_t classes);

// "the metric acme.purity", for messages; "the metric" where nobody knows which component it is.
std::string named(std::string_view what, std::string_view component);
// "mean IoU" for mean_iou.
std::string words(std::string_view name);
// "91.23 %", "0.612", "-" where undefined.
std::string readable(const Scalar& scalar);
// With that many digits after the point; "-" where undefined.
std::string fixed(double value, int digits);

}  // namespace atelier::supervised
