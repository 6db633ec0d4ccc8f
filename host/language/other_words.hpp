// Names that are no slips of the pen: abbreviations, longer words, words of other programs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace atelier::host {

// Those of `names` that `written` seems to be another word for, in their order: `dataset` for `data`, `batch` for
// `batch_size`, `workers` for `num_workers`, `lr` for `learning_rate`, `params` for `parameters`. None when there are
// more than three.
std::vector<std::string> other_words_for(std::string_view written, const std::vector<std::string>& names);

// Those that are nearest in their letters (nearest_names); without any, those that it seems to be another word for.
std::vector<std::string> likely_names(std::string_view written, const std::vector<std::string>& names);

// "did you mean `dataset`?", or "" for no names.
std::string did_you_mean_one_of(std::vector<std::string> names);
// The same with the likely names.
std::string ask_for_likely(std::string_view written, const std::vector<std::string>& names);

}  // namespace atelier::host
