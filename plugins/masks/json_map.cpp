#include "json_map.hpp"

#include <atelier/cpp/core.hpp>
#include <nlohmann/json.hpp>

namespace atelier::masks {
namespace {

std::string quoted(std::string_view text) {
  return nlohmann::json(std::string(text)).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

}  // namespace

void JsonMap::add(std::string_view key, uint64_t number) { add_member(key, std::to_string(number)); }
void JsonMap::add(std::string_view key, std::string_view value) { add_member(key, quoted(value)); }

std::string JsonMap::text() const { return members_.empty() ? "{}" : atelier::text("{", members_, "\n}"); }

void JsonMap::add_member(std::string_view key, const std::string& json) {
  members_ += atelier::text(members_.empty() ? "\n  " : ",\n  ", quoted(key), ": ", json);
}

}  // namespace atelier::masks
