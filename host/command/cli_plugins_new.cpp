#include <spdlog/fmt/fmt.h>

#include <iostream>

#include "cli.hpp"
#include "plugins/scaffold.hpp"
#include "plugins/search_path.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

// Where CMake finds the SDK beside this program, as an option; "" where it would find it anyway, or where it is not.
std::string prefix_option() {
  const fs::path prefix = search_places({}).program.parent_path().parent_path();
  std::error_code ec;
  const bool there = fs::exists(prefix / "lib/cmake/AtelierSDK", ec);
  return there && prefix != "/usr" && prefix != "/usr/local" ? fmt::format(" -DCMAKE_PREFIX_PATH={}", prefix.string())
                                                             : "";
}

}  // namespace

int cli_plugins_new(const Arguments& arguments) {
  const Result<std::vector<ScaffoldFile>> files = scaffold(arguments.kind, arguments.id);
  if (!files) return tell_failure({files.failure().reason, files.failure().details, kExitCommandLine});
  const fs::path folder = arguments.output.empty() ? fs::path(last_word(arguments.id)) : arguments.output;
  if (const Result<void> written = write_scaffold(*files, folder); !written)
    return tell_failure({written.failure().reason, written.failure().details, kExitStageFailed});
  const std::string at = folder.string(), build = (fs::absolute(folder) / "build").lexically_normal().string();
  std::cout << fmt::format("{0}: the example of the SDK's page about the kind {1}, as `{2}`\n\n", at, arguments.kind,
                           arguments.id);
  std::cout << fmt::format(
      "  cmake -S {0} -B {0}/build{1}\n"
      "  cmake --build {0}/build\n"
      "  export ATELIER_PLUGIN_PATH={4}\n"
      "  atelier plugins validate {0}/build/{2}.so\n"
      "  atelier plugins show {3}\n",
      at, prefix_option(), last_word(arguments.id), arguments.id, build);
  return kExitDone;
}

}  // namespace atelier::host
