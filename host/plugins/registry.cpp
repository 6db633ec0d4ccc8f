#include "registry.hpp"

#include <atelier/abi.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <cstdlib>

#include "plugin_json.hpp"
#include "system/disk.hpp"
#include "this_host.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr size_t kMostRehearsed = 1000;

// A name for a set of files, whatever their order.
std::string set_key(const std::vector<FileState>& set) {
  std::vector<std::string> lines;
  for (const FileState& s : set)
    lines.push_back(fmt::format("{}\n{}\n{}\n{}\n", s.path.string(), s.size, s.changed, s.build_id));
  std::sort(lines.begin(), lines.end());
  std::string all;
  for (const std::string& line : lines) all += line;
  const XXH128_hash_t hash = XXH3_128bits(all.data(), all.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace

FileState file_state(const fs::path& path, std::string build_id) {
  const FileFacts facts = real_disk().facts(path);
  return {path, facts.size, facts.changed, std::move(build_id)};
}

fs::path Registry::default_file() {
  const fs::path cache = user_cache();
  return cache.empty() ? cache : cache / fmt::format("plugins-{}.json", ATELIER_ABI_MAJOR);
}

json Registry::to_json(const Record& record) {
  const auto& [state, description] = record;
  json j = {{"path", state.path.string()},      {"size", state.size},
            {"changed", state.changed},         {"build_id", state.build_id},
            {"may_pass", description.may_pass}, {"too_slow", description.too_slow}};
  if (description.plugin)
    j["plugin"] = *description.plugin;
  else
    j["refusal"] = description.plugin.failure().reason;
  return j;
}

Registry::Record Registry::record_from_json(const json& j) {
  const auto plugin = j.find("plugin");
  Result<PluginInfo> described =
      plugin != j.end() ? Result<PluginInfo>(plugin->get<PluginInfo>()) : Failure{j.at("refusal").get<std::string>()};
  return {{j.at("path").get<std::string>(), j.at("size"), j.at("changed"), j.at("build_id")},
          {std::move(described), j.at("may_pass"), j.at("too_slow")}};
}

Registry::Registry(fs::path file) : file_(std::move(file)) {
  try {
    if (fs::is_regular_file(file_)) read();  // a pipe would never end
  } catch (const std::exception&) {
    records_.clear();
    rehearsed_.clear();
    changed_ = true;
  }
}

void Registry::read() {
  const json document = json::parse(read_file(file_));
  // Another version of this program may describe more than this one: its records are not ours.
  if (document.at("format") != kDescriptionFormat || document.at("atelier") != ATELIER_VERSION) return;
  for (const json& j : document.at("files")) {
    Record record = record_from_json(j);
    const fs::path path = record.state.path;
    if (std::error_code ec; fs::exists(path, ec))
      records_.insert_or_assign(path, std::move(record));
    else
      changed_ = true;  // and with the next save the record is gone too
  }
  document.at("rehearsed").get_to(rehearsed_);
}

const Description* Registry::find(const FileState& state) const {
  const auto it = records_.find(state.path);
  return it != records_.end() && it->second.state == state ? &it->second.description : nullptr;
}

void Registry::put(const FileState& state, Description description) {
  records_.insert_or_assign(state.path, Record{state, std::move(description)});
  changed_ = true;
}

bool Registry::rehearsed(const std::vector<FileState>& set) const { return rehearsed_.count(set_key(set)) != 0; }

void Registry::put_rehearsed(const std::vector<FileState>& set) {
  if (rehearsed_.size() >= kMostRehearsed) rehearsed_.clear();
  changed_ |= rehearsed_.insert(set_key(set)).second;
}

bool Registry::save() {
  if (!changed_) return true;
  if (file_.empty()) return false;
  json files = json::array();
  for (const auto& [path, record] : records_)
    if (std::error_code ec; fs::exists(path, ec)) files.push_back(to_json(record));
  const json document = {{"format", kDescriptionFormat},
                         {"atelier", ATELIER_VERSION},
                         {"files", std::move(files)},
                         {"rehearsed", rehearsed_}};
  try {
    fs::create_directories(file_.parent_path());
    // Another process may be saving too: each writes a file of its own, and the last one to rename wins.
    const fs::path own = file_.string() + fmt::format(".{}", ::getpid());
    write_file(own, document.dump(1, ' ', false, json::error_handler_t::replace), false);
    fs::rename(own, file_);
  } catch (const std::exception&) {
    return false;
  }
  changed_ = false;
  return true;
}

}  // namespace atelier::host
