#include "named_options.hpp"

#include <algorithm>
#include <memory>

#include "resolved_toml.hpp"
#include "toml_reader.hpp"
#include "words/number_text.hpp"

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
      out_[name] = text(value);
      return;
    }
    for (size_t i = 0; i < value.items.size(); ++i) {
      const Written* label = value.items[i].is_table() ? value.items[i].find("as") : nullptr;
      const std::string which = label && label->is_string() ? label->text : std::to_string(i);
      this->value(value.items[i], name + "[" + which + "]", depth + 1);
    }
  }
  static std::string text(const Written& value) {
    switch (value.kind) {
      case Written::Kind::kBool:
        return value.boolean ? "true" : "false";
      case Written::Kind::kInt:
        return std::to_string(value.integer);
      case Written::Kind::kFloat:
        return float_text(value.real);
      case Written::Kind::kString:
        return toml_string(value.text);
      case Written::Kind::kList: {
        std::string out;
        for (const Written& item : value.items) out += (out.empty() ? "" : ", ") + text(item);
        return "[" + out + "]";
      }
      default:
        return value.text;
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
