#include "environment.hpp"

#include <cstdlib>

namespace atelier::host {
namespace {

class RealEnvironment : public Environment {
 public:
  std::optional<std::string> find(const std::string& name) const override {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  }
};

}  // namespace

Environment& real_environment() {
  static RealEnvironment environment;
  return environment;
}

}  // namespace atelier::host
