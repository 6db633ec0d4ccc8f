// Which numbers a node's component gives: of a part in a workflow its results, of a stage what it emits.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "resolved.hpp"

namespace atelier::host {

// The names, those of the parts in its slots with them: "evaluate/mean_iou". A name may have the wildcards * and ?.
// Nothing when the component, or a part that it takes names from, does not tell. Of a part, without what it gives for
// each class.
std::optional<std::vector<std::string>> numbers_of(const ResolvedWorkflow& workflow, int node);

// What a stage leaves: what it emits, results for each class with it, "evaluate/iou/*", and its outputs that are
// numbers. And what it would emit with other options, each with an option that it hangs on. Nothing when it does not
// tell.
struct EmittedNumbers {
  std::vector<std::string> names;
  std::vector<std::pair<std::string, std::string>> lacking;
};
std::optional<EmittedNumbers> numbers_left(const ResolvedWorkflow& workflow, int stage);

// The same of the parts that fill a slot of a node, one after the other.
std::optional<std::vector<std::string>> numbers_in_slot(const ResolvedWorkflow& workflow, const Node& node,
                                                        std::string_view slot);

// Whether `text` is like `pattern`, in which * stands for any number of bytes and ? for one.
bool is_like(std::string_view text, std::string_view pattern);
// Whether it is like one of them.
bool is_like_one(std::string_view text, const std::vector<std::string>& patterns);
// Those without wildcards: what can be suggested.
std::vector<std::string> plain_names(const std::vector<std::string>& patterns);

// Whether a number's name means the one that is called `name`, which may have wildcards: as a whole, or by its last
// words. What a wildcard stands for is not enough alone: a class stands behind what is measured of it.
bool is_named(std::string_view asked, std::string_view name);
// Those without wildcards, and behind each / what they end with.
std::vector<std::string> short_names(const std::vector<std::string>& names);
bool is_number(const OutputInfo& output);

}  // namespace atelier::host
