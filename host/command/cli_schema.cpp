#include <spdlog/fmt/fmt.h>

#include <iostream>

#include "cli.hpp"
#include "language/editor_schema.hpp"
#include "plugins/registry.hpp"
#include "system/disk.hpp"

namespace atelier::host {

int cli_schema(const Arguments& arguments) {
  Registry registry(Registry::default_file());
  const Discovery found = discover_for(arguments.plugins, registry, Retry::kMayPass);
  if (!found.named_refused.empty()) return kExitPlugin;
  const std::string text =
      editor_schema(found.catalog).dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  if (arguments.output.empty()) {
    std::cout << text;
    return kExitDone;
  }
  Disk& disk = real_disk();
  Result<void> written = make_folders(disk, std::filesystem::absolute(arguments.output).parent_path());
  if (written) written = disk.write(arguments.output, text, Sync::kNo);
  return written ? kExitDone : tell_failure({written.failure().reason, "", kExitStageFailed});
}

}  // namespace atelier::host
