#include "replay.hpp"

#include <atelier/abi.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <set>

#include "plugins/manifest.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr size_t kShownOfBuild = 12;  // digits

class Differences {
 public:
  Differences(const System& system, const PastRun& run, const Catalog& catalog, Contents& contents)
      : system_(system), run_(run), catalog_(catalog), contents_(contents) {}

  std::vector<std::string> take() {
    program();
    for (const auto& [id, builds] : builds_of_plugins()) plugin(id, builds);
    for (const auto& [file, build] : libraries()) library(file, build);
    inputs();
    return std::move(out_);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    out_.push_back(printable(fmt::format(format, std::forward<Args>(args)...)));
  }

  void program() {
    const std::map<std::string, std::string> was = texts_in(run_.record, "versions");
    const std::map<std::string, std::string> now = {
        {"atelier", ATELIER_VERSION}, {"abi", fmt::format("{}.{}", ATELIER_ABI_MAJOR, ATELIER_ABI_MINOR)}};
    for (const auto& [name, version] : now)
      if (const auto it = was.find(name); it != was.end() && it->second != version)
        add("{} was {} in the run, now {}", name == "abi" ? "the plugins' ABI" : name, it->second, version);
  }

  // Those that made the results count; where they are not recorded, those of the run.
  std::map<std::string, std::set<std::string>> builds_of_plugins() const {
    std::map<std::string, std::set<std::string>> out;
    for (const json& stage : list_in(run_.record, "stages"))
      for (const auto& [id, build] : texts_in(stage, "builds")) out[id].insert(build);
    for (const json& plugin : list_in(run_.record, "plugins"))
      if (const std::string id = text_in(plugin, "id"); !id.empty() && out[id].empty())
        out[id].insert(text_in(plugin, "build_id"));
    return out;
  }

  void plugin(const std::string& id, const std::set<std::string>& builds) {
    const auto found = std::find_if(catalog_.plugins.begin(), catalog_.plugins.end(),
                                    [&](const PluginInfo& plugin) { return plugin.id == id; });
    if (found == catalog_.plugins.end()) return add("plugin {} is not there any more", id);
    for (const std::string& build : builds)
      if (build != found->build_id)
        add("plugin {} is of another build: {} in the run, now {} ({})", id, shown(build), shown(found->build_id),
            found->library.string());
  }

  std::map<std::string, std::string> libraries() const {
    std::map<std::string, std::string> out;
    const auto add_those_of = [&](const json& record) {
      for (const json& library : list_in(record, "libraries"))
        out.emplace(text_in(library, "file"), text_in(library, "build_id"));
    };
    add_those_of(run_.record);
    std::set<std::string> makers;
    for (const json& stage : list_in(run_.record, "stages")) makers.insert(text_in(stage, "made_by"));
    for (const std::string& maker : makers)
      if (!maker.empty() && maker.find('/') == std::string::npos)
        add_those_of(read_run(system_.disk, run_.workspace(), maker).record);
    return out;
  }

  void library(const std::string& file, const std::string& build) {
    if (!system_.disk.facts(file).is_file()) return add("library {} is not there any more", file);
    if (const std::string now = read_build_id(file); now != build)
      add("library {} is of another build: {} in the run, now {}", file, shown(build), shown(now));
  }

  void inputs() {
    std::map<std::string, std::set<std::string>> all;
    for (const json& stage : list_in(run_.record, "stages"))
      for (const auto& [path, digest] : texts_in(stage, "inputs"))
        if (path.starts_with("/")) all[path].insert(digest);
    std::vector<fs::path> paths;
    for (const auto& [path, digests] : all) paths.emplace_back(path);
    const std::vector<Result<Digest>> now = contents_.of(paths);
    for (size_t i = 0; i < paths.size(); ++i) {
      const std::string text = now[i] ? now[i]->text() : "";
      for (const std::string& was : all[paths[i].string()]) {
        if (was == text) continue;
        if (was.empty())
          add("input {} was not there in the run, and now is", paths[i].string());
        else if (now[i])
          add("input {} has changed since the run", paths[i].string());
        else
          add("input {} is not as it was: {}", paths[i].string(), now[i].failure().reason);
      }
    }
  }

  static std::string shown(const std::string& build) {
    return build.empty() ? "one without a number" : build.substr(0, kShownOfBuild);
  }

  const System& system_;
  const PastRun& run_;
  const Catalog& catalog_;
  Contents& contents_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> differences_since(const System& system, const PastRun& run, const Catalog& catalog,
                                           Contents& contents) {
  return Differences(system, run, catalog, contents).take();
}

std::vector<fs::path> plugin_files_of(const Disk& disk, const PastRun& run) {
  std::vector<fs::path> out;
  for (const json& plugin : list_in(run.record, "plugins"))
    if (const fs::path file = text_in(plugin, "file"); !file.empty() && disk.facts(file).is_file()) out.push_back(file);
  return out;
}

}  // namespace atelier::host
