// What of a store may go, and its going. An object stays as long as a run that is kept links to it, or an object that
// stays was made from it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "system/system.hpp"

namespace atelier::host {

struct GcOptions {
  std::optional<uint64_t> max_size;  // bytes: no more is removed than this asks for, what was used last stays longest
  std::optional<int64_t> keep_age;   // nanoseconds: what was used since stays, and what older runs left goes
  std::optional<size_t> keep_runs;   // so many of the newest runs keep what they left, older ones do not
  bool dry_run = false;              // say what would be done
};

// Of all objects of a label: what they hold, and what goes.
struct GcLine {
  std::string label;
  size_t results = 0, removed = 0;
  uint64_t size = 0, removed_size = 0;  // bytes; what two objects share is counted for both
};

struct GcReport {
  std::vector<GcLine> lines;
  uint64_t leftovers = 0;             // bytes that dead runs left, and that were damaged: they go
  uint64_t before = 0, after = 0;     // bytes on the disk, each file once
  size_t variants = 0;                // entries of lists that lead nowhere then: they go
  std::vector<std::string> runs;      // whose outputs go, oldest first
  std::vector<std::string> failures;  // what could not be removed, and why
};

// A failure, with kExitStore: somebody works with the store (the reason says who), or there are no locks to tell.
// A dry run needs no lock. [main]
Result<GcReport> collect_garbage(const System& system, const std::filesystem::path& workspace,
                                 const GcOptions& options);

}  // namespace atelier::host
