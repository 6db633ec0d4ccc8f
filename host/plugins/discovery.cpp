#include "discovery.hpp"

#include <spdlog/fmt/fmt.h>

#include <map>
#include <optional>

#include "describing_child.hpp"
#include "embedded.hpp"
#include "manifest.hpp"
#include "store/parallel.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

Description refused(const std::string& why) { return {Failure{"cannot be used: " + why}, true, false}; }

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
      if (known && !asks_again(*known)) continue;
      if (std::optional<PluginInfo> plugin = embedded_description(file.path, *manifest))
        described_.emplace(file.path, Description{*std::move(plugin)});
      else
        fresh.push_back(&file);
    }
    std::vector<std::optional<Description>> made(fresh.size());
    for_each_of(fresh.size(), all_cores(),
                [&](size_t i) { made[i] = describe_by_child(fresh[i]->path, options_).description; });
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
    Description fresh = ahead == described_.end() ? describe_by_child(file.path, options_).description : ahead->second;
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
  std::map<fs::path, Description> described_;  // by children of this process, or by the files themselves
  std::map<std::string, fs::path> plugins_;
  std::map<std::string, fs::path> components_;
};

}  // namespace

Discovery discover(const DiscoveryOptions& options, Registry& registry) { return Discoverer(options, registry).run(); }

}  // namespace atelier::host
