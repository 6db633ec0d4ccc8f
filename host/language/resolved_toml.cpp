#include "resolved_toml.hpp"

#include <atelier/param.h>

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "differs.hpp"
#include "reference.hpp"
#include "run_table.hpp"
#include "words/number_text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

// A text in which `${` means itself.
std::string spliceless(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "${") == 0) out += '$';
    out += text[i];
  }
  return out;
}

// A text that means itself, also where `@` and `${` mean more.
std::string escaped(std::string_view text) { return (text.substr(0, 1) == "@" ? "@" : "") + spliceless(text); }

// Code points of a value that is not the answer.
constexpr size_t kLongestShown = 80;

class Writer {
 public:
  explicit Writer(const ResolvedWorkflow& workflow, TomlView view = {}, bool brief = false)
      : workflow_(workflow), view_(std::move(view)), brief_(brief) {}

  std::string write() {
    if (!view_.only.empty()) return write_table();
    out_ = "# Resolved from " + printable(workflow_.file.string()) + ": every value with its origin.\natelier = 1\n";
    if (!workflow_.name.empty()) out_ += "name = " + toml_string(escaped(workflow_.name)) + "\n";
    if (!workflow_.doc.empty()) out_ += "doc = " + toml_string(escaped(workflow_.doc)) + "\n";
    write_run();
    for (size_t i = 0; i < workflow_.nodes.size(); ++i) {
      const Node& node = workflow_.nodes[i];
      if (node.in_slot) continue;
      out_ += '\n';
      write_node((node.stage ? "stage." : "part.") + node.name, node);
    }
    for (const Gate& gate : workflow_.gates) {
      out_ += "\n[check." + gate.name + "]\nthat = " + toml_string(spliceless(gate.that)) + comment(gate.origin) + "\n";
      if (!gate.doc.empty()) out_ += "doc = " + toml_string(escaped(gate.doc)) + "\n";
    }
    return std::move(out_);
  }

  std::string text(const ResolvedValue& value) const {
    if (value.is_wire()) {
      const Node& node = workflow_.nodes[value.wire.node];
      if (opens_table(value)) return brief_ ? toml_string(node.component->id) : inline_table(node);
      return toml_string("@" + node.name + (value.wire.port.empty() ? "" : "." + value.wire.port));
    }
    switch (value.type) {
      case ATELIER_TYPE_BOOL:
        return value.integer ? "true" : "false";
      case ATELIER_TYPE_INT:
        return std::to_string(value.integer);
      case ATELIER_TYPE_FLOAT:
      case ATELIER_TYPE_DURATION:
        return brief_ ? fmt::format("{}", value.real) : float_text(value.real);
      case ATELIER_TYPE_LIST: {
        std::string out = "[";
        for (size_t i = 0; i < value.items.size(); ++i) out += (i ? ", " : "") + text(value.items[i]);
        return out + "]";
      }
      case ATELIER_TYPE_TABLE: {
        std::string out;
        for (size_t k = 0; k + 1 < value.items.size(); k += 2)
          out += (k ? ", " : " ") + toml_key(value.items[k].text) + " = " + text(value.items[k + 1]);
        return out.empty() ? "{}" : "{" + out + " }";
      }
      default:
        return toml_string(escaped(value.text));
    }
  }

 private:
  std::string write_table() {
    if (view_.only == "run") write_run();
    if (view_.only == "params") {
      out_ = "[params]\n";
      for (const ParameterValue& parameter : workflow_.params)
        out_ += parameter.name + " = " + written_toml(parameter.value) + comment(parameter_origin(parameter)) + "\n";
    }
    for (const Node& node : workflow_.nodes)
      if (node.name == view_.only)
        write_node((node.owner < 0 ? "" : workflow_.nodes[node.owner].stage ? "stage." : "part.") + node.name, node);
    return std::move(out_);
  }

  void write_run() {
    const std::string before = out_.empty() ? "[run]\n" : "\n[run]\n";
    const size_t length = out_.size();
    out_ += before;
    values("run", run_table(), workflow_.run);
    if (view_.changed && out_.size() == length + before.size()) out_.resize(length);
  }

  void write_node(const std::string& path, const Node& node) {
    out_ += "[" + path + "]\n";
    body(path, node);
  }

  // As comments, one line.
  std::string comment(const Origin& origin) const {
    std::string out = "  # " + origin_words(origin);
    if (!view_.history) return out;
    if (origin.through) out += ", by " + printable(origin.through->text) + place(*origin.through);
    for (const Written* under : layers_under(origin))
      out += ", over " + one_line(written_toml(*under), kLongestShown) + " of " + origin_words(under->origin());
    return out;
  }

  static std::string place(const Written& reference) {
    const Position& at = reference.at;
    if (reference.is_default()) return ", the default of " + at.file;
    return " at " + printable(at.file) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  }

  bool is_left_out(const ComponentInfo& component, size_t param, const ResolvedValue& value) const {
    return view_.changed && !differs_from_default(workflow_, component, component.params[param], value);
  }

  bool opens_table(const ResolvedValue& value) const {
    return value.is_wire() && workflow_.nodes[value.wire.node].in_slot;
  }
  bool opens_tables(const ResolvedValue& list) const {
    return !list.items.empty() &&
           std::all_of(list.items.begin(), list.items.end(), [&](const auto& item) { return opens_table(item); });
  }

  // Of a table with keys of the user's own: key, value, key, value, …
  static bool opens_keys(const ResolvedValue& value) {
    return value.type == ATELIER_TYPE_TABLE && !value.items.empty();
  }

  void body(const std::string& path, const Node& node) {
    out_ += "use = " + toml_string(node.component->id) + use_comment(node) + "\n";
    if (!node.label.empty()) out_ += "as = " + toml_string(node.label) + "\n";
    if (!node.doc.empty()) out_ += "doc = " + toml_string(escaped(node.doc)) + "\n";
    if (!node.after.empty()) {
      out_ += "after = [";
      for (size_t i = 0; i < node.after.size(); ++i)
        out_ += (i ? ", " : "") + toml_string(workflow_.nodes[node.after[i]].name);
      out_ += "]\n";
    }
    values(path, *node.component, node.values);
  }

  std::string use_comment(const Node& node) const {
    return comment(view_.history || view_.changed ? node.use : Origin{.at = node.use_at});
  }

  // Plain values first: what follows a sub-table's header belongs to that.
  void values(const std::string& path, const ComponentInfo& component, const std::vector<ResolvedValue>& all) {
    for (size_t i = 0; i < all.size(); ++i) {
      const std::string& name = component.params[i].name;
      if (opens_table(all[i]) || opens_tables(all[i]) || opens_keys(all[i])) continue;
      if (is_left_out(component, i, all[i])) continue;
      if (all[i].type == ATELIER_TYPE_NONE)
        out_ += "# " + name + ": not given\n";
      else
        out_ += name + " = " + text(all[i]) + comment(all[i].origin) + "\n";
    }
    for (size_t i = 0; i < all.size(); ++i) {
      const std::string below = path + "." + component.params[i].name;
      if (is_left_out(component, i, all[i])) continue;
      if (opens_table(all[i])) {
        out_ += "\n[" + below + "]" + comment(all[i].origin) + "\n";
        body(below, workflow_.nodes[all[i].wire.node]);
      } else if (opens_keys(all[i])) {
        out_ += "\n[" + below + "]" + comment(all[i].origin) + "\n";
        for (size_t k = 0; k + 1 < all[i].items.size(); k += 2) {
          const ResolvedValue& value = all[i].items[k + 1];
          out_ += toml_key(all[i].items[k].text) + " = " + text(value) + comment(value.origin) + "\n";
        }
      } else if (opens_tables(all[i])) {
        for (const ResolvedValue& item : all[i].items) {
          out_ += "\n[[" + below + "]]" + comment(item.origin) + "\n";
          body(below, workflow_.nodes[item.wire.node]);
        }
      }
    }
  }

  // For lists that hold references and slots side by side.
  std::string inline_table(const Node& node) const {
    std::string out = "{ use = " + toml_string(node.component->id);
    if (!node.label.empty()) out += ", as = " + toml_string(node.label);
    for (size_t i = 0; i < node.values.size(); ++i)
      if (node.values[i].type != ATELIER_TYPE_NONE && !is_left_out(*node.component, i, node.values[i]))
        out += ", " + node.component->params[i].name + " = " + text(node.values[i]);
    return out + " }";
  }

  const ResolvedWorkflow& workflow_;
  TomlView view_;
  bool brief_;
  std::string out_;
};

}  // namespace

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\u{:04X}", byte);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string toml_key(std::string_view key) {
  constexpr std::string_view kBare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  const bool bare = !key.empty() && key.find_first_not_of(kBare) == std::string_view::npos;
  return bare ? std::string(key) : toml_string(key);
}

std::string toml_text(const Written& value) {
  std::string out;
  if (value.is_string()) return toml_string(value.text);
  if (value.is_list()) {
    for (const Written& item : value.items) out += (out.empty() ? "" : ", ") + toml_text(item);
    return "[" + out + "]";
  }
  if (!value.is_table()) return unquoted(value);
  for (const WrittenEntry& entry : value.entries)
    out += (out.empty() ? " " : ", ") + toml_key(entry.key) + " = " + toml_text(entry.value);
  return out.empty() ? "{}" : "{" + out + " }";
}

std::string brief_toml(const ResolvedWorkflow& workflow, const ResolvedValue& value) {
  return value.type == ATELIER_TYPE_NONE && !value.is_wire() ? "" : Writer(workflow, {}, true).text(value);
}

std::string toml_value(const ResolvedWorkflow& workflow, const ResolvedValue& value) {
  return Writer(workflow).text(value);
}

std::string write_resolved_toml(const ResolvedWorkflow& workflow) { return Writer(workflow).write(); }

std::string write_resolved_toml(const ResolvedWorkflow& workflow, const TomlView& view) {
  return Writer(workflow, view).write();
}

std::string origin_words(const Origin& origin) {
  if (origin.kind == LayerKind::kDefault) return "default" + (origin.at.file.empty() ? "" : " of " + origin.at.file);
  if (origin.kind == LayerKind::kSet) return printable(origin.at.file);
  return (origin.layer.empty() ? "" : printable(origin.layer) + ": ") + printable(origin.at.file) + ":" +
         std::to_string(origin.at.line) + ":" + std::to_string(origin.at.column);
}

std::string written_toml(const Written& value) {
  if (value.is_string()) return toml_string(value.literal ? escaped(value.text) : value.text);
  std::string out;
  for (const Written& item : value.items) out += (out.empty() ? "" : ", ") + written_toml(item);
  for (const WrittenEntry& entry : value.entries)
    out += (out.empty() ? " " : ", ") + toml_key(entry.key) + " = " + written_toml(entry.value);
  if (value.is_list()) return "[" + out + "]";
  if (value.is_table()) return out.empty() ? "{}" : "{" + out + " }";
  return unquoted(value);
}

std::vector<const Written*> layers_under(const Origin& origin) {
  std::vector<const Written*> out;
  for (const Written* value = origin.under.get(); value; value = value->under.get()) out.push_back(value);
  return out;
}

Origin parameter_origin(const ParameterValue& parameter) {
  Origin out = parameter.value.origin();
  if (!reference_in(parameter.written)) return out;
  out.through = std::make_shared<const Written>(parameter.written);
  out.under = parameter.written.under;
  return out;
}

}  // namespace atelier::host
