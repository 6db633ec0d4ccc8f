// What every piece of `describe` does with what a plugin says: texts, sizes, and how a plugin is refused.
#pragma once

#include <atelier/abi.h>
#include <spdlog/fmt/fmt.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace atelier::host {

constexpr uint64_t kMostEntries = 10000;
constexpr size_t kLongestLine = 1000;  // code points that are shown

// Why a plugin is refused. Does not leave `describe`.
class BadPlugin : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

template <class... Args>
[[noreturn]] void bad(fmt::format_string<Args...> format, Args&&... args) {
  throw BadPlugin("breaks the plugin contract: " + fmt::format(format, std::forward<Args>(args)...));
}

// The text, where it is one. `field` is said of `what`: "the summary of `acme.policy`".
std::string take(atelier_str from, std::string_view field, std::string_view what);
// What is only shown, never compared: it cannot disturb the line that it stands in.
std::string take_line(atelier_str from, std::string_view field, std::string_view what);
// A wrong name, as it is said.
std::string shown(std::string_view name);

void check_size(uint32_t struct_size, size_t least, const std::string& what);

}  // namespace atelier::host
