// Which label each category of a dataset gets: the options `categories`, `remap`, `labels` and `unlisted`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "options.hpp"

namespace atelier::masks {

// What becomes of a category.
enum class Fate : uint8_t {
  kPaint,       // as its label
  kVoid,        // void where nothing else claims the pixel
  kBackground,  // `remap` says 0: left out
  kNotChosen,   // not listed: left out
};

struct Category {
  int64_t id = 0;
  std::string name;
  Fate fate = Fate::kPaint;
  uint32_t label = 0;  // of kPaint
};

struct ClassPlan {
  std::vector<std::string> names;    // index = label, 0 is the background
  std::vector<Category> categories;  // in the dataset's order; index = the dataset's label - 1
  uint32_t void_label = 255;         // 65535 above 255 classes
  bool merges = false;               // several categories may share a label

  // Categories of a label, by index.
  std::vector<std::vector<size_t>> by_label() const;
};

// Throws ATELIER_E_INVALID for options that contradict each other, for names that are none of the dataset (naming the
// nearest), and for labels that no category and no entry of `labels` names; ATELIER_E_DATA for more than 65,534
// classes. [main]
ClassPlan plan_classes(const Call& call, const Options& options);

}  // namespace atelier::masks
