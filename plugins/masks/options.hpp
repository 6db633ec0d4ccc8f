// What mask.writer takes.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/overlap_policy.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "conversion/drawn_instance.hpp"
#include "pictures/stored_samples.hpp"

namespace atelier::masks {

// What becomes of crowd regions.
enum class Crowd : uint8_t { kSkip, kVoid, kClass };
inline constexpr atelier_str kCrowds[] = {ATELIER_STR("skip"), ATELIER_STR("void"), ATELIER_STR("class")};

// What becomes of categories that the options do not list.
enum class Unlisted : uint8_t { kBackground, kVoid };
inline constexpr atelier_str kUnlisted[] = {ATELIER_STR("background"), ATELIER_STR("void")};

struct Options {
  Option<DatasetRef> dataset{option("dataset", "Pictures and their instances.").wired()};
  Option<OverlapPolicyRef> overlap{
      option("overlap", "Says which class a pixel gets where instances overlap.").by_default("'overlap.last'")};
  Option<std::vector<OverlapPolicyRef>> compare{
      option("compare", "Policies of which the report says what they would change.").by_default("[]")};
  Option<conversion::Holes> holes{conversion::holes_option()};
  Option<Crowd> crowd{
      option("crowd", "Crowd regions: left out, void where no instance claims them, or painted first as their class.")
          .one_of(kCrowds)
          .by_default("'skip'")};
  Option<uint64_t> limit{option("limit", "Only the first so many pictures; 0: all.").by_default("0")};
  Option<std::vector<std::string>> categories{
      option(
          "categories",
          "Only these categories, by name or id; their labels are 1, 2, … in this order; with none, all are painted.")
          .by_default("[]")};
  Option<std::vector<std::pair<std::string, int64_t>>> remap{
      option("remap",
             "Label of each category, by its name, its id or its group; 0 is background, and void may be given.")
          .at_least(0)
          .at_most(65535)
          .by_default("{}")};
  Option<std::vector<std::string>> labels{
      option("labels", "Names of labels 1, 2, … of `remap`; without them, the names of their categories.")
          .by_default("[]")};
  Option<Unlisted> unlisted{
      option("unlisted",
             "Categories that neither `categories` nor `remap` lists: left out, or void where nothing else is.")
          .one_of(kUnlisted)
          .by_default("'background'")};
  Option<uint64_t> min_pixels{
      option("min_pixels", "Leave out instances painted over fewer pixels.").in("pixels").by_default("0")};
  Option<bool> keep_empty{option("keep_empty", "Whether pictures on which nothing is painted get a mask of background.")
                              .by_default("true")};
  Option<bool> palette{
      option("palette", "Write palette PNGs, coloured as Pascal VOC; OpenCV then reads colours, not labels.")
          .by_default("false")};
  Option<bool> strict{option("strict", "Fail before anything is written when an annotation cannot be painted in full.")
                          .by_default("false")};
  Option<bool> check_pictures{
      option("check_pictures", "Whether to fail before any work when a picture's file is missing.").by_default("true")};
  Option<pictures::Pixels> pixels{pictures::pixels_option()};
  Option<std::vector<double>> range{pictures::range_option()};
};

}  // namespace atelier::masks
