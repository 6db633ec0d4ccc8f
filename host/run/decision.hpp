// Whether a stage has to run. `plan`, `why` and `run` ask here, so that they cannot tell different things.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "folder_lists.hpp"
#include "history.hpp"
#include "kept_results.hpp"
#include "made_from.hpp"
#include "places.hpp"
#include "stage_key.hpp"

namespace atelier::host {

enum class Choice {
  kReuse,    // its result is there
  kRun,      // it has to run
  kPerhaps,  // it hangs on what stages will leave that have to run
};

// "reuse", "run", "perhaps": what `plan` prints.
const char* word_of(Choice choice);

struct Decision {
  int stage = -1;
  Choice choice = Choice::kRun;
  StageKey key;
  MadeFrom made_from;
  std::optional<KeptResult> kept;         // kReuse
  std::string reason;                     // why it has to run, or may have to: reads well after "runs: "
  std::vector<Change> changes = {};       // since `before`, when they are why
  std::optional<EarlierKey> before = {};  // what it was made from the last time
  std::vector<std::string> rebuilt = {};  // kReuse: plugins of which another build made it
  bool goes_on = false;                   // kRun: work that an earlier run has not finished is there
};

// Decides stage after stage, in an order in which each follows what it needs. [main]
class Decider {
 public:
  struct Options {
    std::filesystem::path workspace;
    std::set<int> fresh;  // stages that are to run in any case
    FindFor find = FindFor::kLook;
    Watch watch = {};                           // over files that are read
    std::map<std::string, std::string> builds;  // of the plugins there are, by id
  };
  // All must outlive it.
  Decider(const System& system, const ResolvedWorkflow& workflow, KeptResults& results, Contents& contents,
          Options options);

  // A failure: something that the stage is to read cannot be read. What a stage that is reused left is known from then
  // on.
  Result<Decision> decide(int stage);
  // Of the stage without its options that extend: what `lineage_of` takes.
  nlohmann::json lineage_words(int stage);
  // The stage has run, and left this.
  void has_left(int stage, OutputFacts facts);
  // By which a stage's files are named, and those of all before it; stages of which nothing is known yet have none.
  Places places(int stage, PlacesOf whose) const;
  // Notes what is in the folders that it reads, to say later which file is another.
  void note_folders(const Decision& decision);
  // Whether what the key was made from is still the same: the files are looked at again, and one that has been written
  // to counts, whatever it holds by now. Gives the one that is not.
  std::optional<std::filesystem::path> changed_since(const Decision& decision);

 private:
  const Node& node(int index) const { return workflow_.nodes[static_cast<size_t>(index)]; }
  KeySources sources();
  void wait_for_writers(int stage, StageKey& key) const;
  std::string same_as(const Decision& decision) const;
  std::string why_gone(const Decision& decision) const;
  std::string why_not_kept(Decision& decision);
  std::string hangs_on(const Decision& decision) const;
  bool has_unfinished(const Decision& decision);

  const System& system_;
  const ResolvedWorkflow& workflow_;
  KeptResults& results_;
  Contents& contents_;
  Options options_;
  History history_;
  FolderLists lists_;
  std::map<int, Decision> reused_;  // until a file is found changed
  std::set<int> writers_;           // stages that write elsewhere, too
  std::map<int, OutputFacts> left_;
  std::map<std::string, int> to_run_;           // by their keys, stages that have not run yet
  std::map<std::filesystem::path, Seen> seen_;  // as it was when it was first asked for
};

// The store of a workspace with all that is asked of it, for one workflow. [main]
class Kept {
 public:
  struct Options {
    std::filesystem::path workspace;
    std::set<int> fresh;
    FindFor find = FindFor::kLook;
    StoreOptions store = {};
    Watch watch = {};
  };
  // The catalog is asked for the builds of the plugins.
  Kept(const System& system, const ResolvedWorkflow& workflow, const Catalog& catalog, Options options);
  Kept(const Kept&) = delete;
  ~Kept();  // writes down the digests of the files that were read

  Store& store() { return store_; }
  Contents& contents() { return contents_; }
  KeptResults& results() { return results_; }
  Decider& decider() { return decider_; }

 private:
  System system_;
  Store store_;
  Contents contents_;
  KeptResults results_;
  Decider decider_;
};

// The path that a stage, or a part of it, is to write outside of the stage's folder; "" when there is none. Such a
// stage's result is not only in its folder, and is never used again.
std::string written_outside(const ResolvedWorkflow& workflow, int stage);

}  // namespace atelier::host
