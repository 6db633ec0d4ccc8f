// The layout of the ABI as text, and the rule by which it may grow inside a major version.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace layout {

struct Field {
  uint64_t offset = 0;
  uint64_t size = 0;
  std::string type;
  std::string name;
  bool operator==(const Field& o) const {
    return offset == o.offset && size == o.size && type == o.type && name == o.name;
  }
};

struct Struct {
  uint64_t size = 0;
  std::vector<Field> fields;
  // Whoever fills it says how far it reaches, so it may grow at its end. Any other struct is frozen.
  bool may_grow() const { return !fields.empty() && fields[0].name == "struct_size"; }
};

struct Layout {
  std::map<std::string, Struct> structs;
  std::map<std::string, std::string> constants;
};

// Reads lines such as "struct atelier_str 16", "  0 8 const char* data", "constant ATELIER_OK 0", "# header".
inline Layout parse(const std::string& text) {
  Layout out;
  Struct* current = nullptr;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first, name;
    if (line.rfind("struct ", 0) == 0) {
      uint64_t size = 0;
      words >> first >> name >> size;
      current = &out.structs[name];
      current->size = size;
    } else if (line.rfind("constant ", 0) == 0) {
      words >> first >> name;
      std::getline(words >> std::ws, out.constants[name]);
    } else if (line.rfind("  ", 0) == 0 && current) {
      Field field;
      words >> field.offset >> field.size >> std::ws;
      std::string rest;
      std::getline(words, rest);
      const size_t space = rest.rfind(' ');
      field.type = rest.substr(0, space);
      field.name = rest.substr(space + 1);
      current->fields.push_back(field);
    }
  }
  return out;
}

// What is wrong with `now`, given that `before` has been published. Empty: only things were appended.
inline std::vector<std::string> breaches(const Layout& before, const Layout& now) {
  std::vector<std::string> out;
  for (const auto& [name, value] : before.constants) {
    if (name == "ATELIER_ABI_MINOR") continue;  // counts the appends
    const auto found = now.constants.find(name);
    if (found == now.constants.end())
      out.push_back(name + " is gone");
    else if (found->second != value)
      out.push_back(name + " was " + value + " and is " + found->second);
  }
  for (const auto& [name, old] : before.structs) {
    const auto found = now.structs.find(name);
    if (found == now.structs.end()) {
      out.push_back(name + " is gone");
      continue;
    }
    const Struct& fresh = found->second;
    if (fresh.fields.size() < old.fields.size() ||
        !std::equal(old.fields.begin(), old.fields.end(), fresh.fields.begin())) {
      out.push_back(name + ": a published field was moved, retyped, renamed or removed");
      continue;
    }
    if (!old.may_grow() && (fresh.size != old.size || fresh.fields.size() != old.fields.size()))
      out.push_back(name + " is frozen but has grown");
    // struct_size of an old plugin must not reach past a new field: none may lie in what was padding.
    for (size_t i = old.fields.size(); i < fresh.fields.size(); ++i)
      if (fresh.fields[i].offset < old.size)
        out.push_back(name + "." + fresh.fields[i].name +
                      " lies in what was padding; add a `reserved` field before it");
  }
  return out;
}

// "atelier_load_plan" -> "ATELIER_LOAD_PLAN_FLOOR".
inline std::string floor_name(const std::string& structure) {
  std::string out = structure + "_floor";
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::toupper(c); });
  return out;
}

// The number of a constant; 0 when there is none.
inline uint64_t number(const Layout& layout, const std::string& name) {
  const auto found = layout.constants.find(name);
  return found == layout.constants.end() ? 0 : std::strtoull(found->second.c_str(), nullptr, 10);
}

namespace detail {

inline bool grows(const Layout& layout, const std::string& type) {
  const auto found = layout.structs.find(type);
  return found != layout.structs.end() && found->second.may_grow();
}

// "const atelier_event*" -> "atelier_event", or "" for anything but a plain pointer.
inline std::string pointee(std::string type) {
  if (type.empty() || type.back() != '*' || type.find('*') + 1 != type.size()) return "";
  type.pop_back();
  for (const char* word : {"const ", "struct "})
    if (type.rfind(word, 0) == 0) type.erase(0, std::string(word).size());
  return type;
}

inline bool counts(const std::string& name) {
  return name == "count" || (name.size() > 6 && name.compare(name.size() - 6, 6, "_count") == 0);
}

// The words of a function's parameters: {"const atelier_call* call", "void* self"}; none for other types.
inline std::vector<std::string> parameters(const std::string& type) {
  std::vector<std::string> out;
  const size_t at = type.find("(*)(");
  if (at == std::string::npos) return out;
  std::istringstream words(type.substr(at + 4, type.size() - at - 5));
  for (std::string word; std::getline(words, word, ',');) out.push_back(word);
  return out;
}

// A pointer with a count after it is an array by value, whose items must be frozen.
inline void find_arrays(const Layout& layout, const std::string& where, const std::vector<Field>& fields,
                        std::vector<std::string>& out) {
  for (size_t i = 0; i + 1 < fields.size(); ++i)
    if (counts(fields[i + 1].name) && grows(layout, pointee(fields[i].type)))
      out.push_back(where + "." + fields[i].name + ": an array by value of a struct that may grow");
}

inline Field parameter(const std::string& declaration) {
  Field out;
  const size_t at = declaration.find_last_of(" *");
  out.type = declaration.substr(0, declaration[at] == '*' ? at + 1 : at);
  out.name = declaration.substr(at + 1);
  return out;
}

inline void check_functions(const Layout& layout, const std::string& where, const Field& field,
                            std::vector<std::string>& out) {
  std::vector<Field> taken;
  for (const std::string& declaration : parameters(field.type)) {
    taken.push_back(parameter(declaration));
    if (grows(layout, taken.back().type))
      out.push_back(where + "." + field.name + ": takes a struct by value that may grow");
  }
  if (!taken.empty() && grows(layout, field.type.substr(0, field.type.find("(*)("))))
    out.push_back(where + "." + field.name + ": returns a struct by value that may grow");
  find_arrays(layout, where + "." + field.name, taken, out);
}

inline void check_floor(const Layout& layout, const std::string& name, const Struct& s, std::vector<std::string>& out) {
  const std::string constant = floor_name(name);
  if (!layout.constants.count(constant)) {
    out.push_back(name + ": may grow, but there is no " + constant);
    return;
  }
  const uint64_t floor = number(layout, constant);
  const bool ends_a_field =
      std::any_of(s.fields.begin(), s.fields.end(), [&](const Field& f) { return f.offset + f.size == floor; });
  if (!ends_a_field) out.push_back(constant + " is not the end of a field");
  const Field& last = s.fields.back();
  if (number(layout, "ATELIER_ABI_MINOR") == 0 && floor != last.offset + last.size)
    out.push_back(constant + " is not the end of the last field, though this is minor 0");
}

}  // namespace detail

// What makes a layout unfit to grow, whatever came before.
inline std::vector<std::string> weaknesses(const Layout& layout) {
  std::vector<std::string> out;
  static const std::set<std::string> kTypes = {"uint8_t", "uint16_t", "uint32_t", "uint64_t", "int32_t",
                                               "int64_t", "double",   "char[8]",  "char[32]", "char[64]"};
  std::set<std::string> floors;
  for (const auto& [name, s] : layout.structs) {
    uint64_t end = 0;
    for (const Field& field : s.fields) {
      if (field.offset != end) out.push_back(name + "." + field.name + ": there is padding before it");
      end = field.offset + field.size;
      if (field.type.find('*') != std::string::npos) {
        detail::check_functions(layout, name, field, out);
        continue;
      }
      if (kTypes.count(field.type)) continue;
      if (!layout.structs.count(field.type))
        out.push_back(name + "." + field.name + ": type " + field.type + " has no fixed width");
      else if (detail::grows(layout, field.type))
        out.push_back(name + "." + field.name + ": holds a struct by value that may grow");
    }
    if (end != s.size) out.push_back(name + ": there is padding at its end");
    detail::find_arrays(layout, name, s.fields, out);
    if (s.may_grow()) {
      detail::check_floor(layout, name, s, out);
      floors.insert(floor_name(name));
    }
  }
  for (const auto& [name, value] : layout.constants)
    if (name.size() > 6 && name.compare(name.size() - 6, 6, "_FLOOR") == 0 && !floors.count(name))
      out.push_back(name + " belongs to no struct that may grow");
  return out;
}

}  // namespace layout
