// A policy that follows a list of classes.
#pragma once

#include <atelier/cpp/overlap_policy.hpp>
#include <string>
#include <vector>

namespace atelier::overlap {

// Where instances overlap, the one whose class stands earlier in `order` wins. A class that is not named loses to all
// that are; among equals the later in the source wins. A name that is no class of the dataset: ATELIER_E_INVALID.
class Priority : public OverlapPolicy {
 public:
  static constexpr Component kComponent{.id = "overlap.priority",
                                        .summary = "Where instances overlap, the class named earlier wins the pixel."};
  struct Options {
    Option<std::vector<std::string>> order{
        option("order", "Class names, the one that wins over all others first.").items(1)};
  };
  static constexpr Rule kRules[] = {
      rule("`order` names a class twice", "take one of the two out").must(condition::distinct("order")),
  };
  explicit Priority(const Options& options);
  void compose(const Call& call, const atelier_overlap_input& input, atelier_canvas& canvas) const override;

 private:
  // For each label how early it paints: named classes the later the earlier they stand in the list.
  std::vector<size_t> ranks(const atelier_overlap_input& input) const;

  std::vector<std::string> order_;
};

}  // namespace atelier::overlap
