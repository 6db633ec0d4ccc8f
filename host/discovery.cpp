#include "discovery.hpp"

#include <spdlog/fmt/fmt.h>

#include <map>

#include "child_output.hpp"
#include "describe.hpp"
#include "manifest.hpp"
#include "plugin_json.hpp"
#include "plugin_library.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

Description refusal(std::string why, bool may_pass = false) { return {std::nullopt, std::move(why), may_pass}; }

Description describe_by_child(const fs::path& file, const DiscoveryOptions& options) {
  const ChildResult child = run_child({options.program.string(), "--describe-plugin", file.string()}, options.timeout);
  if (!child.ok()) return refusal("cannot be used: loading it " + child.describe(), true);
  try {
    const json answer = json::parse(child.out);
    if (answer.contains("refusal")) return refusal(answer.at("refusal"), answer.at("may_pass"));
    return {plugin_from_json(answer.at("plugin")), {}, false};
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
    if (const auto it = plugins_.find(id); it != plugins_.end()) {
      out_.shadowed.push_back(
          fmt::format("{}: plugin {} was found earlier, in {}", file.path.string(), id, it->second.string()));
      return;
    }
    const Description& d = description(file.path, read.manifest->build_id);
    if (!d.plugin) return refuse(file, id, d.refusal);
    plugins_.emplace(id, file.path);
    add(*d.plugin);
  }

  const Description& description(const fs::path& file, const std::string& build_id) {
    const FileState state = file_state(file, build_id);
    const Description* known = registry_.find(state);
    const bool again = known && !known->plugin && (known->may_pass || options_.retry_refused);
    if (!known || again) registry_.put(state, describe_by_child(file, options_));
    return *registry_.find(state);
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

json answer_for(const fs::path& file) {
  const ManifestResult read = read_manifest(file);
  if (!read.refusal.empty()) return {{"refusal", read.refusal}, {"may_pass", false}};
  try {
    return {{"plugin", to_json(describe(PluginLibrary::load(file).plugin(), *read.manifest, file))}};
  } catch (const BadPlugin& e) {
    return {{"refusal", e.what()}, {"may_pass", false}};
  } catch (const LoadError& e) {
    return {{"refusal", e.what()}, {"may_pass", true}};
  }
}

}  // namespace

Discovery discover(const DiscoveryOptions& options, Registry& registry) { return Discoverer(options, registry).run(); }

int describe_as_child(const fs::path& file) {
  ChildOutput output;
  output.finish(answer_for(file).dump(-1, ' ', false, json::error_handler_t::replace));
}

}  // namespace atelier::host
