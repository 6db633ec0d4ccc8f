// manifest.json of an object: every file with its size, time and digest. store.md says what is in it. [any]
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "store.hpp"
#include "tree.hpp"

namespace atelier::host {

struct Manifest {
  std::string key;
  std::string label;
  nlohmann::json record;
  std::vector<std::string> needs;
  std::vector<std::string> reports;
  std::vector<TreeEntry>
      entries;  // sorted by name; of a link out of the folder, the facts and digest of where it leads
  Digest digest;
  std::string variant_of = {};
  std::map<std::string, std::string> inputs = {};

  uint64_t size() const;
  size_t files() const;
  // Of all entries but the reports.
  Digest digest_of_entries() const;
};

std::string manifest_text(const Manifest& manifest);
// Nothing when it is not one, or one of another version.
std::optional<Manifest> parse_manifest(const std::string& text);
// Why there is nothing.
std::string why_no_manifest(const std::string& text);

// Whether a name is one of the reports: "report.json", "logs/*", "logs/**".
bool is_report(const std::string& name, const std::vector<std::string>& reports);

// Whether a link within the folder of an object leads out of it, and so to what is not the object's.
bool leads_out(const TreeEntry& link);

Object object_of(const Manifest& manifest, const std::filesystem::path& folder);

}  // namespace atelier::host
