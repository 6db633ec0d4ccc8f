#include "discovery.hpp"

#include <signal.h>
#include <spdlog/fmt/fmt.h>
#include <sys/time.h>

#include <cmath>
#include <map>
#include <mutex>
#include <optional>

#include "describe.hpp"
#include "manifest.hpp"
#include "plugin_json.hpp"
#include "plugin_library.hpp"
#include "store/parallel.hpp"
#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

Description too_slow(const std::string& why) { return {Failure{"cannot be used: " + why}, false, true}; }
Description refused(const std::string& why) { return {Failure{"cannot be used: " + why}, true, false}; }

// What the child says of itself and of the plugin: see answer_for.
Description described(const ChildResult& child) {
  const json answer = json::parse(child.out);
  if (answer.contains("plugin")) return {answer.at("plugin").get<PluginInfo>()};
  if (answer.contains("refusal")) return {Failure{answer.at("refusal")}, answer.at("may_pass")};
  return {no_description(child.last_words())};
}

Description describe_by_child(const fs::path& file, const DiscoveryOptions& options) {
  Patience patience{kSlow, {}};
  static std::mutex telling;
  if (options.slow)
    patience.lost = [&] {
      const std::lock_guard guard(telling);
      options.slow(file);
    };
  const ChildResult child = options.run_child(
      {options.program.string(), "--describe-plugin", file.string(), fmt::format("{}", options.entry_timeout)},
      options.timeout, patience);
  if (child.signal == SIGALRM)
    return too_slow(fmt::format("its entry function did not come back within {} s", options.entry_timeout));
  if (child.timed_out) return too_slow(fmt::format("loading it took more than {} s", options.timeout));
  if (!child.ok() || child.out.empty()) return refused("loading it " + child.describe());
  try {
    return described(child);
  } catch (const json::exception& e) {
    return refused(fmt::format("its description cannot be read ({})", e.what()));
  }
}

class Discoverer {
 public:
  Discoverer(const DiscoveryOptions& options, Registry& registry) : options_(options), registry_(registry) {}

  Discovery run() {
    PluginFiles found = find_plugin_files(options_.places);
    out_.warnings = std::move(found.warnings);
    describe_new(found.files);
    for (const PluginFile& file : found.files) take(file);
    registry_.save();
    return std::move(out_);
  }

 private:
  // Several children at once: loading a large library takes as long as all others together.
  void describe_new(const std::vector<PluginFile>& files) {
    std::vector<const PluginFile*> fresh;
    for (const PluginFile& file : files) {
      const Result<Manifest> manifest = read_manifest(file.path);
      if (!manifest || !check_abi(manifest->abi_major, manifest->abi_minor)) continue;
      const Description* known = registry_.find(file_state(file.path, manifest->build_id));
      if (!known || asks_again(*known)) fresh.push_back(&file);
    }
    std::vector<std::optional<Description>> made(fresh.size());
    for_each_of(fresh.size(), all_cores(), [&](size_t i) { made[i] = describe_by_child(fresh[i]->path, options_); });
    for (size_t i = 0; i < fresh.size(); ++i) described_.emplace(fresh[i]->path, *std::move(made[i]));
  }

  void take(const PluginFile& file) {
    const Result<Manifest> manifest = read_manifest(file.path);
    if (!manifest) return refuse(file, "", manifest.failure());
    const std::string& id = manifest->id;
    const Result<void> fits = check_abi(manifest->abi_major, manifest->abi_minor);
    if (!fits) return refuse(file, id, fits.failure());
    const Result<PluginInfo>& plugin = description(file, manifest->build_id).plugin;
    if (const auto it = plugins_.find(id); it != plugins_.end()) return shadow(file, it->second, id, plugin);
    if (!plugin) return refuse(file, id, plugin.failure());
    plugins_.emplace(id, file.path);
    add(*plugin);
  }

  const Description& description(const PluginFile& file, const std::string& build_id) {
    const FileState state = file_state(file.path, build_id);
    const Description* known = registry_.find(state);
    if (options_.only_known) return known ? *known : unknown_;
    if (known && !asks_again(*known)) return *known;
    const auto ahead = described_.find(file.path);
    Description fresh = ahead == described_.end() ? describe_by_child(file.path, options_) : ahead->second;
    if (fresh.too_slow && !file.named)
      out_.warnings.push_back(
          fmt::format("{} {}; it is left out until it changes (`atelier plugins show {}` tries again)",
                      file.path.string(), fresh.plugin.failure().reason, file.path.string()));
    registry_.put(state, std::move(fresh));
    return *registry_.find(state);
  }

  bool asks_again(const Description& known) const {
    if (known.plugin) return false;
    if (known.too_slow) return options_.retry == Retry::kAll;
    return known.may_pass || options_.retry != Retry::kMayPass;
  }

  void shadow(const PluginFile& file, const fs::path& by, const std::string& id, const Result<PluginInfo>& plugin) {
    Shadow& added = out_.catalog.shadows.emplace_back(Shadow{file.path, by, id, {}});
    if (!plugin) return;
    for (const ComponentInfo& c : plugin->components) added.components.push_back(c.id);
  }

  void refuse(const PluginFile& file, const std::string& id, const Failure& why) {
    out_.catalog.refusals.push_back({file.path, id, why.reason});
    if (file.named) out_.named_refused.push_back(out_.catalog.refusals.back());
  }

  void add(PluginInfo plugin) {
    std::vector<ComponentInfo> kept;
    for (ComponentInfo& c : plugin.components) {
      const auto [it, first] = components_.emplace(c.id, plugin.library);
      if (first)
        kept.push_back(std::move(c));
      else
        out_.warnings.push_back(fmt::format("component `{}` is in both {} and {}; the first is used", c.id,
                                            it->second.string(), plugin.library.string()));
    }
    plugin.components = std::move(kept);
    out_.catalog.plugins.push_back(std::move(plugin));
  }

  const DiscoveryOptions& options_;
  Registry& registry_;
  const Description unknown_ = refused("nothing is known of it yet");
  Discovery out_;
  std::map<fs::path, Description> described_;  // by children of this process
  std::map<std::string, fs::path> plugins_;
  std::map<std::string, fs::path> components_;
};

void limit_time(double seconds) {
  itimerval limit{};
  limit.it_value.tv_sec = static_cast<time_t>(seconds);
  limit.it_value.tv_usec = static_cast<suseconds_t>((seconds - std::floor(seconds)) * 1e6);
  ::setitimer(ITIMER_REAL, &limit, nullptr);
}

json refusal(const Failure& why, bool may_pass) { return {{"refusal", why.reason}, {"may_pass", may_pass}}; }

// {"plugin": …}, {"refusal": …, "may_pass": …}, or {} when the plugin gives no description, for which the parent has
// the words.
json answer_for(const fs::path& file, double entry_timeout) {
  const Result<Manifest> manifest = read_manifest(file);
  if (!manifest) return refusal(manifest.failure(), false);
  const Result<PluginLibrary> library = PluginLibrary::load(file, [&] { limit_time(entry_timeout); });
  limit_time(0);
  if (!library) return refusal(library.failure(), true);
  if (!library->plugin()) return json::object();
  const Result<PluginInfo> plugin = describe(library->plugin(), *manifest, file);
  if (!plugin) return refusal(plugin.failure(), false);
  return {{"plugin", *plugin}};
}

}  // namespace

Discovery discover(const DiscoveryOptions& options, Registry& registry) { return Discoverer(options, registry).run(); }

void describe_as_child(const fs::path& file, double entry_timeout) {
  ChildOutput output;
  output.finish(dump(answer_for(file, entry_timeout)));
}

}  // namespace atelier::host
