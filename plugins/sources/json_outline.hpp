// The outer form of a JSON text: its keys and the kinds of its values, a few levels deep, of a few items of each list.
//
// Made for texts that are cut off or not quite JSON: what cannot be read ends the outline, and what came before counts.
// Bounded in memory and depth whatever the text holds.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sources {

struct JsonOutline {
  enum class Type { kNone, kObject, kList, kText, kOther };

  Type type = Type::kNone;
  bool is_empty = false;  // null, [], {} or ""
  std::string text;       // of a text, its first bytes, escapes as they are; of a number or literal, it
  std::vector<std::pair<std::string, JsonOutline>> members;
  std::vector<JsonOutline> items;

  bool is_object() const { return type == Type::kObject; }
  bool is_list() const { return type == Type::kList; }
  // The member of the key, or an outline of nothing.
  const JsonOutline& operator[](std::string_view key) const;
  bool has(std::string_view key) const { return (*this)[key].type != Type::kNone; }
  // Whether an item, or a member's value, has the key; `filled`: with a value that is not empty.
  bool any_has(std::string_view key, bool filled = false) const;
};

// `more` when other values follow the first one, as in JSON Lines. [any]
JsonOutline outline_of(std::string_view json, bool* more = nullptr);

}  // namespace sources
