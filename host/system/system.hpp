// The operating system as a value that is handed down from the command line; in tests, one in memory.
#pragma once

#include "clock.hpp"
#include "disk.hpp"
#include "environment.hpp"

namespace atelier::host {

struct System {
  Disk& disk = real_disk();
  Clock& clock = real_clock();
  const Environment& environment = real_environment();
};

}  // namespace atelier::host
