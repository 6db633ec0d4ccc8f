#include "values.hpp"

#include <atelier/param.h>
#include <spdlog/fmt/fmt.h>

#include <atelier/cpp/core.hpp>
#include <atelier/cpp/words.hpp>
#include <filesystem>

#include "language/param_type.hpp"
#include "plugins/interface_check.hpp"

namespace atelier::host {
namespace {

template <class... Args>
[[noreturn]] void bad(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ATELIER_E_INVALID, fmt::format(format, std::forward<Args>(args)...));
}

void check_object(const atelier_object& object, const ParamInfo& param, const std::string& output) {
  if (!object.iface) bad("{} gives an object without an interface", output);
  if (const Result<void> checked = check_interface(param.kind, object.iface); !checked)
    bad("{} gives an object of another sort: {}", output, checked.failure().reason);
}

void check_path(const std::string& path, const std::string& output) {
  std::error_code ec;
  if (!path.empty() && !std::filesystem::exists(path, ec))
    bad("{} gives the path {}, which is not there", output, path);
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

const atelier_value* list_from_output(const atelier_value& given, const ParamInfo& param, ValueStore& store,
                                      const std::string& output, const std::string& option) {
  if (const std::string takes = refuse_count(param, given.count); !takes.empty())
    bad("{} gives {}, but {} {}", output, counted(given.count, "item", "items"), option, takes);
  std::vector<const atelier_value*> items;
  for (uint64_t i = 0; i < given.count; ++i)
    items.push_back(from_output(*given.items[i], single(param), store, output, option));
  atelier_value& list = store.add(ATELIER_TYPE_LIST);
  list.count = items.size();
  list.items = store.keep(std::move(items));
  return &list;
}

}  // namespace

const atelier_value* from_output(const atelier_value& given, const ParamInfo& param, ValueStore& store,
                                 const std::string& output, const std::string& option) {
  if (given.struct_size < ATELIER_VALUE_FLOOR) bad("{} gives a value that was not filled in", output);
  if (given.type == ATELIER_TYPE_LIST && param.has(ATELIER_PARAM_LIST))
    return list_from_output(given, param, store, output, option);
  if (param.has(ATELIER_PARAM_LIST | ATELIER_PARAM_TABLE) || !feeds(given.type, param.type))
    bad("{} does not give what its table promises, and {} cannot take it", output, option);
  atelier_value& v = store.add(param.type);
  switch (param_type(given.type)->carrier) {
    case Carrier::kInteger:
    case Carrier::kReal:
      v.integer = given.integer;
      v.real = given.type == ATELIER_TYPE_INT ? static_cast<double>(given.integer) : given.real;
      if (const std::string must = refuse_number(param, v.real); !must.empty())
        bad("{} gives {}, but {} {}", output, v.real, option, must);
      break;
    case Carrier::kText:
      v.text = store.keep(str(given.text));
      if (param.type == ATELIER_TYPE_PATH_IN) check_path(str(given.text), output);
      break;
    case Carrier::kObject:
      check_object(given.object, param, output);
      v.object = given.object;
      v.text = store.keep(str(given.text));
      break;
  }
  return &v;
}

}  // namespace atelier::host
