// samples.split: two lots of samples, for training and for validation, out of one.
//
// Which sample goes where is a function of the seed and of the set of keys alone: the sorted keys are shuffled, the
// first floor(n * train) are for training. Each side gets at least one of two or more. Inside a side the order is that
// of the samples. Errors: ATELIER_E_DATA (no samples; two of one key).
#pragma once

#include <memory>
#include <vector>

#include "atelier/cpp/samples.hpp"

namespace samples {

// Some of the samples of another, which must outlive it. [any]
class Subset : public atelier::Samples {
 public:
  Subset(atelier::SamplesRef from, std::vector<uint64_t> indices);
  atelier_samples_info describe(const atelier::Call& call) const override;
  std::string_view key(const atelier::Call& call, uint64_t index) const override;
  atelier::Sample load(const atelier::Call& call, uint64_t index) const override;
  std::optional<atelier::Sample> load_resized(const atelier::Call& call, uint64_t index,
                                              atelier::Extent size) const override;
  std::optional<atelier::Digest> content(const atelier::Call& call, uint64_t index) const override;

 private:
  uint64_t at(uint64_t index) const;

  atelier::SamplesRef from_;
  std::vector<uint64_t> indices_;
};

class Split : public atelier::SamplesSource {
 public:
  static constexpr atelier::Component kComponent{
      .id = "samples.split",
      .revision = 1,
      .summary = "Splits samples at random, by their keys, into some for training and some for validation.",
      .threading = ATELIER_THREADING_PARALLEL_CALLS};
  static constexpr atelier::Param kParams[] = {
      atelier::param::port("samples", ATELIER_KIND_SAMPLES).about("What to split."),
      atelier::param::real("train").by_default("0.8").at_least(0).at_most(1).about(
          "The share for training; each side gets at least one."),
      atelier::param::integer("seed").by_default("'@run.seed'").about("Another seed gives another split."),
  };
  static constexpr atelier::Output kOutputs[] = {
      atelier::output::object("train", ATELIER_KIND_SAMPLES, "The samples for training."),
      atelier::output::object("val", ATELIER_KIND_SAMPLES, "The samples for validation."),
      atelier::output::integer("classes", "The number of classes, background included."),
  };

  Split(const atelier::Params& params, const atelier::Call& call);
  atelier_value output(const atelier::Call& call, std::string_view port);

 private:
  std::unique_ptr<Subset> train_;
  std::unique_ptr<Subset> val_;
  int64_t class_count_ = 0;
};

}  // namespace samples
