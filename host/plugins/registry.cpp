#include "registry.hpp"

#include <atelier/abi.h>
#include <spdlog/fmt/fmt.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <cstdlib>

#include "plugin_json.hpp"
#include "this_host.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr int kFormat = 5;
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
  FileState state{path, 0, 0, std::move(build_id)};
  struct stat s {};
  if (::stat(path.c_str(), &s) == 0) {
    state.size = static_cast<uint64_t>(s.st_size);
    state.changed = int64_t{s.st_mtim.tv_sec} * 1000000000 + s.st_mtim.tv_nsec;
  }
  return state;
}

fs::path Registry::default_file() {
  const fs::path cache = user_cache();
  return cache.empty() ? cache : cache / fmt::format("plugins-{}.json", ATELIER_ABI_MAJOR);
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
  if (document.at("format") != kFormat || document.at("atelier") != ATELIER_VERSION) return;
  for (const json& j : document.at("files")) {
    Record r;
    r.state.path = j.at("path").get<std::string>();
    if (std::error_code ec; !fs::exists(r.state.path, ec)) {
      changed_ = true;  // and with the next save the record is gone too
      continue;
    }
    j.at("size").get_to(r.state.size);
    j.at("changed").get_to(r.state.changed);
    j.at("build_id").get_to(r.state.build_id);
    if (j.contains("plugin"))
      r.description.plugin = plugin_from_json(j.at("plugin"));
    else
      j.at("refusal").get_to(r.description.refusal);
    j.at("may_pass").get_to(r.description.may_pass);
    j.at("too_slow").get_to(r.description.too_slow);
    const fs::path path = r.state.path;
    records_.insert_or_assign(path, std::move(r));
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
  for (const auto& [path, r] : records_) {
    std::error_code ec;
    if (!fs::exists(path, ec)) continue;
    json j = {{"path", path.string()},
              {"size", r.state.size},
              {"changed", r.state.changed},
              {"build_id", r.state.build_id},
              {"may_pass", r.description.may_pass},
              {"too_slow", r.description.too_slow}};
    if (r.description.plugin)
      j["plugin"] = to_json(*r.description.plugin);
    else
      j["refusal"] = r.description.refusal;
    files.push_back(std::move(j));
  }
  const json document = {
      {"format", kFormat}, {"atelier", ATELIER_VERSION}, {"files", std::move(files)}, {"rehearsed", rehearsed_}};
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
