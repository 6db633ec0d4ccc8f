// Finished results of stages in the store: which one a key has, and keeping another. kept_results.md says what is
// recorded with each.
//
// A key (stage_key.hpp) says nothing of files that only the component knows of (atelier/inputs.h), and a result can be
// made anew under the same key. So a key may have several results, each with what those files were; the newest that
// still holds is taken.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "places.hpp"
#include "stage_key.hpp"
#include "store/contents.hpp"
#include "store/store.hpp"
#include "store/variants.hpp"
#include "system/system.hpp"
#include "words/result.hpp"

namespace atelier::host {

// What is recorded with a result.
struct ResultFacts {
  std::string workflow, stage, component, run;
  std::string finished;                          // UTC
  double seconds = 0;                            // how long it took
  std::vector<std::string> results;              // the lines of its answer
  std::vector<std::string> warnings;             // what it warned of
  std::map<std::string, double> numbers;         // the last value of each number that it emitted
  std::map<std::string, nlohmann::json> values;  // OutputFacts::values
  std::map<std::string, std::string> builds;     // of the plugins it was made with, by id
};

struct KeptResult {
  std::filesystem::path folder;   // the stage's folder
  std::filesystem::path records;  // a folder with its log.txt and metrics.jsonl
  OutputFacts output;
  ResultFacts facts;
  std::map<std::string, std::string> inputs = {};  // the digests of the files that components noted
};

// A result to be kept.
struct NewResult {
  std::string key;
  std::filesystem::path from;                           // the stage's folder, where it is not the work's own
  std::vector<std::string> reports;                     // reports_of the component
  std::vector<std::string> needs;                       // OutputFacts::object of what it was made from
  std::map<std::string, std::filesystem::path> inputs;  // what components noted, by its record (places.hpp)
  bool anew = false;                                    // there may be one already, and this one counts from now on
  std::map<std::string, std::string> records;           // files to be found in KeptResult::records
  ResultFacts facts;
};

// The component's, as the store takes them.
std::vector<std::string> reports_of(const ComponentInfo& component);

// All of it [main].
class KeptResults {
 public:
  // All must outlive it.
  KeptResults(const System& system, Store& store, Contents& contents)
      : system_(system), store_(store), contents_(contents) {}

  // The newest result of the key whose noted inputs are as they were; `all`: the places that their records mean now.
  std::optional<KeptResult> find(const std::string& key, FindFor what, const Places& all);
  // What is wrong with the one that would be taken if it were whole; "" when there is none. [main]
  std::string wrong_with(const std::string& key, const Places& all);
  // The failures are Store::commit's: what could not be kept may be left to be finished.
  Result<KeptResult> keep(Work& work, const NewResult& result);

 private:
  std::optional<KeptResult> look_at(const std::string& object, FindFor what);
  std::string digest_or_absent(const std::filesystem::path& path);
  bool holds(const Variant& variant, const Places& all);

  const System& system_;
  Store& store_;
  Contents& contents_;
};

}  // namespace atelier::host
