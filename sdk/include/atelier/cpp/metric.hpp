// Atelier SDK, C++17 layer: metrics. Contract: kinds/metric.h.
#pragma once

#include <vector>

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
  // What has been counted, as little-endian bytes, and what another instance has counted, added. Bytes that do not fit:
  // ATELIER_E_DATA.
  virtual std::vector<uint8_t> export_sums(const Call& call) const = 0;
  virtual void merge(const Call& call, span<const uint8_t> sums) = 0;
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

inline constexpr atelier_metric_v1 kMetricInterface = {
    sizeof(atelier_metric_v1),
    ATELIER_TAG_METRIC,
    &extension_in<Metric>,
    [](const atelier_call* call, void* self, const atelier_metric_setup* setup) noexcept {
      auto& m = *static_cast<Metric*>(self);
      return guard(call, m.component_id(), [&] { m.begin(Call(call), known(*setup)); });
    },
    [](const atelier_call* call, void* self, const atelier_metric_input* in) noexcept {
      auto& m = *static_cast<Metric*>(self);
      return guard(call, m.component_id(), [&] { m.update(Call(call), *in->predicted, *in->truth); });
    },
    [](const atelier_call* call, void* self, const atelier_bytes_sink* sink) noexcept {
      const auto& m = *static_cast<const Metric*>(self);
      return guard(call, m.component_id(), [&] {
        const std::vector<uint8_t> bytes = m.export_sums(Call(call));
        pass_on(sink->take(sink->context, {bytes.data(), bytes.size()}));
      });
    },
    [](const atelier_call* call, void* self, atelier_bytes bytes) noexcept {
      auto& m = *static_cast<Metric*>(self);
      return guard(call, m.component_id(), [&] { m.merge(Call(call), {bytes.data, static_cast<size_t>(bytes.size)}); });
    },
    [](const atelier_call* call, void* self, const atelier_metric_sink* sink) noexcept {
      const auto& m = *static_cast<const Metric*>(self);
      return guard(call, m.component_id(), [&] {
        SinkOut out(*sink);
        m.result(Call(call), out);
      });
    }};
}  // namespace detail

template <class T>
constexpr const void* Metric::interface_for() {
  return &detail::kMetricInterface;
}

class MetricRef : public ObjectRef<atelier_metric_v1> {
 public:
  static constexpr std::string_view kKindName = ATELIER_KIND_METRIC;
  using ObjectRef::ObjectRef;

  void begin(const Call& call, span<const atelier_str> class_names, uint32_t void_label) const {
    auto setup = blank<atelier_metric_setup>();
    setup.void_label = void_label;
    setup.class_names = class_names.data();
    setup.class_count = class_names.size();
    invoke(call, [&](auto* c) { return v().begin(c, self(), &setup); });
  }
  void update(const Call& call, const atelier_tensor& predicted, const atelier_tensor& truth) const {
    auto in = blank<atelier_metric_input>();
    in.predicted = &predicted;
    in.truth = &truth;
    invoke(call, [&](auto* c) { return v().update(c, self(), &in); });
  }
  // What has been counted, to be kept or merged elsewhere.
  std::vector<uint8_t> export_sums(const Call& call) const {
    std::vector<uint8_t> out;
    auto sink = blank<atelier_bytes_sink>();
    sink.context = &out;
    sink.take = [](void* context, atelier_bytes bytes) noexcept -> int32_t {
      try {
        static_cast<std::vector<uint8_t>*>(context)->assign(bytes.data, bytes.data + bytes.size);
        return ATELIER_OK;
      } catch (...) {
        return ATELIER_E_INTERNAL;
      }
    };
    invoke(call, [&](auto* c) { return v().export_sums(c, self(), &sink); });
    return out;
  }
  void merge(const Call& call, span<const uint8_t> sums) const {
    invoke(call, [&](auto* c) { return v().merge(c, self(), {sums.data(), sums.size()}); });
  }
  // The sink's methods must not throw.
  void result(const Call& call, MetricSink& out) const {
    auto sink = blank<atelier_metric_sink>();
    sink.context = &out;
    sink.scalar = [](void* c, atelier_str name, double value, uint32_t percent) noexcept {
      static_cast<MetricSink*>(c)->scalar(view(name), value, percent != 0);
    };
    sink.per_class = [](void* c, atelier_str name, const double* values, uint64_t count) noexcept {
      static_cast<MetricSink*>(c)->per_class(view(name), {values, static_cast<size_t>(count)});
    };
    sink.matrix = [](void* c, atelier_str name, const uint64_t* counts, uint64_t rows, uint64_t columns) noexcept {
      static_cast<MetricSink*>(c)->matrix(view(name), counts, rows, columns);
    };
    invoke(call, [&](auto* c) { return v().result(c, self(), &sink); });
  }
};

}  // namespace atelier
