// What was learnt about plugin files, kept between runs, so that `check` and `plugins` load no library.
//
// A JSON file, one record for each plugin file that is still there, valid as long as path, size, time of change and
// build id are the same; and the sets of libraries that were seen to load together. It is a cache: damaged, it is
// rebuilt; not writable, the program goes on without it. [main]
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "language/catalog.hpp"
#include "words/result.hpp"

namespace atelier::host {

// The state of a plugin file that a record is about.
struct FileState {
  std::filesystem::path path;
  uint64_t size = 0;
  int64_t changed = 0;  // nanoseconds since 1970
  std::string build_id;

  bool operator==(const FileState&) const = default;
};

FileState file_state(const std::filesystem::path& path, std::string build_id);

struct Description {
  Result<PluginInfo> plugin;
  // Of a failure.
  bool may_pass = false;  // the reason may lie outside the file (a library it needs): worth another try
  bool too_slow = false;  // it took so long that nobody should wait for it again
};

class Registry {
 public:
  // $XDG_CACHE_HOME/atelier/plugins-<abi>.json, or below ~/.cache; "" when neither is set.
  static std::filesystem::path default_file();

  // "" keeps nothing.
  explicit Registry(std::filesystem::path file);

  const Description* find(const FileState& state) const;
  void put(const FileState& state, Description description);

  bool rehearsed(const std::vector<FileState>& set) const;
  void put_rehearsed(const std::vector<FileState>& set);

  // Writes the file when something is new. False when that was not possible.
  bool save();

 private:
  struct Record {
    FileState state;
    Description description;
  };
  static nlohmann::json to_json(const Record& record);
  static Record record_from_json(const nlohmann::json& json);
  void read();

  std::filesystem::path file_;
  std::map<std::filesystem::path, Record> records_;
  std::set<std::string> rehearsed_;
  bool changed_ = false;
};

}  // namespace atelier::host
