#include "discovery.hpp"

#include <signal.h>
#include <spdlog/fmt/fmt.h>
#include <sys/time.h>

#include <cmath>
#include <map>

#include "describe.hpp"
#include "manifest.hpp"
#include "plugin_json.hpp"
#include "plugin_library.hpp"
#include "system/child_output.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

Description refusal(std::string why, bool may_pass = false) { return {std::nullopt, std::move(why), may_pass, false}; }

Description too_slow(std::string why) { return {std::nullopt, "cannot be used: " + std::move(why), false, true}; }

Description describe_by_child(const fs::path& file, const DiscoveryOptions& options) {
  Patience patience{kSlow, {}};
  if (options.slow) patience.lost = [&] { options.slow(file); };
  const ChildResult child = run_child(
      {options.program.string(), "--describe-plugin", file.string(), fmt::format("{}", options.entry_timeout)},
      options.timeout, patience);
  if (child.signal == SIGALRM)
    return too_slow(fmt::format("its entry function did not come back within {} s", options.entry_timeout));
  if (child.timed_out) return too_slow(fmt::format("loading it took more than {} s", options.timeout));
  if (!child.ok()) return refusal("cannot be used: loading it " + child.describe(), true);
  if (child.out.empty()) return refusal("cannot be used: loading it ended the process", true);
  try {
    const json answer = json::parse(child.out);
    if (answer.contains("refusal")) return refusal(answer.at("refusal"), answer.at("may_pass"));
    if (answer.contains("refused_us")) return refusal(refusal_by_plugin(child));
    return {plugin_from_json(answer.at("plugin")), {}, false, false};
  } catch (const json::exception& e) {
    return refusal(fmt::format("cannot be used: its description cannot be read ({})", e.what()), true);
  }
}

class Discoverer {
 public:
  Discoverer(const DiscoveryOptions& options, Registry& registry) : options_(options), registry_(registry) {}

  Discovery run() {
    PluginFiles found = find_plugin_files(options_.places);
    out_.warnings = std::move(found.warnings);
    for (const PluginFile& file : found.files) take(file);
    registry_.save();
    return std::move(out_);
  }

 private:
  void take(const PluginFile& file) {
    const ManifestResult read = read_manifest(file.path);
    const std::string id = read.manifest ? read.manifest->id : "";
    if (!read.refusal.empty()) return refuse(file, id, read.refusal);
    const Description& d = description(file, read.manifest->build_id);
    if (const auto it = plugins_.find(id); it != plugins_.end()) return shadow(file, it->second, id, d);
    if (!d.plugin) return refuse(file, id, d.refusal);
    plugins_.emplace(id, file.path);
    add(*d.plugin);
  }

  const Description& description(const PluginFile& file, const std::string& build_id) {
    const FileState state = file_state(file.path, build_id);
    const Description* known = registry_.find(state);
    if (known && !asks_again(*known)) return *known;
    Description fresh = describe_by_child(file.path, options_);
    if (fresh.too_slow && !file.named)
      out_.warnings.push_back(
          fmt::format("{} {}; it is left out until it changes (`atelier plugins show {}` tries again)",
                      file.path.string(), fresh.refusal, file.path.string()));
    registry_.put(state, std::move(fresh));
    return *registry_.find(state);
  }

  bool asks_again(const Description& known) const {
    if (known.plugin) return false;
    if (known.too_slow) return options_.retry == Retry::kAll;
    return known.may_pass || options_.retry != Retry::kMayPass;
  }

  void shadow(const PluginFile& file, const fs::path& by, const std::string& id, const Description& d) {
    Shadow& added = out_.catalog.shadows.emplace_back(Shadow{file.path, by, id, {}});
    if (!d.plugin) return;
    for (const ComponentInfo& c : d.plugin->components) added.components.push_back(c.id);
  }

  void refuse(const PluginFile& file, const std::string& id, const std::string& why) {
    out_.catalog.refusals.push_back({file.path, id, why});
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
  Discovery out_;
  std::map<std::string, fs::path> plugins_;
  std::map<std::string, fs::path> components_;
};

void limit_time(double seconds) {
  itimerval limit{};
  limit.it_value.tv_sec = static_cast<time_t>(seconds);
  limit.it_value.tv_usec = static_cast<suseconds_t>((seconds - std::floor(seconds)) * 1e6);
  ::setitimer(ITIMER_REAL, &limit, nullptr);
}

json answer_for(const fs::path& file, double entry_timeout) {
  const ManifestResult read = read_manifest(file);
  if (!read.refusal.empty()) return {{"refusal", read.refusal}, {"may_pass", false}};
  try {
    const PluginLibrary library = PluginLibrary::load(file, [&] { limit_time(entry_timeout); });
    limit_time(0);
    if (!library.plugin()) return {{"refused_us", true}};
    return {{"plugin", to_json(describe(library.plugin(), *read.manifest, file))}};
  } catch (const BadPlugin& e) {
    return {{"refusal", e.what()}, {"may_pass", false}};
  } catch (const LoadError& e) {
    return {{"refusal", e.what()}, {"may_pass", true}};
  }
}

}  // namespace

Discovery discover(const DiscoveryOptions& options, Registry& registry) { return Discoverer(options, registry).run(); }

int describe_as_child(const fs::path& file, double entry_timeout) {
  ChildOutput output;
  output.finish(answer_for(file, entry_timeout).dump(-1, ' ', false, json::error_handler_t::replace));
}

}  // namespace atelier::host
