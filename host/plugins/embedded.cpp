#include "embedded.hpp"

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <string>
#include <vector>

#include "describing_child.hpp"
#include "plugin_json.hpp"
#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

bool is_there(const std::string& file) {
  std::error_code ec;
  return fs::exists(file, ec);
}

std::optional<PluginInfo> believed(const json& said, const Manifest& manifest) {
  if (said.at("format") != kDescriptionFormat || said.at("atelier") != ATELIER_VERSION) return std::nullopt;
  PluginInfo plugin = said.at("plugin").get<PluginInfo>();
  if (manifest.build_id.empty() || plugin.build_id != manifest.build_id || plugin.id != manifest.id)
    return std::nullopt;
  const auto libraries = said.at("libraries").get<std::vector<std::string>>();
  if (!std::all_of(libraries.begin(), libraries.end(), is_there)) return std::nullopt;
  return plugin;
}

void move_to(const fs::path& file, PluginInfo& plugin) {
  plugin.library = file;
  for (ComponentInfo& component : plugin.components) component.library = file;
}

// Two files beside `file` that are gone afterwards.
struct Scratch {
  fs::path section;
  fs::path copy;
  explicit Scratch(const fs::path& file)
      : section(file.string() + fmt::format(".{}.json", ::getpid())),
        copy(file.string() + fmt::format(".{}.new", ::getpid())) {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    fs::remove(section, ignored);
    fs::remove(copy, ignored);
  }
};

Result<void> put_section(const fs::path& file, const std::string& text, const RunChild& run_child) {
  const Scratch scratch(file);
  try {
    write_file(scratch.section, text, false);
  } catch (const std::exception& e) {
    return Failure{e.what()};
  }
  const std::string name = kDescriptionSection;
  const ChildResult child = run_child(
      {"/usr/bin/env", "objcopy", "--remove-section", name, "--add-section", name + "=" + scratch.section.string(),
       "--set-section-flags", name + "=noload,readonly", file.string(), scratch.copy.string()},
      kChildTimeout, {});
  if (!child.ok()) return Failure{fmt::format("objcopy {}", child.describe()), "it comes with the package binutils"};
  std::error_code ec;
  fs::rename(scratch.copy, file, ec);
  if (ec) return Failure{fmt::format("{} cannot be replaced: {}", file.string(), ec.message())};
  return {};
}

}  // namespace

std::optional<PluginInfo> embedded_description(const fs::path& file, const Manifest& manifest) {
  const std::string text = read_description(file);
  if (text.empty()) return std::nullopt;
  try {
    std::optional<PluginInfo> plugin = believed(json::parse(text), manifest);
    if (plugin) move_to(file, *plugin);
    return plugin;
  } catch (const json::exception&) {
    return std::nullopt;  // damaged: loading tells
  }
}

Result<void> embed_description(const fs::path& file, const DiscoveryOptions& options) {
  const ChildSaid said = describe_by_child(file, options);
  const Result<PluginInfo>& plugin = said.description.plugin;
  if (!plugin) return Failure{fmt::format("{} {}", file.string(), plugin.failure().reason)};
  std::vector<std::string> libraries = said.libraries;
  std::erase_if(libraries, [&](const std::string& library) {  // that one is moved when it is installed
    std::error_code ec;
    return fs::equivalent(library, file, ec);
  });
  const json section = {
      {"format", kDescriptionFormat}, {"atelier", ATELIER_VERSION}, {"libraries", libraries}, {"plugin", *plugin}};
  return put_section(file, dump(section), options.run_child);
}

}  // namespace atelier::host
