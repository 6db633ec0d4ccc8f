#include "named_options.hpp"

#include <algorithm>
#include <memory>

#include "resolved_toml.hpp"
#include "toml_reader.hpp"

namespace atelier::host {
namespace {

class Naming {
 public:
  void table(const Written& table, const std::string& prefix, int depth) {
    for (const WrittenEntry& entry : table.entries) {
      // the tables of stages and parts share one name space
      const bool space = depth == 0 && (entry.key == "stage" || entry.key == "part") && entry.value.is_table();
      value(entry.value, space ? "" : prefix + (prefix.empty() ? "" : ".") + toml_key(entry.key), depth + 1);
    }
  }
  std::map<std::string, std::string> take() { return std::move(out_); }

 private:
  void value(const Written& value, const std::string& name, int depth) {
    if (value.is_table()) return table(value, name, depth);
    const auto is_table = [](const Written& item) { return item.is_table(); };
    if (!value.is_list() || std::none_of(value.items.begin(), value.items.end(), is_table)) {
      out_[name] = toml_text(value);
      return;
    }
    for (size_t i = 0; i < value.items.size(); ++i) {
      const Written* label = value.items[i].is_table() ? value.items[i].find("as") : nullptr;
      const std::string which = label && label->is_string() ? label->text : std::to_string(i);
      this->value(value.items[i], name + "[" + which + "]", depth + 1);
    }
  }

  std::map<std::string, std::string> out_;
};

}  // namespace

std::map<std::string, std::string> named_options(std::string_view toml) {
  std::vector<Diagnostic> wrong;
  const std::optional<Written> root = read_toml(toml, std::make_shared<Source>(), wrong);
  Naming naming;
  if (root) naming.table(*root, "", 0);
  return naming.take();
}

}  // namespace atelier::host
