// samples.split: two lots of samples, for training and for validation, out of one.
//
// Which sample goes where is a function of the seed and of the set of keys alone: the sorted keys are shuffled, the
// first floor(n * train) are for training. Each side gets at least one of two or more. With `folds` every folds-th of
// the shuffled keys, from the fold-th on, is for validation instead and the rest for training: over all folds each
// sample is for validation once. Inside a side the order is that of the samples. Errors: ATELIER_E_INVALID (no such
// fold), ATELIER_E_DATA (no samples; fewer than folds; two of one key).
#pragma once

#include <memory>
#include <vector>

#include "atelier/cpp/samples.hpp"

namespace atelier::samples {

// Some of the samples of another, which must outlive it. [any]
class Subset : public Samples, public ResizedSamples, public SamplesContent, public LabelSamples {
 public:
  Subset(SamplesRef from, std::vector<uint64_t> indices);
  atelier_samples_info describe(const Call& call) const override;
  std::string_view key(const Call& call, uint64_t index) const override;
  Sample load(const Call& call, uint64_t index) const override;
  std::optional<Sample> load_resized(const Call& call, uint64_t index, Extent size) const override;
  std::optional<Digest> content(const Call& call, uint64_t index) const override;
  std::optional<LabelMap> load_labels(const Call& call, uint64_t index) const override;

 private:
  uint64_t at(uint64_t index) const;

  SamplesRef from_;
  std::vector<uint64_t> indices_;
};

class Split : public SamplesSource {
 public:
  static constexpr Component kComponent{
      .id = "samples.split",
      .revision = 1,
      .summary = "Splits samples at random, by their keys, into some for training and some for validation."};
  struct Options {
    Option<SamplesRef> samples{option("samples", "What to split.").wired()};
    Option<double> train{option("train", "The share for training; each side gets at least one.")
                             .by_default("0.8")
                             .at_least(0)
                             .at_most(1)};
    Option<int64_t> seed{option("seed", "Another seed gives another split.").by_default("'@run.seed'")};
    Option<int64_t> folds{option("folds", "Cross-validation: in how many folds, in place of `train`; 0: none.")
                              .by_default("0")
                              .at_least(0)
                              .at_most(1000)};
    Option<int64_t> fold{
        option("fold", "Which of the folds is for validation, from 0 on.").by_default("0").at_least(0).at_most(999)};
  };
  static constexpr Rule kRules[] = {
      rule("one fold leaves nothing for training", "give at least 2, or 0 for a split by `train`")
          .must(condition::unequal("folds", {"1"})),
      rule("there is no such fold: they are counted from 0", "give a `fold` below `folds`")
          .when(condition::above("folds", 1))
          .when(condition::at_least_of("fold", "folds"))
          .must(condition::below("fold", 0)),  // never: it tells it at this option
      rule("`fold` does nothing without `folds`", "give `folds` too, such as 5")
          .when(condition::above("fold", 0))
          .must(condition::unequal("folds", {"0"}))
          .warning(),
  };
  static constexpr Output kOutputs[] = {
      output::object("train", ATELIER_KIND_SAMPLES, "The samples for training."),
      output::object("val", ATELIER_KIND_SAMPLES, "The samples for validation."),
      output::integer("classes", "The number of classes, background included."),
  };

  Split(const Options& options, const Call& call);
  atelier_value output(const Call& call, std::string_view port);

 private:
  std::unique_ptr<Subset> train_;
  std::unique_ptr<Subset> val_;
  int64_t class_count_ = 0;
};

}  // namespace atelier::samples
