// What a stage's result depends on, as one JSON document, and a digest of it: the key under which the result is kept.
//
// Component, revision, every option with its default, the parts' likewise; of files and folders that options name the
// content; of stages before it what they left. Names of stages, paths, texts that change nothing and options that do
// not change the result are not in it: stage_key.md.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "language/resolved.hpp"
#include "words/result.hpp"

namespace atelier::host {

// What a finished stage gives to those after it.
struct OutputFacts {
  std::string digest;                            // of the files that its outputs hang on
  std::map<std::string, nlohmann::json> values;  // of the outputs that are numbers or texts, by port
  std::string object = {};                       // its key in the store, or ""
  std::filesystem::path folder = {};             // where its files are
};

// What a key is made from besides the workflow.
struct KeySources {
  // The digest of what is in a file or folder; a failure names it.
  std::function<Result<std::string>(const std::filesystem::path&)> content;
  // Of a stage (its node); null as long as it has not been run and is not known.
  std::function<const OutputFacts*(int stage)> output;
  // The last part of a file's path; "" of a folder, whose own name nothing hangs on.
  std::function<std::string(const std::filesystem::path&)> file_name;
};

struct StageKey {
  std::string digest;       // 32 hexadecimal digits; "" while it waits
  std::string extendable;   // the same without the stage's own options that are marked ATELIER_PARAM_EXTENDS
  nlohmann::json document;  // of which `digest` is the digest
  std::vector<int> waits;   // stages whose output is not known yet
  std::vector<std::filesystem::path> read;  // files and folders whose content is in it
  std::vector<std::string> objects;         // OutputFacts::object of the stages before it
};

// A failure: something that it is to read cannot be read. [main]
Result<StageKey> stage_key(const ResolvedWorkflow& workflow, int stage, const KeySources& sources);

// 32 hexadecimal digits (XXH3, 128 bits) of the document's canonical text: sorted keys, no spaces.
std::string key_digest(const nlohmann::json& key);

}  // namespace atelier::host
