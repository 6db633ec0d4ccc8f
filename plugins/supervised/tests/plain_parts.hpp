// Small parts of every other kind, in plain C++: what a trainer needs around a model.
#pragma once

#include <atelier/cpp/augmenter.hpp>
#include <atelier/cpp/loader.hpp>
#include <atelier/cpp/loss.hpp>
#include <atelier/cpp/metric.hpp>
#include <atelier/cpp/optimizer.hpp>
#include <atelier/cpp/samples.hpp>
#include <atelier/cpp/schedule.hpp>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plain {

using atelier::Option;
using atelier::option;

// Pictures of noisy patches in a colour per class, 8x8, with a void corner.
class Patches : public atelier::Samples, public atelier::LabelSamples {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.patches", .summary = "Colour patches."};
  struct Options {
    Option<int64_t> count{option("count", "How many.")};
    Option<uint64_t> classes{option("classes", "How many.").by_default("3")};
    Option<bool> same_names{option("same_names", "All classes have one name.").by_default("false")};
    Option<bool> wide{option("wide", "Say that the pictures are uint16 of 4 channels.").by_default("false")};
    Option<int64_t> vanishes{option("vanishes", "The load, from 0, from which on there is none.").by_default("-1")};
    Option<std::string> prefix{option("prefix", "Of the keys.").by_default("'patch'")};
    Option<bool> swapped{option("swapped", "Two labels of the first map have changed places.").by_default("false")};
  };
  explicit Patches(const Options& options);
  atelier_samples_info describe(const atelier::Call& call) const override;
  std::string_view key(const atelier::Call& call, uint64_t index) const override;
  atelier::Sample load(const atelier::Call& call, uint64_t index) const override;
  std::optional<atelier::LabelMap> load_labels(const atelier::Call& call, uint64_t index) const override;

 private:
  atelier::Sample paint(uint64_t index) const;
  Options options_;
  std::vector<std::string> keys_;
  std::vector<std::string> names_;
  std::vector<atelier_str> raw_names_;
  mutable std::atomic<int64_t> loads_{0};
};

// Softmax and cross entropy over the pixels that are not void. `poison`: the step (from 0) whose value is NaN.
class CrossEntropy : public atelier::Loss {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.cross_entropy", .summary = "Cross entropy."};
  struct Options {
    Option<int64_t> poison{option("poison", "The step whose value is NaN.").by_default("-1")};
  };
  explicit CrossEntropy(const Options& options) : poison_(options.poison) {}
  void setup(const atelier::Call& call, const atelier_loss_setup& in) override;
  atelier::LossValue compute(const atelier::Call& call, const atelier_loss_input& in) override;

 private:
  int64_t poison_;
  int64_t calls_ = 0;
  std::optional<uint32_t> void_;  // of setup
};

// Gradient descent with momentum. Wants in each step what setup brought.
class Descent : public atelier::Optimizer {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.descent", .summary = "Gradient descent."};
  struct Options {
    Option<double> lr{option("lr", "Learning rate.").by_default("1.0")};
    Option<double> momentum{option("momentum", "Of the velocity.").by_default("0")};
    Option<int64_t> climbs_from{option("climbs_from", "The step from which on it goes wrong.").by_default("-1")};
  };
  explicit Descent(const Options& options)
      : lr_(options.lr), momentum_(options.momentum), climbs_from_(options.climbs_from) {}
  double learning_rate(const atelier::Call&) const override { return lr_; }
  void setup(const atelier::Call& call, atelier::span<const atelier_parameter* const> parameters) override;
  void step(const atelier::Call& call, const atelier_optimizer_step& in) override;
  void save(const atelier::Call& call, const std::filesystem::path& path) override;
  void load(const atelier::Call& call, const std::filesystem::path& path) override;

 private:
  double lr_;
  double momentum_;
  int64_t climbs_from_;
  int64_t steps_ = 0;
  std::vector<std::string> names_;            // of setup
  std::vector<std::vector<float>> velocity_;  // of each
};

// 1 in the first half, `second` afterwards.
class Halves : public atelier::Schedule {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.halves", .summary = "Another rate in the second half."};
  struct Options {
    Option<double> second{option("second", "The factor of the second half.").by_default("0.5")};
  };
  explicit Halves(const Options& options) : second_(options.second) {}
  double factor(const atelier::Call& call, const atelier_schedule_input& in) const override;

 private:
  double second_;
};

// A factor of the scores of all epochs that are done.
class FollowsScores : public atelier::Schedule {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.follows_scores", .summary = "A rate by the scores."};
  double factor(const atelier::Call&, const atelier_schedule_input& in) const override {
    double factor = 1;
    for (uint64_t i = 0; i < in.score_count; ++i) factor = 0.9 * factor + 0.1 * in.scores[i];
    return factor;
  }
};

// Batches in the thread of the caller.
class PlainLoader : public atelier::Loader {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.loader", .summary = "Batches, one after the other."};
  struct Options {
    Option<uint64_t> batch{option("batch", "Pictures in one.").by_default("4")};
  };
  explicit PlainLoader(const Options& options) : batch_(options.batch) {}
  atelier::LoadInfo describe(const atelier::Call& call, const atelier_load_plan& plan) override;
  std::unique_ptr<Pass> begin(const atelier::Call& call, const atelier_load_plan& plan) override;

 private:
  uint64_t batch_;
};

// Inverts the colours: ruins what is learnt wherever it is applied.
class Invert : public atelier::Augmenter {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.invert", .summary = "Inverts colours."};
  struct Options {
    Option<bool> random{option("random", "What it says of itself.")};
  };
  explicit Invert(const Options& options) : random_(options.random) {}
  bool is_random() const override { return random_; }
  atelier::Sample apply(const atelier::Call& call, const atelier_augmenter_input& in) const override;

 private:
  bool random_;
};

// Scalars `hits` (percent) and `pixels`; per class `share`; matrix `counts`.
class Hits : public atelier::Metric {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.hits", .summary = "Counts hits."};
  void begin(const atelier::Call& call, const atelier_metric_setup& setup) override;
  void update(const atelier::Call& call, const atelier_tensor& predicted, const atelier_tensor& truth) override;
  std::vector<uint8_t> export_sums(const atelier::Call&) const override;
  void merge(const atelier::Call&, atelier::span<const uint8_t> sums) override;
  void result(const atelier::Call& call, atelier::MetricSink& sink) const override;

 private:
  uint32_t void_ = 0;
  uint64_t classes_ = 0;
  std::vector<uint64_t> counts_;
};

// What the parts of this process were told and asked, for tests that look over the trainer's shoulder.
struct Told {
  std::vector<uint32_t> loss_voids;       // a setup of a loss each
  std::vector<std::string> loss_classes;  // of the last one
  std::vector<uint64_t> loss_histogram;   // of the last one
  uint64_t loads = 0;                     // of samples
  uint64_t updates = 0;                   // of metrics
  struct Asked {
    uint64_t step, total, epoch, epoch_count;
    bool lower_is_better;
    std::vector<double> scores;
  };
  std::vector<Asked> schedule_asked;  // what schedules were asked for
};
extern Told told;

}  // namespace plain
