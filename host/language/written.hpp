// Values as they were written: a tree of TOML values in which each remembers its text, its place and its layer.
//
// Made by read_toml, laid over one another by the layers, read by the resolver.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "words/position.hpp"

namespace atelier::host {

// What kind of text a layer is: a file (or a profile in it), one `--set`, the default that a component has for a
// parameter.
enum class LayerKind { kFile, kSet, kDefault };

struct Written;

// Where a value of a workflow came from.
struct Origin {
  std::string layer = {};  // "default", "include", "file", "profile smoke", "--set"
  Position at = {};
  LayerKind kind = LayerKind::kFile;
  std::shared_ptr<const Written> through = {};  // the reference that it was given by; null when it stands there itself
  std::shared_ptr<const Written> under = {};    // what it was laid over, or null: Written::under
};

// A text that values are read from: a workflow, an included file, one `--set`, a component's default.
struct Source {
  std::string name;              // Position::file
  std::string layer;             // Origin::layer
  std::filesystem::path folder;  // absolute; what relative paths in it start from
  int rank = 0;                  // in the order of reading
  LayerKind kind = LayerKind::kFile;
};

struct WrittenEntry;

struct Written {
  enum class Kind { kBool, kInt, kFloat, kString, kDate, kList, kTable };

  Kind kind = Kind::kTable;
  bool boolean = false;
  int64_t integer = 0;
  double real = 0;
  std::string text;                   // string; date, as it was written
  bool literal = false;               // the string is final: `@` and `${` in it mean nothing
  bool laid_over = false;             // the string was written bare; a layer opened it, to lay keys over what it means
  std::vector<Written> items;         // list
  std::vector<WrittenEntry> entries;  // table, in the order of writing
  std::vector<WrittenEntry> dropped;  // table: what a layer below gave, when a layer above changed its `use`
  Position at;                        // of a table: its header or its key
  std::shared_ptr<const Source> source;
  std::shared_ptr<const Written> under;  // the value of a lower layer that this one replaced, which has one of its own

  bool is_table() const { return kind == Kind::kTable; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_string() const { return kind == Kind::kString; }
  const WrittenEntry* entry(std::string_view key) const;
  const Written* find(std::string_view key) const;
  Written* find(std::string_view key);
  // Replaces or appends.
  Written& set(std::string key, const Position& key_at, Written value);
  // The same for the value of a higher layer: it remembers what it replaces.
  Written& lay(std::string key, const Position& key_at, Written value);
  void erase(std::string_view key);
  std::vector<std::string> keys() const;
  // The items of a list; of anything else, itself.
  std::vector<Written> as_list() const;
  bool is_default() const { return source && source->kind == LayerKind::kDefault; }
  Origin origin() const { return source ? Origin{source->layer, at, source->kind, {}, under} : Origin{"", at}; }
};

struct WrittenEntry {
  std::string key;
  Position key_at;
  Written value;
};

// Puts the value of a higher layer in the place of `below`, which it remembers.
void lay_on(Written& below, Written above);

// A table with nothing in it.
Written empty_at(const Position& at, const std::shared_ptr<const Source>& source);
// A table { use = … } in place of a bare string, which is marked as laid over.
Written as_slot_table(const Written& bare);
// A table { that = … } in place of a check that is written as its condition alone; what is no string, as it is.
Written as_check_table(const Written& check);

// So much of a text as a message shows, then "…".
std::string clipped(std::string_view text);
// "true", "3", "1.5": a single value that needs no quotes; "" for any other.
std::string unquoted(const Written& value);
// "64, 64" of "(64, 64)", what other languages write for a list.
std::string_view without_parentheses(std::string_view text);
// "write it in quotes: \"3\"", the help where a text is wanted; "" when it is no such value.
std::string help_in_quotes(const Written& value);
// "the string \"abc\"", "the int 3", "a table": what was written, for messages.
std::string describe(const Written& value);
// "string", "int", "list", …
const char* kind_word(Written::Kind kind);

}  // namespace atelier::host
