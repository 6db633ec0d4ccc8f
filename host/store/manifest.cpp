#include "manifest.hpp"

#include <algorithm>

#include "variants.hpp"
#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr int kFormat = 1;

// A row, as objects are tens of thousands of files.
json row_of(const TreeEntry& entry) {
  json row = {std::string(1, static_cast<char>(entry.kind)), exact_text(entry.name)};
  const bool is_file = entry.kind == EntryKind::kFile, leads = entry.kind == EntryKind::kLink;
  if (leads) row.push_back(exact_text(entry.target));
  if (is_file || (leads && leads_out(entry)))
    for (json value : {json(entry.facts.size), json(entry.facts.changed), json(entry.facts.inode),
                       json(entry.digest == Digest{} ? "" : entry.digest.text())})
      row.push_back(std::move(value));
  return row;
}

// Throws what nlohmann-json throws when it is not what row_of made.
TreeEntry entry_of(const json& row) {
  TreeEntry entry;
  entry.kind = static_cast<EntryKind>(row.at(0).get_ref<const std::string&>().at(0));
  entry.name = exact_bytes(row.at(1).get_ref<const std::string&>());
  size_t at = 2;
  if (entry.kind == EntryKind::kLink) entry.target = exact_bytes(row.at(at++).get_ref<const std::string&>());
  if (row.size() <= at) return entry;
  entry.facts.kind = FileKind::kFile;
  entry.facts.size = row.at(at);
  entry.facts.changed = row.at(at + 1);
  entry.facts.inode = row.at(at + 2);
  entry.digest = Digest::parse(row.at(at + 3).get_ref<const std::string&>()).value_or(Digest{});
  return entry;
}

}  // namespace

uint64_t Manifest::size() const {
  uint64_t sum = 0;
  for (const TreeEntry& entry : entries)
    if (entry.kind == EntryKind::kFile) sum += entry.facts.size;
  return sum;
}

size_t Manifest::files() const {
  const auto is_file = [](const TreeEntry& entry) { return entry.kind == EntryKind::kFile; };
  return static_cast<size_t>(std::count_if(entries.begin(), entries.end(), is_file));
}

Digest Manifest::digest_of_entries() const {
  std::vector<TreeEntry> results;
  for (const TreeEntry& entry : entries) {
    if (is_report(entry.name, reports)) continue;
    results.push_back(entry);
    if (entry.kind != EntryKind::kLink || !leads_out(entry)) continue;
    results.back().target.clear();  // what it leads to counts, and not where that lies
    results.back().kind = entry.digest == Digest{} ? EntryKind::kNowhere : EntryKind::kFile;
  }
  return digest_of(results);
}

std::string manifest_text(const Manifest& manifest) {
  json entries = json::array();
  for (const TreeEntry& entry : manifest.entries) entries.push_back(row_of(entry));
  json document = {{"format", kFormat},           {"key", manifest.key},
                   {"label", manifest.label},     {"digest", manifest.digest.text()},
                   {"record", manifest.record},   {"needs", manifest.needs},
                   {"reports", manifest.reports}, {"entries", std::move(entries)}};
  if (!manifest.variant_of.empty()) {
    document["variant_of"] = manifest.variant_of;
    document["inputs"] = json_of_inputs(manifest.inputs);
  }
  return dump(document) + "\n";
}

std::optional<Manifest> parse_manifest(const std::string& text) {
  const json document = json::parse(text, nullptr, false);
  try {
    if (document.at("format") != kFormat) return std::nullopt;
    const std::optional<Digest> digest = Digest::parse(document.at("digest").get_ref<const std::string&>());
    if (!digest) return std::nullopt;
    Manifest manifest{document.at("key"),
                      document.at("label"),
                      document.at("record"),
                      document.at("needs"),
                      document.at("reports"),
                      {},
                      *digest};
    manifest.variant_of = document.value("variant_of", "");
    manifest.inputs = inputs_of_json(document.value("inputs", json::object()));
    for (const json& row : document.at("entries")) manifest.entries.push_back(entry_of(row));
    return manifest;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::string why_no_manifest(const std::string& text) {
  const json document = json::parse(text, nullptr, false);
  const bool is_other = document.is_object() && document.contains("format") && document["format"] != kFormat;
  return is_other ? "its manifest.json is of another version of the program" : "its manifest.json cannot be read";
}

bool is_report(const std::string& name, const std::vector<std::string>& reports) {
  return std::any_of(reports.begin(), reports.end(), [&](const std::string& report) {
    if (report.ends_with("/**")) return name.starts_with(report.substr(0, report.size() - 2));
    if (!report.ends_with("/*")) return name == report;
    const size_t folder = report.size() - 1;
    return name.starts_with(report.substr(0, folder)) && name.find('/', folder) == std::string::npos;
  });
}

bool leads_out(const TreeEntry& link) {
  if (fs::path(link.target).is_absolute()) return true;
  const fs::path leads = (fs::path(link.name).parent_path() / link.target).lexically_normal();
  return !leads.empty() && *leads.begin() == "..";
}

Object object_of(const Manifest& manifest, const fs::path& folder) {
  return {manifest.key, folder, manifest.record, manifest.digest, manifest.size(), manifest.files()};
}

}  // namespace atelier::host
