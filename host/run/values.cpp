#include "values.hpp"

#include <atelier/param.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <filesystem>

#include "plugins/interface_check.hpp"

namespace atelier::host {
namespace {

template <class... Args>
[[noreturn]] void bad(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ATELIER_E_INVALID, fmt::format(format, std::forward<Args>(args)...));
}

// Whether an output of type `given` may feed a parameter of type `wanted`.
bool feeds(uint32_t given, uint32_t wanted) {
  switch (wanted) {
    case ATELIER_TYPE_FLOAT:
    case ATELIER_TYPE_DURATION:
      return given == ATELIER_TYPE_FLOAT || given == ATELIER_TYPE_INT || given == wanted;
    case ATELIER_TYPE_ENUM:
      return given == ATELIER_TYPE_STRING || given == wanted;
    case ATELIER_TYPE_PATH_OUT:
      return given == ATELIER_TYPE_PATH_IN || given == wanted;
    case ATELIER_TYPE_PART:
    case ATELIER_TYPE_PORT:
      return given == ATELIER_TYPE_PART || given == ATELIER_TYPE_PORT;
    default:
      return given == wanted;
  }
}

bool is_number(uint32_t type) {
  return type == ATELIER_TYPE_INT || type == ATELIER_TYPE_FLOAT || type == ATELIER_TYPE_DURATION;
}
bool is_text(uint32_t type) {
  return type == ATELIER_TYPE_STRING || type == ATELIER_TYPE_ENUM || type == ATELIER_TYPE_PATH_IN ||
         type == ATELIER_TYPE_PATH_OUT;
}

void check_number(double value, const ParamInfo& p, const std::string& giver, const std::string& taker) {
  const bool low =
      p.has(ATELIER_PARAM_HAS_MIN) && (value < p.min || (p.has(ATELIER_PARAM_ABOVE_MIN) && value == p.min));
  if (low)
    bad("{} gives {}, but {} must be {} {}", giver, value, taker, p.has(ATELIER_PARAM_ABOVE_MIN) ? "above" : "at least",
        p.min);
  if (p.has(ATELIER_PARAM_HAS_MAX) && value > p.max)
    bad("{} gives {}, but {} must be at most {}", giver, value, taker, p.max);
}

void check_text(const std::string& text, const ParamInfo& p, const std::string& giver, const std::string& taker) {
  if (p.type == ATELIER_TYPE_ENUM && std::find(p.choices.begin(), p.choices.end(), text) == p.choices.end())
    bad("{} gives \"{}\", which is no choice of {}", giver, text, taker);
  std::error_code ec;
  if (p.type == ATELIER_TYPE_PATH_IN && !text.empty() && !std::filesystem::exists(text, ec))
    bad("{} gives the path {}, which is not there", giver, text);
}

}  // namespace

atelier_value& ValueStore::add(uint32_t type) {
  atelier_value& v = values_.emplace_back(atelier_value{});
  v.struct_size = sizeof v;
  v.type = type;
  return v;
}

atelier_str ValueStore::keep(std::string text) { return c_str(texts_.emplace_back(std::move(text))); }

const atelier_value* const* ValueStore::keep(std::vector<const atelier_value*> items) {
  return lists_.emplace_back(std::move(items)).data();
}

const atelier_value* from_literal(const ResolvedValue& value, const ParamInfo& param, ValueStore& store) {
  uint32_t type = value.type;
  if (type == ATELIER_TYPE_NONE && param.has(ATELIER_PARAM_LIST)) type = ATELIER_TYPE_LIST;
  if (type == ATELIER_TYPE_NONE && param.has(ATELIER_PARAM_TABLE)) type = ATELIER_TYPE_TABLE;
  atelier_value& v = store.add(type);
  v.integer = value.integer;
  v.real = value.real;
  v.text = c_str(value.text);
  return &v;
}

namespace {

void check_object(const atelier_object& object, const ParamInfo& param, const std::string& giver) {
  if (!object.iface) bad("{} gives an object without an interface", giver);
  if (const std::string why = refuse_interface(param.kind, object.iface); !why.empty())
    bad("{} gives an object of another sort: {}", giver, why);
}

}  // namespace

const atelier_value* from_output(const atelier_value& given, const ParamInfo& param, ValueStore& store,
                                 const std::string& giver, const std::string& taker) {
  if (given.struct_size < ATELIER_VALUE_FLOOR) bad("{} gives a value that was not filled in", giver);
  if (given.type == ATELIER_TYPE_LIST && param.has(ATELIER_PARAM_LIST)) {
    if (given.count < param.min_items || (param.max_items && given.count > param.max_items))
      bad("{} gives {} items, but {} takes {} to {}", giver, given.count, taker, param.min_items, param.max_items);
    ParamInfo one = param;
    one.flags &= ~ATELIER_PARAM_LIST;
    std::vector<const atelier_value*> items;
    for (uint64_t i = 0; i < given.count; ++i) items.push_back(from_output(*given.items[i], one, store, giver, taker));
    atelier_value& list = store.add(ATELIER_TYPE_LIST);
    list.count = items.size();
    list.items = store.keep(std::move(items));
    return &list;
  }
  if (param.has(ATELIER_PARAM_LIST | ATELIER_PARAM_TABLE) || !feeds(given.type, param.type))
    bad("{} does not give what its table promises, and {} cannot take it", giver, taker);
  atelier_value& v = store.add(param.type);
  if (is_number(param.type)) {
    v.integer = given.integer;
    v.real = given.type == ATELIER_TYPE_INT ? static_cast<double>(given.integer) : given.real;
    check_number(v.real, param, giver, taker);
  } else if (is_text(param.type)) {
    std::string text = str(given.text);
    check_text(text, param, giver, taker);
    v.text = store.keep(std::move(text));
  } else {
    if (param.type != ATELIER_TYPE_BOOL) check_object(given.object, param, giver);
    v.integer = given.integer;
    v.object = given.object;
    if (param.type != ATELIER_TYPE_BOOL) v.text = store.keep(str(given.text));
  }
  return &v;
}

}  // namespace atelier::host
