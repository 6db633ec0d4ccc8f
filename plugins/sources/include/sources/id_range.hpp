// Ids that do not meet, in words.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace sources {

struct IdRange {
  int64_t low = INT64_MAX;
  int64_t high = INT64_MIN;
  void add(int64_t id) { merge({id, id}); }
  void merge(const IdRange& other) {
    low = std::min(low, other.low);
    high = std::max(high, other.high);
  }
};

// "ids that do not meet: the ids of the images are 1 … 120, `image_id` of 7 of 7 annotations is none of them, but
// 0 … 119, counted from 0?". all: no id meets, so that one side may count otherwise. [any]
std::string unmet_ids(std::string_view what, const IdRange& there, std::string_view given, const IdRange& named,
                      bool all);

// Where ids do not meet because one side is counted from 0 and the other from 1, though most of them seem to: "ids that
// do not meet: the ids of the categories are 0 … 79, `category_id` of the annotations 1 … 80: one side seems to be
// counted from 0, and then nearly all classes are wrong". "" where that does not explain it. named: all ids that are
// named, those that meet among them. [any]
std::string shifted_ids(std::string_view what, const IdRange& there, std::string_view given, const IdRange& named,
                        std::string_view then_wrong);

}  // namespace sources
