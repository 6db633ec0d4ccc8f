#include "toml_names.hpp"

#include "words/utf8.hpp"

namespace atelier::host {
namespace {

using Kind = TomlNames::Kind;
using Node = TomlNames::Node;

constexpr size_t kShown = 80;

std::string shown(const TomlKey& key, size_t parts) {
  return one_line(dotted(TomlKey(key.begin(), key.begin() + static_cast<std::ptrdiff_t>(parts))), kShown);
}

Stretch whole(const TomlKey& key) { return {key.front().at.begin, key.back().at.end}; }

Mistake twice(std::string message, Stretch at, const Node& first, std::string help) {
  return {.code = "E109",
          .message = std::move(message),
          .at = at,
          .label = help.empty() ? "" : "again here",
          .help = std::move(help),
          .other = first.at,
          .other_label = "the first is here"};
}

// Of a key that leads through something that is no open table.
Mistake closed(const TomlKey& key, size_t part, const Node& node) {
  const std::string name = "`" + shown(key, part + 1) + "`";
  const bool is_inline = node.kind == Kind::kInline;
  return {.code = "E109",
          .message = name + (is_inline ? " is complete: nothing can be added to a table in braces"
                                       : " has a value already: it cannot be a table as well"),
          .at = whole(key),
          .help = is_inline ? "write the key into the braces, or write all of it as a table of its own" : "",
          .other = node.at,
          .other_label = "it is written here"};
}

// Of `b.c = 1` where [a.b] is a table.
Mistake has_header(const std::string& header, const TomlKey& key, size_t part, const Node& node) {
  return {.code = "E109",
          .message = "`" + (header.empty() ? "" : header + ".") + shown(key, part + 1) +
                     "` is a table with a header: its keys stand under that",
          .at = whole(key),
          .help = "write `" + dotted(TomlKey(key.begin() + static_cast<std::ptrdiff_t>(part) + 1, key.end())) +
                  " = …` there",
          .other = node.at,
          .other_label = "the table is here"};
}

Node& add(Node& table, const TomlKeyPart& part, Kind kind) {
  std::unique_ptr<Node>& slot = table.below[part.name];
  slot = std::make_unique<Node>();
  slot->kind = kind;
  slot->at = part.at;
  return *slot;
}

Node* find(Node& table, const std::string& name) {
  const auto found = table.below.find(name);
  return found == table.below.end() ? nullptr : found->second.get();
}

}  // namespace

std::string dotted(const TomlKey& key) {
  std::string out;
  for (const TomlKeyPart& part : key) out += (out.empty() ? "" : ".") + part.name;
  return out;
}

TomlNames::Node* TomlNames::open(const TomlKey& key, bool list, std::vector<Mistake>& mistakes) {
  Node* table = &root_;
  for (size_t i = 0; i + 1 < key.size(); ++i) {
    Node* next = find(*table, key[i].name);
    if (next && (next->kind == Kind::kValue || next->kind == Kind::kInline)) {
      mistakes.push_back(closed(key, i, *next));
      return nullptr;
    }
    table = next ? next : &add(*table, key[i], Kind::kImplied);
  }
  Node* last = find(*table, key.back().name);
  if (!last) last = &add(*table, key.back(), list ? Kind::kTables : Kind::kImplied);
  const std::string name = shown(key, key.size());
  if (list ? last->kind == Kind::kTables : last->kind == Kind::kImplied) {
    last->at = whole(key);
    last->kind = list ? Kind::kTables : Kind::kHeader;
    if (list) last->below.clear();
    return last;
  }
  if (last->kind == Kind::kValue || last->kind == Kind::kInline) {
    mistakes.push_back(closed(key, key.size() - 1, *last));
  } else if (!list && last->kind == Kind::kHeader) {
    mistakes.push_back(twice("the table `" + name + "` is there twice", whole(key), *last,
                             "put all its keys under one header, or give one of the two another name"));
  } else if (last->kind == Kind::kDotted) {
    mistakes.push_back(twice("the table `" + name + "` is there already, from a key with dots", whole(key), *last,
                             "write its keys all with dots, or all under this header"));
  } else {
    mistakes.push_back(
        twice("`" + name + "` cannot be both a table, [" + name + "], and a list of tables, [[" + name + "]]",
              whole(key), *last, ""));
  }
  return nullptr;
}

TomlNames::Node* TomlNames::define(Node& table, const std::string& header, const TomlKey& key,
                                   std::vector<Mistake>& mistakes) {
  Node* at = &table;
  for (size_t i = 0; i + 1 < key.size(); ++i) {
    Node* next = find(*at, key[i].name);
    if (next && next->kind != Kind::kDotted) {
      const bool value = next->kind == Kind::kValue || next->kind == Kind::kInline;
      mistakes.push_back(value ? closed(key, i, *next) : has_header(header, key, i, *next));
      return nullptr;
    }
    at = next ? next : &add(*at, key[i], Kind::kDotted);
  }
  if (const Node* first = find(*at, key.back().name)) {
    const bool table_there = first->kind != Kind::kValue && first->kind != Kind::kInline;
    const std::string name = "`" + shown(key, key.size()) + "`";
    mistakes.push_back(twice(table_there ? name + " is a table already: it cannot have a value as well"
                                         : "the key " + name + " is there twice in one table",
                             whole(key), *first, table_there ? "" : "take one of the two out"));
    return nullptr;
  }
  Node& made = add(*at, key.back(), Kind::kValue);
  made.at = whole(key);
  return &made;
}

}  // namespace atelier::host
