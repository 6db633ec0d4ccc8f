// How many pixels are as they should be.
#include <atelier/cpp/metric.hpp>

#include "../generation.h"

class Hits : public atelier::Metric {
 public:
  static constexpr atelier::Component kComponent{"small.metric", 1, "Right pixels."};
  void begin(const atelier::Call& call, const atelier_metric_setup& setup) override {
    SAW(call, atelier_metric_setup, setup);
    hits_ = 0;
    void_label_ = setup.void_label;
  }
  void update(const atelier::Call&, const atelier_tensor& predicted, const atelier_tensor& truth) override {
    const uint8_t *p = atelier::data_of<uint8_t>(predicted), *t = atelier::data_of<uint8_t>(truth);
    for (int64_t i = 0; i < atelier::element_count(truth); ++i) hits_ += t[i] != void_label_ && t[i] == p[i];
  }
  std::vector<uint8_t> export_sums(const atelier::Call&) const override {
    std::vector<uint8_t> bytes;
    for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<uint8_t>(hits_ >> (8 * i)));
    return bytes;
  }
  void merge(const atelier::Call&, atelier::span<const uint8_t> sums) override {
    if (sums.size() != 8)
      throw atelier::Error(ATELIER_E_DATA, atelier::text("sums of ", sums.size(), " bytes are none of mine"));
    for (size_t i = 0; i < 8; ++i) hits_ += uint64_t{sums[i]} << (8 * i);
  }
  void result(const atelier::Call&, atelier::MetricSink& sink) const override {
    sink.scalar("hits", static_cast<double>(hits_), false);
  }

 private:
  uint64_t hits_ = 0;
  uint32_t void_label_ = 255;
};
ATELIER_PLUGIN("small.cpp.metric", "1.0.0", Hits)
