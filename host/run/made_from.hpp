// What a stage's result is made from, by the names that the workflow gives it: to say in words what has changed, and
// where that is written. The key decides (stage_key.hpp); this explains.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "language/resolved.hpp"
#include "stage_key.hpp"
#include "system/disk.hpp"

namespace atelier::host {

struct MadeFrom {
  // {"components":{"optimizer":"optimizer.adam"},"revisions":{…},"options":{"optimizer.lr":"0.001"},
  // "files":{path: digest of its content},"left":{stage: digest of what it left},"libraries":{path: [size, changed]}}
  nlohmann::json document;
  std::map<std::string, Origin> origins;  // of the options, by the same names
};

// Of the stage and of all before it, without the options that change no result and without the stage's own that are
// marked ATELIER_PARAM_EXTENDS, unless `extending`. What cannot be read, or is not known yet, is left out. [main]
MadeFrom made_from(const Disk& disk, const ResolvedWorkflow& workflow, int stage, const KeySources& sources,
                   bool extending = false);

// One thing that is not the same in two such documents. Texts are printable.
struct Change {
  std::string name;  // "optimizer.lr", "use", "`acme.reader`", a file's path, "what `read` left"
  std::string was;   // "" when it was not there, and of files and what stages left
  std::string now;
  bool option = false;      // `name` is in MadeFrom::origins
  std::string before = {};  // of a file or a folder: the digest it had
  std::string what = {};    // of a folder: which of its files, where that is known
};

// The most telling first; what follows from another change is left out. Nothing when they cannot be read.
std::vector<Change> changes(const nlohmann::json& was, const nlohmann::json& now);

// "optimizer.lr: 0.001 → 0.0005"; of files and what stages left "a.json has changed".
std::string arrow_words(const Change& change);

// The same as part of a sentence: "optimizer.lr was 0.001 in the interrupted run, now 0.0005; instances.json has
// changed". `was_in` says where the old one was, "the interrupted run".
std::string differences(const nlohmann::json& was, const nlohmann::json& now, const std::string& was_in);

}  // namespace atelier::host
