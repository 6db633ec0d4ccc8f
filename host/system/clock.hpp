// The time, from the system or, in tests, as they set it (testing/fake_system.hpp). [any]
#pragma once

#include <cstdint>
#include <string>

namespace atelier::host {

class Clock {
 public:
  virtual ~Clock() = default;
  // Nanoseconds since 1970, UTC.
  virtual int64_t now() const = 0;
  // Seconds since some moment, for what lasts: nobody sets this one.
  virtual double seconds() const = 0;
};

Clock& real_clock();

// "2026-11-23T01:45:07.123Z"
std::string utc_text(int64_t nanoseconds);
// "20261123-0145"
std::string utc_minute(int64_t nanoseconds);

}  // namespace atelier::host
