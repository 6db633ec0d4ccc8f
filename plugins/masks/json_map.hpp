// JSON objects written byte for byte as Python's json.dump(…, indent=2) writes them: in the order given, all that is
// not ASCII escaped, no newline at the end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace atelier::masks {

class JsonMap {
 public:
  void add(std::string_view key, uint64_t number);
  void add(std::string_view key, std::string_view value);
  std::string text() const;

 private:
  void add_member(std::string_view key, const std::string& json);
  std::string members_;
};

}  // namespace atelier::masks
