#include "written.hpp"

#include <algorithm>

#include "words/number_text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {

const WrittenEntry* Written::entry(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const WrittenEntry& e) { return e.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

const Written* Written::find(std::string_view key) const {
  const WrittenEntry* found = entry(key);
  return found ? &found->value : nullptr;
}

Written* Written::find(std::string_view key) {
  return const_cast<Written*>(static_cast<const Written*>(this)->find(key));
}

Written& Written::set(std::string key, const Position& key_at, Written value) {
  for (WrittenEntry& e : entries)
    if (e.key == key) {
      e.key_at = key_at;
      return e.value = std::move(value);
    }
  return entries.emplace_back(WrittenEntry{std::move(key), key_at, std::move(value)}).value;
}

Written& Written::lay(std::string key, const Position& key_at, Written value) {
  if (Written* below = find(key)) {
    Written laid = std::move(*below);
    lay_on(laid, std::move(value));
    value = std::move(laid);
  }
  return set(std::move(key), key_at, std::move(value));
}

void Written::erase(std::string_view key) {
  std::erase_if(entries, [&](const WrittenEntry& e) { return e.key == key; });
}

std::vector<std::string> Written::keys() const {
  std::vector<std::string> out;
  for (const WrittenEntry& e : entries) out.push_back(e.key);
  return out;
}

std::vector<Written> Written::as_list() const { return is_list() ? items : std::vector<Written>{*this}; }

namespace {

using Under = std::shared_ptr<const Written>;

// So many layers are remembered of one value.
constexpr int kMostLayers = 64;

// `last` below the lowest of `first`.
Under chained(const Under& first, Under last, int room) {
  if (!first) return last;
  auto copy = std::make_shared<Written>(*first);
  copy->under = room > 0 ? chained(first->under, std::move(last), room - 1) : nullptr;
  return copy;
}

}  // namespace

void lay_on(Written& below, Written above) {
  above.under = chained(above.under, std::make_shared<const Written>(std::move(below)), kMostLayers);
  int layers = 0;
  for (const Written* value = above.under.get(); value; value = value->under.get()) ++layers;
  if (layers > kMostLayers) above.under = chained(above.under, nullptr, kMostLayers - 2);
  below = std::move(above);
}

Written empty_at(const Position& at, const std::shared_ptr<const Source>& source) {
  Written table;
  table.at = at;
  table.source = source;
  return table;
}

Written as_slot_table(const Written& bare) {
  Written table = empty_at(bare.at, bare.source);
  table.set("use", bare.at, bare).laid_over = true;
  return table;
}

Written as_check_table(const Written& check) {
  if (!check.is_string()) return check;
  Written table = empty_at(check.at, check.source);
  table.set("that", check.at, check);
  return table;
}

const char* kind_word(Written::Kind kind) {
  constexpr const char* kWords[] = {"bool", "int", "float", "string", "date or time", "list", "table"};
  return kWords[static_cast<size_t>(kind)];
}

std::string clipped(std::string_view text) {
  constexpr size_t kShown = 40;
  const std::u32string points = decode_utf8(text.substr(0, 4 * kShown + 4));
  return points.size() > kShown ? encode_utf8(points.substr(0, kShown)) + "…" : std::string(text);
}

std::string_view without_parentheses(std::string_view text) {
  return text.starts_with('(') && text.ends_with(')') && text.size() > 1 ? text.substr(1, text.size() - 2) : text;
}

std::string unquoted(const Written& value) {
  switch (value.kind) {
    case Written::Kind::kBool:
      return value.boolean ? "true" : "false";
    case Written::Kind::kInt:
      return std::to_string(value.integer);
    case Written::Kind::kFloat:
      return float_text(value.real);
    case Written::Kind::kDate:
      return value.text;
    default:
      return "";
  }
}

std::string help_in_quotes(const Written& value) {
  const std::string text = unquoted(value);
  return text.empty() ? "" : "write it in quotes: \"" + text + "\"";
}

std::string describe(const Written& value) {
  const std::string the = "the " + std::string(kind_word(value.kind)) + " ";
  if (value.is_list() || value.is_table()) return "a " + std::string(kind_word(value.kind));
  if (!value.is_string()) return the + unquoted(value);
  return the + "\"" + clipped(value.text) + "\"";
}

}  // namespace atelier::host
