// The layout of the ABI as text, and the rule by which it may grow inside a major version.
#pragma once

#include <algorithm>
#include <cstdint>
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

// What makes a layout unfit to grow, whatever came before.
inline std::vector<std::string> weaknesses(const Layout& layout) {
  std::vector<std::string> out;
  static const std::set<std::string> kTypes = {"uint8_t", "uint16_t", "uint32_t", "uint64_t", "int32_t",
                                               "int64_t", "double",   "char[8]",  "char[32]", "char[64]"};
  for (const auto& [name, s] : layout.structs) {
    for (const Field& field : s.fields) {
      if (field.type.find('*') != std::string::npos || kTypes.count(field.type)) continue;
      const auto inner = layout.structs.find(field.type);
      if (inner == layout.structs.end())
        out.push_back(name + "." + field.name + ": type " + field.type + " has no fixed width");
      else if (inner->second.may_grow())
        out.push_back(name + "." + field.name + ": holds a struct by value that may grow");
    }
  }
  return out;
}

}  // namespace layout
