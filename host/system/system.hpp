// The operating system as a value that is handed down from the command line; in tests, one in memory
// (testing/fake_system.hpp). [any]
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "disk.hpp"

namespace atelier::host {

class Clock {
 public:
  virtual ~Clock() = default;
  // Nanoseconds since 1970, UTC.
  virtual int64_t now() const = 0;
  // Seconds since some moment, for what lasts: nobody sets this one.
  virtual double seconds() const = 0;
};

class Environment {
 public:
  virtual ~Environment() = default;
  virtual std::optional<std::string> find(const std::string& name) const = 0;
};

Clock& real_clock();
Environment& real_environment();

struct System {
  Disk& disk = real_disk();
  Clock& clock = real_clock();
  const Environment& environment = real_environment();
};

// "2026-11-23T01:45:07.123Z"
std::string utc_text(int64_t nanoseconds);

}  // namespace atelier::host
