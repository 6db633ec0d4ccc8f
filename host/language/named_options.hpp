// The options of a workflow's text by name, as `--set` calls them.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace atelier::host {

// Of a resolved.toml, or another workflow as it was written: "train.optimizer.lr" → "0.001", "run.seed" → "17",
// "train.augment[resize].size" → "[64, 64]", "train.use". Values as TOML, on one line. Nothing of a text that is no
// TOML. [any]
std::map<std::string, std::string> named_options(std::string_view toml);

}  // namespace atelier::host
