#include "default_value.hpp"

#include <atelier/param.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>

#include "param_type.hpp"
#include "reference.hpp"
#include "run_table.hpp"
#include "toml_reader.hpp"
#include "words/text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr size_t kShown = 80;

std::optional<Written> read(const std::string& component, const ParamInfo& p, const std::filesystem::path& folder,
                            std::vector<Diagnostic>& problems) {
  const auto source = std::make_shared<const Source>(Source{component, "default", folder, 0, LayerKind::kDefault});
  return read_toml_value(p.default_value, 1, source, problems);
}

// A plugin knows no names of a workflow: it can refer to nothing but the settings of the run. What a setting will be is
// not known, but its own default is of its type.
std::string refuse_reference(const ParamInfo& p, const Reference& reference, const std::string& text) {
  std::vector<std::string> settings;
  const ParamInfo* found = nullptr;
  for (const ParamInfo& setting : run_table().params) {
    if (is_object(setting.type)) continue;
    settings.push_back("@run." + setting.name);
    if (reference.table == "run" && reference.port == setting.name) found = &setting;
  }
  const std::string shown = one_line(text, kShown);
  if (!found) {
    const std::string hint = did_you_mean(text, settings);
    return fmt::format("refers to {}; {}", shown,
                       hint.empty() ? "a default can refer only to " + list_names(settings) : hint);
  }
  const auto typed = typed_value(p, *read_default(run_table().id, *found, {}));
  const Misfit* misfit = std::get_if<Misfit>(&typed);
  return misfit && misfit->other_type ? fmt::format("refers to {}, which is {}", shown, type_words(*found)) : "";
}

// ${params.x} would be looked for in the workflow.
bool splices_a_parameter(const std::string& text) {
  const std::vector<TextPiece> pieces = split_splices(text);
  return std::any_of(pieces.begin(), pieces.end(),
                     [](const TextPiece& piece) { return piece.is_splice && !piece.text.starts_with("env."); });
}

std::optional<std::string> part_id(const Written& value) {
  const Written* id = value.is_table() ? value.find("use") : &value;
  return id && id->is_string() ? std::optional(id->text) : std::nullopt;
}

std::string refuse_part(const Written& value) {
  const std::optional<std::string> id = part_id(value);
  if (!id) return "must be a component's id or an inline table with `use`";
  return is_dotted_name(*id, false) ? ""
                                    : fmt::format("names \"{}\", which is no component's id", one_line(*id, kShown));
}

std::string refuse_single(const ParamInfo& p, const Written& value) {
  if (p.type == ATELIER_TYPE_PORT) return "is a wire, which a plugin cannot know";
  if (p.type == ATELIER_TYPE_PART) return refuse_part(value);
  if (value.is_string()) {
    if (const auto reference = parse_reference(value.text)) return refuse_reference(p, *reference, value.text);
    if (splices_a_parameter(value.text)) return "has a splice of a parameter, but a plugin knows none";
  }
  const auto typed = typed_value(p, value);
  const Misfit* misfit = std::get_if<Misfit>(&typed);
  return misfit ? "does not fit: it " + one_line(misfit->message, 200) : "";
}

std::string refuse_value(const ParamInfo& p, const Written& value) {
  if (p.has(ATELIER_PARAM_TABLE)) {
    if (!value.is_table()) return "must be a table, such as {}";
    for (const WrittenEntry& entry : value.entries)
      if (const std::string why = refuse_single(single(p), entry.value); !why.empty())
        return fmt::format("at `{}` {}", one_line(entry.key, kShown), why);
    return {};
  }
  if (!p.has(ATELIER_PARAM_LIST)) return refuse_single(p, value);
  if (!value.is_list()) return "must be a list";
  if (const std::string takes = refuse_count(p, value.items.size()); !takes.empty())
    return fmt::format("does not fit: it {}, not {}", takes, value.items.size());
  for (const Written& item : value.items)
    if (std::string why = refuse_single(single(p), item); !why.empty()) return why;
  return {};
}

}  // namespace

std::optional<Written> read_default(const std::string& component, const ParamInfo& p,
                                    const std::filesystem::path& folder) {
  std::vector<Diagnostic> problems;
  return p.default_value.empty() ? std::nullopt : read(component, p, folder, problems);
}

std::string refuse_default(const ParamInfo& p) {
  if (p.default_value.empty()) return {};
  std::vector<Diagnostic> problems;
  const std::optional<Written> value = read("", p, {}, problems);
  if (value) return refuse_value(p, *value);
  const Diagnostic& first = problems.front();
  const std::string remedy = first.label.empty() ? first.help : first.label;
  return "cannot be read: " + one_line(first.message + (remedy.empty() ? "" : "; " + remedy), 200);
}

std::vector<std::string> default_parts(const ParamInfo& p) {
  std::vector<std::string> out;
  const std::optional<Written> value = p.type == ATELIER_TYPE_PART ? read_default("", p, {}) : std::nullopt;
  if (!value) return out;
  for (const Written& item : value->as_list())
    if (const std::optional<std::string> id = part_id(item)) out.push_back(*id);
  return out;
}

}  // namespace atelier::host
