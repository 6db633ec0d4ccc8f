#include "clock.hpp"

#include <spdlog/fmt/fmt.h>

#include <chrono>
#include <ctime>

namespace atelier::host {
namespace {

class RealClock : public Clock {
 public:
  int64_t now() const override {
    return std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
  }
  double seconds() const override {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  }
};

std::tm utc_of(int64_t nanoseconds) {
  const auto seconds = static_cast<std::time_t>(nanoseconds / 1'000'000'000);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  return utc;
}

}  // namespace

Clock& real_clock() {
  static RealClock clock;
  return clock;
}

std::string utc_text(int64_t nanoseconds) {
  const std::tm utc = utc_of(nanoseconds);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec, nanoseconds / 1'000'000 % 1000);
}

std::string utc_minute(int64_t nanoseconds) {
  const std::tm utc = utc_of(nanoseconds);
  return fmt::format("{:04}{:02}{:02}-{:02}{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
                     utc.tm_min);
}

}  // namespace atelier::host
