// For the host's tests: the plugins of testing/plugins, as files and as what is asked of discovery.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "places.hpp"
#include "plugins/discovery.hpp"

namespace atelier::host::test_bench {

inline std::filesystem::path plugin_file(const std::string& name) {
  return std::filesystem::canonical(std::filesystem::path(test::test_plugins()) / (name + ".so"));
}

inline DiscoveryOptions options_for(std::vector<std::filesystem::path> named) {
  DiscoveryOptions options;
  options.places.named = std::move(named);
  options.program = test::program();
  return options;
}

}  // namespace atelier::host::test_bench
