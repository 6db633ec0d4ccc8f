#include "checkpoint.hpp"

#include <atelier/cpp/files.hpp>

#include "durable_files.hpp"
#include "json_text.hpp"

namespace atelier::supervised {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr const char* kManifest = "manifest.json";
constexpr const char* kStateFile = "state.json";
constexpr const char* kState = "state";

Json stamped(const std::string& file, const Stamp& stamp) {
  return {{"file", file}, {"bytes", stamp.bytes}, {"digest", stamp.digest}};
}

Json parsed(const std::string& bytes, const char* file) {
  try {
    return Json::parse(bytes);
  } catch (const Json::exception&) {
    throw Error(ATELIER_E_DATA, text(file, " is damaged: it is no JSON"));
  }
}

void require_file(const fs::path& folder, const std::string& file) {
  std::error_code ec;
  const fs::file_status status = fs::status(folder / file, ec);
  if (!fs::exists(status)) throw Error(ATELIER_E_DATA, text(file, " is missing"));
  if (!fs::is_regular_file(status)) throw Error(ATELIER_E_DATA, text(file, " is no regular file"));
}

void require_same(const fs::path& folder, const std::string& file, const Stamp& wanted) {
  require_file(folder, file);
  const fs::path path = folder / file;
  const uint64_t bytes = fs::file_size(path);
  if (bytes != wanted.bytes)
    throw Error(ATELIER_E_DATA, text(file, " is ", bytes < wanted.bytes ? "cut short" : "too long", ": it has ", bytes,
                                     " bytes instead of ", wanted.bytes));
  if (stamp_of(path) != wanted) throw Error(ATELIER_E_DATA, text(file, " is damaged: its digest is another"));
}

}  // namespace

void write_manifest(const fs::path& folder, const TrainingState& state,
                    const std::map<std::string, std::string>& files) {
  const std::string state_text = json_text(json_of(state));
  write_file(folder / kStateFile, state_text);
  Json entries = {{kState, stamped(kStateFile, stamp_of_bytes(state_text))}};
  for (const auto& [role, file] : files) {
    sync_path(folder / file);
    entries[role] = stamped(file, stamp_of(folder / file));
  }
  write_file(folder / kManifest, json_text({{"files", entries}, {"digest", stamp_of_bytes(entries.dump()).digest}}));
  sync_path(folder);
}

Checkpoint read_checkpoint(const fs::path& folder) {
  require_file(folder, kManifest);
  const Json manifest = parsed(read_file(folder / kManifest), kManifest);
  Checkpoint out;
  out.folder = folder;
  try {
    if (manifest.at("digest") != stamp_of_bytes(manifest.at("files").dump()).digest)
      throw Error(ATELIER_E_DATA, text(kManifest, " is damaged"));
    for (const auto& [role, entry] : manifest.at("files").items()) {
      const std::string file = entry.at("file");
      require_same(folder, file, {entry.at("bytes"), entry.at("digest")});
      out.files[role] = folder / file;
    }
  } catch (const Json::exception&) {
    throw Error(ATELIER_E_DATA, text(kManifest, " is damaged"));
  }
  const auto state = out.files.find(kState);
  if (state == out.files.end()) throw Error(ATELIER_E_DATA, text(kManifest, " names no ", kStateFile));
  out.state = state_of(parsed(read_file(state->second), kStateFile));
  out.files.erase(state);
  return out;
}

}  // namespace atelier::supervised
