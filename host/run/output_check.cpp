#include "output_check.hpp"

#include <atelier/param.h>
#include <spdlog/fmt/fmt.h>

#include <atelier/cpp/core.hpp>
#include <filesystem>

#include "language/param_type.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;

constexpr uint64_t kMostItems = 1 << 20;

// "" or what is wrong with it; reads well after the output's name.
std::string misfit(const atelier_value& value, uint32_t type) {
  if (value.struct_size < ATELIER_VALUE_FLOOR) return "is a value that was not filled in";
  if (!feeds(value.type, type))
    return fmt::format("has type {}, where its table declares {} (ATELIER_TYPE_*)", value.type, type);
  if (is_object(type)) return value.object.iface ? "" : "is an object without an interface";
  if (!is_text(type)) return "";
  if (value.text.size && !value.text.data) return "is no proper text";
  const std::string path = str(value.text);
  if (type != ATELIER_TYPE_PATH_IN || path.empty()) return "";
  std::error_code ec;
  return std::filesystem::exists(path, ec) ? "" : fmt::format("is {}, which is not there", path);
}

std::string misfit(const atelier_value& value, const OutputInfo& output) {
  if (!(output.flags & ATELIER_PARAM_LIST)) return misfit(value, output.type);
  if (value.struct_size < ATELIER_VALUE_FLOOR || value.type != ATELIER_TYPE_LIST) return "is no list, as declared";
  if (value.count > kMostItems || (value.count && !value.items)) return "is a list without its items";
  for (uint64_t i = 0; i < value.count; ++i) {
    const std::string why = value.items[i] ? misfit(*value.items[i], output.type) : "is missing";
    if (!why.empty()) return fmt::format("has an item {} that {}", i, why);
  }
  return "";
}

// A number or text, or a list of them.
json plain(const atelier_value& value, uint32_t type) {
  if (value.type == ATELIER_TYPE_LIST) {
    json items = json::array();
    for (uint64_t i = 0; i < value.count; ++i) items.push_back(plain(*value.items[i], type));
    return items;
  }
  if (is_text(type)) return str(value.text);
  return value.type == ATELIER_TYPE_FLOAT || value.type == ATELIER_TYPE_DURATION ? json(value.real)
                                                                                 : json(value.integer);
}

}  // namespace

std::map<std::string, json> check_outputs(const ComponentInfo& component, const atelier_stage_v1& stage, CallHost& call,
                                          void* opened) {
  std::map<std::string, json> values;
  for (const OutputInfo& output : component.outputs) {
    const std::string what = fmt::format("output `{}` of `{}`", output.name, component.id);
    atelier_value value = blank<atelier_value>();
    const int32_t status = stage.output(call.raw(), opened, c_str(output.name), &value);
    const std::string reported = call.take_failure().value_or(status_words(status));
    if (status == ATELIER_E_INVALID) continue;
    if (status != ATELIER_OK) throw Error(status, fmt::format("{} cannot be had: {}", what, reported));
    if (const std::string why = misfit(value, output); !why.empty())
      throw Error(ATELIER_E_DATA, fmt::format("{} {}", what, why));
    if (value.type == ATELIER_TYPE_INT) call.note_number(output.name, static_cast<double>(value.integer));
    if (value.type == ATELIER_TYPE_FLOAT) call.note_number(output.name, value.real);
    if (!is_object(output.type) && output.type != ATELIER_TYPE_PATH_IN) values[output.name] = plain(value, output.type);
  }
  return values;
}

}  // namespace atelier::host
