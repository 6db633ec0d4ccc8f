// What a stage's work is made from: a key of all that must be the same for another run to go on from it, and the same
// in words, to say what is not.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "language/resolved.hpp"
#include "system/disk.hpp"

namespace atelier::host {

struct Lineage {
  // 32 hexadecimal digits, of extendable_key and, of each file that an option named for the stage or for anything
  // before it, size and time of change (of a folder the path alone); likewise of the plugin files. Names of stages and
  // parts are not in it.
  std::string key;
  // {"components":{"optimizer":"optimizer.adam"},"revisions":{…},"options":{"optimizer.lr":"0.001"},"files":{…}}: by
  // the names that the workflow gives.
  nlohmann::json made_from;
};

Lineage lineage_of(const Disk& disk, const ResolvedWorkflow& workflow, int stage);

// What differs between the `made_from` of two, as part of a sentence: "optimizer.lr was 0.001 in the interrupted run,
// now 0.0005; instances.json has changed". `was_in` says where the old one was, "the interrupted run".
std::string differences(const nlohmann::json& was, const nlohmann::json& now, const std::string& was_in);

}  // namespace atelier::host
