// Which numbers a node's component gives: of a part in a workflow its results, of a stage what it emits.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "resolved.hpp"

namespace atelier::host {

// The names, those of the parts in its slots with them: "evaluate/mean_iou". A name may have the wildcards * and ?.
// Nothing when the component, or a part that it takes names from, does not tell.
std::optional<std::vector<std::string>> numbers_of(const ResolvedWorkflow& workflow, int node);

// The same of the parts that fill a slot of a node, one after the other.
std::optional<std::vector<std::string>> numbers_in_slot(const ResolvedWorkflow& workflow, const Node& node,
                                                        std::string_view slot);

// Whether `text` is like `pattern`, in which * stands for any number of bytes and ? for one.
bool is_like(std::string_view text, std::string_view pattern);
// Whether it is like one of them.
bool is_like_one(std::string_view text, const std::vector<std::string>& patterns);
// Those without wildcards: what can be suggested.
std::vector<std::string> plain_names(const std::vector<std::string>& patterns);

}  // namespace atelier::host
