// A key may have several results: of files that only the caller knows of, and a newer one of the same. Then the objects
// have keys of their own, and a list says which there are. store.md says what is in it. [any]
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "system/disk.hpp"

namespace atelier::host {

struct Variant {
  std::string object;                         // its key in the store
  std::map<std::string, std::string> inputs;  // what the caller tells it by: names and digests
};

// The inputs as JSON, and back; throws what nlohmann-json throws. Names may be any bytes.
nlohmann::json json_of_inputs(const std::map<std::string, std::string>& inputs);
std::map<std::string, std::string> inputs_of_json(const nlohmann::json& inputs);

// The newest first; none where the list is missing or damaged. `store`: its folder.
std::vector<Variant> variants_of(const Disk& disk, const std::filesystem::path& store, const std::string& key);

// As the newest; one of the same inputs goes. Two processes at once may lose one of theirs: it is made anew, then.
Result<void> add_variant(Disk& disk, const std::filesystem::path& store, const std::string& key,
                         const Variant& variant);

struct PrunedVariants {
  size_t gone = 0, of = 0;
  std::vector<std::string> failures = {};
};
// Takes those out of all lists whose objects do not stay. A dry run only counts. To be called when nobody else works
// with the store.
PrunedVariants prune_variants(Disk& disk, const std::filesystem::path& store,
                              const std::function<bool(const std::string& object)>& stays, bool dry_run);

}  // namespace atelier::host
