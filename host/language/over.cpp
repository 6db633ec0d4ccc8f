#include "over.hpp"

#include <atelier/cpp/suggest.hpp>

#include "matrix.hpp"
#include "meant_list.hpp"
#include "run_table.hpp"
#include "toml_reader.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

// What stands between the commas of "[a, [b, c], d]", those within brackets and quotes left alone.
std::vector<std::string> items_of(const std::string& list) {
  std::vector<std::string> out(1);
  int depth = 0;
  char quote = 0;
  for (const char c : list.substr(1, list.size() - 2)) {
    if (quote)
      quote = c == quote ? 0 : quote;
    else if (c == '"' || c == '\'')
      quote = c;
    depth += quote ? 0 : (c == '[' || c == '{') - (c == ']' || c == '}');
    if (c == ',' && depth == 0 && !quote)
      out.emplace_back();
    else
      out.back() += c;
  }
  for (std::string& item : out) item = trimmed(item);
  if (out.back().empty()) out.pop_back();
  return out;
}

// One of the two may be there.
std::string in_brackets(const std::string& list) {
  return (list.front() == '[' ? "" : "[") + list + (list.back() == ']' ? "" : "]");
}

std::optional<Axis> malformed(const std::string& help, const Position& at, Report& report) {
  report.error("E611", "`--over` takes path=[value, …], such as run.seed=[1, 2, 3]", at).help = help;
  return std::nullopt;
}

std::vector<std::string> names_of(const ComponentInfo& component) {
  std::vector<std::string> out;
  for (const ParamInfo& param : component.params) out.push_back(param.name);
  return out;
}

// A path of one word names a whole table, or lacks what should stand before it.
std::optional<Axis> no_setting(const std::string& name, const Position& at, const std::vector<std::string>& parameters,
                               Report& report) {
  Diagnostic& d = report.error("E611", "`" + name + "` is not the path of a setting", at);
  d.help = "write it as for --set: params.x, run.seed, train.augment[resize].size";
  const std::string run_setting = nearest_name(name, names_of(run_table()));
  const std::string parameter = nearest_name(name, parameters);
  if (!run_setting.empty()) d.label = "write run." + run_setting;
  if (!parameter.empty() && (run_setting != name)) d.label = "write params." + parameter;
  return std::nullopt;
}

std::string help_with_values(const std::string& path, const std::string& list) {
  const std::string numbers = meant_numbers(list);
  return list.empty() ? "" : "write " + path + "=" + (numbers.empty() ? in_brackets(list) : "[" + numbers + "]");
}

}  // namespace

std::optional<Axis> parse_over(const std::string& text, const std::filesystem::path& directory,
                               const std::vector<std::string>& parameters, Report& report) {
  const auto source = report.add_source(flag_name("--over", text), "--over", directory, text, LayerKind::kSet);
  const auto end = static_cast<uint32_t>(count_code_points(text) + 1);
  const Position whole{source->name, 1, 1, 1, std::max(end, 2u)};
  const size_t equals = text.find('=');
  auto path = equals == std::string::npos ? std::nullopt : parse_set_path(trimmed(text.substr(0, equals)), whole);
  if (!path) return malformed("", whole, report);
  if (path->size() < 2) return no_setting((*path)[0].key, whole, parameters, report);
  const std::string list = trimmed(text.substr(equals + 1));
  SetOption one{.path = std::move(*path), .source = source};
  Axis axis{path_text(one), whole, {}};
  const auto column = static_cast<uint32_t>(count_code_points(text.substr(0, text.find(list, equals + 1))) + 1);
  const Position values{source->name, 1, column, 1, std::max(end, column + 1)};
  if (list.size() < 2 || list.front() != '[' || list.back() != ']')
    return malformed(help_with_values(axis.path, list), values, report);
  std::vector<Diagnostic> ignored;
  if (const auto read = read_toml_value(list, column, source, ignored)) {
    for (const Written& item : read->items) {
      one.given = item;
      axis.values.push_back({"", {one}, item.at});
    }
  } else {
    for (std::string& item : items_of(list)) {
      if (item.empty()) return malformed("a value is missing between two commas", values, report);
      one.given = read_toml_value(item, column, source, ignored);
      one.value = one.given ? "" : std::move(item);
      one.column = column;
      axis.values.push_back({"", {one}, values});
    }
  }
  if (axis.values.empty()) return malformed("give it at least one value", values, report);
  return axis;
}

}  // namespace atelier::host
