#include "named_options.hpp"

#include <algorithm>
#include <functional>
#include <memory>

#include "resolved_toml.hpp"
#include "toml_reader.hpp"

namespace atelier::host {
namespace {

// A value that is no table, where the walk comes by.
struct Walked {
  std::string name;
  const std::string& key;
  const Written& value;
  const Written& table;  // that it stands in
  int depth;             // how many tables that one stands in: 0 of the document's own
};

class Walk {
 public:
  explicit Walk(std::function<void(const Walked&)> visit) : visit_(std::move(visit)) {}

  void table(const Written& table, const std::string& prefix, int depth) {
    for (const WrittenEntry& entry : table.entries) {
      // the tables of stages and parts share one name space
      const bool space = depth == 0 && (entry.key == "stage" || entry.key == "part") && entry.value.is_table();
      const std::string name = space ? "" : prefix + (prefix.empty() ? "" : ".") + toml_key(entry.key);
      value({name, entry.key, entry.value, table, depth});
    }
  }

 private:
  void value(const Walked& at) {
    const Written& value = at.value;
    if (value.is_table()) return table(value, at.name, at.depth + 1);
    const auto is_table = [](const Written& item) { return item.is_table(); };
    if (!value.is_list() || std::none_of(value.items.begin(), value.items.end(), is_table)) return visit_(at);
    for (size_t i = 0; i < value.items.size(); ++i) {
      const Written* label = value.items[i].is_table() ? value.items[i].find("as") : nullptr;
      const std::string which = label && label->is_string() ? label->text : std::to_string(i);
      this->value({at.name + "[" + which + "]", at.key, value.items[i], at.table, at.depth});
    }
  }

  std::function<void(const Walked&)> visit_;
};

// The comments at the ends of lines, by the lines' numbers from 1. resolved.toml has strings of one line alone.
std::vector<std::string> comments_of(std::string_view toml) {
  std::vector<std::string> out = {""};
  bool quoted = false;
  for (size_t at = 0, line = 0; at < toml.size(); ++at) {
    if (toml[at] == '\n') out.emplace_back(), line = at + 1, quoted = false;
    if (quoted && toml[at] == '\\')
      ++at;
    else if (toml[at] == '"')
      quoted = !quoted;
    else if (toml[at] == '#' && !quoted) {
      const size_t end = std::min(toml.find('\n', at), toml.size());
      if (at > line) out.back() = toml.substr(at + 2, end - std::min(end, at + 2));
      at = end - 1;
    }
  }
  return out;
}

bool is_wire(const Written& value) {
  if (value.is_list()) return !value.items.empty() && std::all_of(value.items.begin(), value.items.end(), is_wire);
  return value.is_string() && value.text.starts_with("@") && !value.text.starts_with("@@");
}

}  // namespace

std::map<std::string, std::string> named_options(std::string_view toml) {
  std::vector<Diagnostic> wrong;
  const std::optional<Written> root = read_toml(toml, std::make_shared<Source>(), wrong);
  std::map<std::string, std::string> out;
  if (root) Walk([&](const Walked& at) { out[at.name] = toml_text(at.value); }).table(*root, "", 0);
  return out;
}

std::vector<GivenOption> given_options(std::string_view resolved_toml) {
  std::vector<Diagnostic> wrong;
  const std::optional<Written> root = read_toml(resolved_toml, std::make_shared<Source>(), wrong);
  const std::vector<std::string> comments = comments_of(resolved_toml);
  const auto comment = [&](const Written& value) {
    return value.at.line > 0 && value.at.line <= comments.size() ? comments[value.at.line - 1] : std::string();
  };
  std::vector<GivenOption> out;
  const auto add = [&](const Walked& at) {
    // a slot's component is given where the slot is; that of a stage or a part is what makes it one
    const bool is_use = at.key == "use";
    if ((is_use && at.depth < 3) || at.name.starts_with("check.") || is_wire(at.value)) return;
    const std::string origin = comment(is_use ? at.table : at.value);
    if (origin.empty() || origin == "default" || origin.starts_with("default of ")) return;
    out.push_back({at.name, toml_text(at.value), origin});
  };
  if (root) Walk(add).table(*root, "", 0);
  return out;
}

}  // namespace atelier::host
