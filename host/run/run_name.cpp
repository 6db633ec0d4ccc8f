#include "run_name.hpp"

#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <ctime>
#include <optional>

namespace atelier::host {
namespace {

constexpr size_t kTimeSize = 15;  // of "20261123-014512"
constexpr size_t kLongestSlug = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hexadecimal(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

// Whether `text` begins as the pattern says: 'd' stands for a digit.
bool begins_as(std::string_view text, std::string_view pattern) {
  return text.size() >= pattern.size() && std::equal(pattern.begin(), pattern.end(), text.begin(),
                                                     [](char p, char c) { return p == 'd' ? is_digit(c) : p == c; });
}

bool ends_by_chance(std::string_view name) {
  return name.size() > 5 && name[name.size() - 5] == '-' && std::all_of(name.end() - 4, name.end(), is_hexadecimal);
}

std::string time_text(int64_t seconds) { return fmt::format("{:%Y%m%d-%H%M%S}", fmt::gmtime(seconds)); }

// Seconds since 1970 of a name that begins with a time that there is.
std::optional<int64_t> time_of(std::string_view name) {
  if (!begins_as(name, "dddddddd-dddddd-") || !ends_by_chance(name)) return std::nullopt;
  const auto number = [&](size_t at, size_t digits) {
    int value = 0;
    for (const char c : name.substr(at, digits)) value = 10 * value + (c - '0');
    return value;
  };
  std::tm parts{};
  parts.tm_year = number(0, 4) - 1900;
  parts.tm_mon = number(4, 2) - 1;
  parts.tm_mday = number(6, 2);
  parts.tm_hour = number(9, 2);
  parts.tm_min = number(11, 2);
  parts.tm_sec = number(13, 2);
  const int64_t seconds = ::timegm(&parts);
  if (time_text(seconds) != name.substr(0, kTimeSize)) return std::nullopt;  // of a 31st of February
  return seconds;
}

}  // namespace

std::string slug(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital || (c >= 'a' && c <= 'z') || is_digit(c))
      out += capital ? static_cast<char>(c - 'A' + 'a') : c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
    if (out.size() == kLongestSlug) break;
  }
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? "run" : out;
}

std::string run_name(int64_t now, const std::vector<std::string>& there, std::string_view workflow, uint32_t chance) {
  int64_t seconds = now / 1'000'000'000;
  for (const std::string& name : there)
    if (const std::optional<int64_t> time = time_of(name)) seconds = std::max(seconds, *time + 1);
  return fmt::format("{}-{}-{:04x}", time_text(seconds), slug(workflow), chance & 0xffffu);
}

bool is_ahead(std::string_view name, int64_t now) {
  constexpr int64_t kHour = 3600;
  const std::optional<int64_t> time = time_of(name);
  return time && *time > now / 1'000'000'000 + kHour;
}

bool is_run_name(std::string_view name) {
  const bool earlier = name.size() == 18 && begins_as(name, "dddddddd-dddd-") && ends_by_chance(name);
  return earlier || (time_of(name) && name.size() > kTimeSize + 6);
}

}  // namespace atelier::host
