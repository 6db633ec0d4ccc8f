#include "system.hpp"

#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

#include <chrono>
#include <cstdlib>

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

class RealEnvironment : public Environment {
 public:
  std::optional<std::string> find(const std::string& name) const override {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  }
};

}  // namespace

Clock& real_clock() {
  static RealClock clock;
  return clock;
}

Environment& real_environment() {
  static RealEnvironment environment;
  return environment;
}

std::string utc_text(int64_t nanoseconds) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(nanoseconds / 1'000'000'000),
                     nanoseconds / 1'000'000 % 1000);
}

}  // namespace atelier::host
