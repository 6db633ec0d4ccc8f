// The options of a workflow's text by name, as `--set` calls them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::host {

// Of a resolved.toml, or another workflow as it was written: "train.optimizer.lr" → "0.001", "run.seed" → "17",
// "train.augment[resize].size" → "[64, 64]", "train.use". Values as TOML, on one line. Nothing of a text that is no
// TOML. [any]
std::map<std::string, std::string> named_options(std::string_view toml);

struct GivenOption {
  std::string name;    // "train.optimizer.lr"
  std::string value;   // as TOML, on one line
  std::string origin;  // "--set params.size=3", "file: /data/w.toml:14:8"
};

// Of a resolved.toml: the options that somebody gave, so that they are no defaults, in the order of the file. Not among
// them what wires stages and parts to one another, of what components these are, and checks. [any]
std::vector<GivenOption> given_options(std::string_view resolved_toml);

}  // namespace atelier::host
