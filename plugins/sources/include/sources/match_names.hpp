// The names of all pictures of a set beside the files of its folder: what the option `names` of a reader does.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sources/name_finder.hpp"

namespace sources {

// The name of an entry as written; called by several threads.
using NameOf = std::function<std::string_view(uint64_t index)>;

struct MatchedNames {
  std::vector<std::string> names;  // [count], "" where the name stays as written; empty when all do
  uint64_t count = 0;              // of all names
  uint64_t matched = 0;
  uint64_t clashed = 0;  // would be a file that another entry means too; left as written
  std::string first_matched;
  std::string first_clashed;
};

// For names = "lenient". [any]
MatchedNames match_names(const NameFinder& finder, uint64_t count, const NameOf& name_of, unsigned threads);

// The notes `names_matched` and `names_clash`. [any]
void note_matched(const MatchedNames& names, std::string_view what, const atelier::TakeNote& take);

// The note `names_unmatched` when files are missing, with the sentence of the first one. `what`: "pictures"; names:
// what the reader was told. [any]
void note_missing(const NameFinder& finder, uint64_t count, const NameOf& name_of, std::string_view what,
                  unsigned threads, const atelier::TakeNote& take, Names names = Names::kExact);

}  // namespace sources
