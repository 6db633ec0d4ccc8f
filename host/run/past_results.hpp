// What the stages of past runs left: sizes, digests, files; and how that of two runs differs. Nothing is changed by
// looking. [main]
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "past_runs.hpp"
#include "store/manifest.hpp"

namespace atelier::host {

// The digest of what the stage left, as run.json says or, of runs before it did, as the store does; "" when neither.
std::string digest_left(const Disk& disk, const PastRun& run, const std::string& stage);

struct SizeLeft {
  uint64_t bytes = 0;
  size_t files = 0;
  std::filesystem::path folder;  // where the files are: the store's, or the run's own
};
// Nothing when it is not there any more, or never was.
std::optional<SizeLeft> size_left(const Disk& disk, const PastRun& run, const std::string& stage);

// All that is there of it, by name, mostly without digests; nothing when it is not there any more, or never was.
std::optional<std::vector<TreeEntry>> entries_left(const Disk& disk, const PastRun& run, const std::string& stage);

// The files with their digests, of the store's manifest or by reading them.
std::optional<Manifest> files_left(const Disk& disk, const PastRun& run, const std::string& stage);

// "best.safetensors has other bytes", "b.txt is missing", "c.txt is new": in the order of names, without reports.
std::vector<std::string> differing_files(const Manifest& was, const Manifest& now);

enum class Equality { kEqual, kDiffers, kUnknown };
// "equal", "differs", "not compared"
const char* word_of(Equality equality);

struct LeftComparison {
  std::string stage;
  Equality equality = Equality::kUnknown;
  std::string why = {};                  // kUnknown
  std::vector<std::string> files = {};   // kDiffers: how, when both are there
  std::vector<std::string> others = {};  // what else the stage was made from in `now`: texts for people
  bool same_key = false;                 // it was to be the same
};

// Of each stage of `was`.
std::vector<LeftComparison> compare_left(const Disk& disk, const PastRun& was, const PastRun& now);

// stages/<stage>/key.json, or null.
nlohmann::json key_record(const Disk& disk, const PastRun& run, const std::string& stage);

}  // namespace atelier::host
