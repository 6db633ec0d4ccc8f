// Small parts of every other kind, in plain C++: what a trainer needs around a model.
#pragma once

#include <atelier/cpp/augmenter.hpp>
#include <atelier/cpp/loader.hpp>
#include <atelier/cpp/loss.hpp>
#include <atelier/cpp/metric.hpp>
#include <atelier/cpp/optimizer.hpp>
#include <atelier/cpp/samples.hpp>
#include <atelier/cpp/schedule.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace plain {

// Pictures of noisy patches in a colour per class, 8x8, with a void corner.
class Patches : public atelier::Samples {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.patches", .summary = "Colour patches."};
  static constexpr atelier::Param kParams[] = {
      atelier::param::integer("count"),
      atelier::param::integer("classes").by_default("3"),
      atelier::param::boolean("same_names").by_default("false"),
  };
  explicit Patches(const atelier::Params& params);
  atelier_samples_info describe(const atelier::Call& call) const override;
  std::string_view key(const atelier::Call& call, uint64_t index) const override;
  atelier::Sample load(const atelier::Call& call, uint64_t index) const override;

 private:
  uint64_t classes_;
  std::vector<std::string> keys_;
  std::vector<std::string> names_;
  std::vector<atelier_str> raw_names_;
};

// Softmax and cross entropy over the pixels that are not void. `poison`: the step (from 0) whose value is NaN.
class CrossEntropy : public atelier::Loss {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.cross_entropy", .summary = "Cross entropy."};
  static constexpr atelier::Param kParams[] = {atelier::param::integer("poison").by_default("-1")};
  explicit CrossEntropy(const atelier::Params& params) : poison_(params.integer("poison")) {}
  double compute(const atelier::Call& call, const atelier_tensor& logits, const atelier_tensor& labels, double scale,
                 atelier::Tensor* gradient) override;

 private:
  int64_t poison_;
  int64_t calls_ = 0;
};

class Descent : public atelier::Optimizer {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.descent", .summary = "Gradient descent."};
  static constexpr atelier::Param kParams[] = {atelier::param::real("lr").by_default("1.0")};
  explicit Descent(const atelier::Params& params) : lr_(params.real("lr")) {}
  void step(const atelier::Call& call, atelier::span<const atelier_parameter* const> parameters,
            double factor) override;
  double learning_rate() const override { return lr_; }
  void save(const atelier::Call&, const std::filesystem::path&) override {}
  void load(const atelier::Call&, const std::filesystem::path&) override {}

 private:
  double lr_;
};

// 1 in the first half, `second` afterwards.
class Halves : public atelier::Schedule {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.halves", .summary = "Another rate in the second half."};
  static constexpr atelier::Param kParams[] = {atelier::param::real("second").by_default("0.5")};
  explicit Halves(const atelier::Params& params) : second_(params.real("second")) {}
  double factor(uint64_t step, uint64_t total) const override { return 2 * step < total ? 1.0 : second_; }

 private:
  double second_;
};

// Batches in the thread of the caller.
class PlainLoader : public atelier::Loader {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.loader", .summary = "Batches, one after the other."};
  static constexpr atelier::Param kParams[] = {atelier::param::integer("batch").by_default("4")};
  explicit PlainLoader(const atelier::Params& params) : batch_(static_cast<uint64_t>(params.integer("batch"))) {}
  uint64_t batch_count(const atelier::Call& call, const atelier_load_plan& plan) override;
  std::unique_ptr<Pass> begin(const atelier::Call& call, const atelier_load_plan& plan) override;

 private:
  uint64_t batch_;
};

// Inverts the colours: ruins what is learnt wherever it is applied.
class Invert : public atelier::Augmenter {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.invert", .summary = "Inverts colours."};
  static constexpr atelier::Param kParams[] = {atelier::param::boolean("random")};
  explicit Invert(const atelier::Params& params) : random_(params.boolean("random")) {}
  bool is_random() const override { return random_; }
  atelier::Sample apply(const atelier::Call& call, uint64_t seed, uint32_t void_label,
                        const atelier_sample& in) const override;

 private:
  bool random_;
};

// Scalars `hits` (percent) and `pixels`; per class `share`; matrix `counts`.
class Hits : public atelier::Metric {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.hits", .summary = "Counts hits."};
  explicit Hits(const atelier::Params&) {}
  void begin(const atelier::Call& call, const atelier_metric_setup& setup) override;
  void update(const atelier::Call& call, const atelier_tensor& predicted, const atelier_tensor& truth) override;
  void merge(const atelier::Call&, atelier::Metric&) override {}
  void result(const atelier::Call& call, atelier::MetricSink& sink) const override;

 private:
  uint32_t void_ = 0;
  uint64_t classes_ = 0;
  std::vector<uint64_t> counts_;
};

}  // namespace plain
