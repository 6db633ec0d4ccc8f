// The variables of the environment: of the process or, in tests, those they set (testing/fake_system.hpp). [any]
#pragma once

#include <optional>
#include <string>

namespace atelier::host {

class Environment {
 public:
  virtual ~Environment() = default;
  virtual std::optional<std::string> find(const std::string& name) const = 0;
};

Environment& real_environment();

}  // namespace atelier::host
