// Atelier SDK, C++17 layer: metrics. Contract: kinds/metric.h.
#pragma once

#include "../kinds/metric.h"
#include "plugin.hpp"
#include "tensor.hpp"

namespace atelier {

// Where a metric's result goes.
class MetricSink {
 public:
  virtual ~MetricSink() = default;
  virtual void scalar(std::string_view name, double value, bool percent) = 0;
  virtual void per_class(std::string_view name, span<const double> values) = 0;
  virtual void matrix(std::string_view name, const uint64_t* counts, uint64_t rows, uint64_t columns) = 0;
};

// Base of a metric. One call at a time.
class Metric : public Instance {
 public:
  using Kind = Metric;
  static constexpr std::string_view kKindName = ATELIER_KIND_METRIC;
  virtual void begin(const Call& call, const atelier_metric_setup& setup) = 0;
  virtual void update(const Call& call, const atelier_tensor& predicted, const atelier_tensor& truth) = 0;
  // `other` is of the same class.
  virtual void merge(const Call& call, Metric& other) = 0;
  virtual void result(const Call& call, MetricSink& sink) const = 0;
  template <class T>
  static constexpr const void* interface_for();
};

namespace detail {
class SinkOut : public MetricSink {
 public:
  explicit SinkOut(const atelier_metric_sink& raw) : raw_(raw) {}
  void scalar(std::string_view name, double value, bool percent) override {
    raw_.scalar(raw_.context, c_str(name), value, percent);
  }
  void per_class(std::string_view name, span<const double> values) override {
    raw_.per_class(raw_.context, c_str(name), values.data(), values.size());
  }
  void matrix(std::string_view name, const uint64_t* counts, uint64_t rows, uint64_t columns) override {
    raw_.matrix(raw_.context, c_str(name), counts, rows, columns);
  }

 private:
  const atelier_metric_sink& raw_;
};
}  // namespace detail

inline constexpr atelier_metric_v1 kMetricInterface = {
    sizeof(atelier_metric_v1),
    0,
    [](const atelier_call* call, void* self, const atelier_metric_setup* setup) noexcept {
      auto& m = *static_cast<Metric*>(self);
      return detail::guard(call, m.component_id(), [&] { m.begin(Call(call), *setup); });
    },
    [](const atelier_call* call, void* self, const atelier_tensor* predicted, const atelier_tensor* truth) noexcept {
      auto& m = *static_cast<Metric*>(self);
      return detail::guard(call, m.component_id(), [&] { m.update(Call(call), *predicted, *truth); });
    },
    [](const atelier_call* call, void* self, void* other) noexcept {
      auto& m = *static_cast<Metric*>(self);
      return detail::guard(call, m.component_id(), [&] { m.merge(Call(call), *static_cast<Metric*>(other)); });
    },
    [](const atelier_call* call, void* self, const atelier_metric_sink* sink) noexcept {
      const auto& m = *static_cast<const Metric*>(self);
      return detail::guard(call, m.component_id(), [&] {
        detail::SinkOut out(*sink);
        m.result(Call(call), out);
      });
    }};

template <class T>
constexpr const void* Metric::interface_for() {
  return &kMetricInterface;
}

class MetricRef {
 public:
  MetricRef() = default;
  explicit MetricRef(atelier_object object) : object_(object) {}
  explicit operator bool() const { return object_.iface != nullptr; }
  void begin(const Call& call, span<const atelier_str> class_names, uint32_t void_label) const {
    const atelier_metric_setup setup = {sizeof setup, void_label, class_names.data(), class_names.size()};
    check(v().begin(call.raw(), object_.self, &setup));
  }
  void update(const Call& call, const atelier_tensor& predicted, const atelier_tensor& truth) const {
    check(v().update(call.raw(), object_.self, &predicted, &truth));
  }
  void merge(const Call& call, const MetricRef& other) const {
    check(v().merge(call.raw(), object_.self, other.object_.self));
  }
  // The sink's methods must not throw.
  void result(const Call& call, MetricSink& out) const {
    const atelier_metric_sink sink = {
        sizeof sink,
        0,
        &out,
        [](void* c, atelier_str name, double value, uint32_t percent) noexcept {
          static_cast<MetricSink*>(c)->scalar(view(name), value, percent != 0);
        },
        [](void* c, atelier_str name, const double* values, uint64_t count) noexcept {
          static_cast<MetricSink*>(c)->per_class(view(name), {values, static_cast<size_t>(count)});
        },
        [](void* c, atelier_str name, const uint64_t* counts, uint64_t rows, uint64_t columns) noexcept {
          static_cast<MetricSink*>(c)->matrix(view(name), counts, rows, columns);
        }};
    check(v().result(call.raw(), object_.self, &sink));
  }

 private:
  const atelier_metric_v1& v() const { return *static_cast<const atelier_metric_v1*>(object_.iface); }
  atelier_object object_{};
};

}  // namespace atelier
