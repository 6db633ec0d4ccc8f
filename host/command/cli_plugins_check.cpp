#include <spdlog/fmt/fmt.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "cli.hpp"
#include "plugin_checks.hpp"
#include "plugins/registry.hpp"
#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

const char* word_of(CheckState state) {
  switch (state) {
    case CheckState::kGood:
      return "good";
    case CheckState::kDoubtful:
      return "doubtful";
    case CheckState::kBad:
      return "bad";
  }
  return "";
}

int tell(const std::vector<PluginCheck>& checks, bool as_json) {
  nlohmann::json all = nlohmann::json::array();
  bool good = true;
  for (const PluginCheck& c : checks) {
    good = good && c.state != CheckState::kBad;
    if (as_json)
      all.push_back({{"state", word_of(c.state)}, {"what", c.what}, {"words", c.words}, {"remedy", c.remedy}});
    else
      std::cout << fmt::format("{:<8}  {}: {}\n", word_of(c.state), c.what, c.words)
                << (c.remedy.empty() ? "" : fmt::format("          = help: {}\n", c.remedy));
  }
  if (as_json) std::cout << dump(all, 2) << "\n";
  return good ? kExitDone : kExitPlugin;
}

}  // namespace

int cli_plugins_validate(const Arguments& arguments) {
  std::error_code ec;
  const fs::path file = fs::canonical(arguments.id, ec);
  if (ec) return tell_failure({fmt::format("{}: {}", arguments.id, ec.message()), "", kExitCommandLine});
  Registry registry(Registry::default_file());
  DiscoveryOptions options;
  options.places = search_places({file});
  return tell(validate_plugin(file, discover(options, registry), registry), arguments.json);
}

int cli_plugins_doctor(const Arguments& arguments) {
  Registry registry(Registry::default_file());
  DiscoveryOptions options;
  options.places = search_places(arguments.plugins);
  options.retry = Retry::kAll;
  return tell(examine_plugins(options.places, discover(options, registry), registry), arguments.json);
}

}  // namespace atelier::host
