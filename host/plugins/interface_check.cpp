#include "interface_check.hpp"

#include <atelier/kinds.h>
#include <spdlog/fmt/fmt.h>
#include <atelier/cpp/core.hpp>

#include <cstring>

namespace atelier::host {
namespace {

constexpr uint32_t kLargest = 1 << 16;

const atelier_kind_rule* rule_of(std::string_view kind) {
  uint64_t count = 0;
  const atelier_kind_rule* rules = atelier_kind_rules(&count);
  for (uint64_t i = 0; i < count; ++i)
    if (view(rules[i].kind) == kind) return &rules[i];
  return nullptr;
}

// The kind whose tag an interface bears, for the message.
std::string kind_of_tag(uint32_t tag) {
  uint64_t count = 0;
  const atelier_kind_rule* rules = atelier_kind_rules(&count);
  for (uint64_t i = 0; i < count; ++i)
    if (rules[i].tag == tag) return fmt::format("that of {}", view(rules[i].kind));
  return tag ? fmt::format("{}, which no kind has", tag) : "0";
}

// From the end of the head to the floor of a kind there are only functions.
int missing_function(const void* iface, uint32_t floor) {
  for (uint32_t at = ATELIER_INTERFACE_FLOOR; at < floor; at += sizeof(void*)) {
    const void* function = nullptr;
    std::memcpy(&function, static_cast<const char*>(iface) + at, sizeof function);
    if (!function) return static_cast<int>((at - ATELIER_INTERFACE_FLOOR) / sizeof(void*)) + 1;
  }
  return 0;
}

}  // namespace

Result<void> check_interface(std::string_view kind, const void* iface) {
  const auto& head = *static_cast<const atelier_interface*>(iface);
  const atelier_kind_rule* rule = rule_of(kind);
  const uint32_t least = rule ? rule->floor : ATELIER_INTERFACE_FLOOR;
  if (head.struct_size < least)
    return Failure{
        fmt::format("its interface has struct_size {}, where {} needs at least {}", head.struct_size, kind, least)};
  if (head.struct_size > kLargest)
    return Failure{
        fmt::format("its interface has struct_size {}, where at most {} makes sense", head.struct_size, kLargest)};
  if (!rule) return {};
  if (head.tag != rule->tag)
    return Failure{
        fmt::format("it says that it is of kind {}, but the tag of its interface is {}", kind, kind_of_tag(head.tag))};
  if (const int missing = missing_function(iface, rule->floor))
    return Failure{fmt::format("its interface lacks function {} of {}", missing, kind)};
  return {};
}

}  // namespace atelier::host
