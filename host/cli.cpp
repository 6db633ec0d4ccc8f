#include "cli.hpp"

#include <cstdio>
#include <string_view>

namespace atelier::host {

int cli_main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--version") {
    std::printf("atelier %s\n", ATELIER_VERSION);
    return kExitDone;
  }
  std::fputs("usage: atelier VERB …\n", stderr);
  return kExitCommandLine;
}

}  // namespace atelier::host
