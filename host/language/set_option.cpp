#include "set_option.hpp"

#include <atelier/param.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <cctype>

#include "default_value.hpp"
#include "layers.hpp"
#include "other_words.hpp"
#include "param_type.hpp"
#include "profile_check.hpp"
#include "reference.hpp"
#include "run_table.hpp"
#include "toml_reader.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr size_t kMostSteps = 64;  // of a path

class Parser {
 public:
  Parser(const std::string& text, const std::shared_ptr<const Source>& source) : text_(text), source_(source) {}

  // Nothing when it is malformed: then `here` is where.
  std::optional<SetOption> parse() {
    if (!is_utf8(text_)) return std::nullopt;
    SetOption out;
    out.source = source_;
    if (!read_path(out.path)) return std::nullopt;
    skip_blanks();
    if (!take('=')) return std::nullopt;
    skip_blanks();
    out.value = text_.substr(at_);
    out.column = column(at_);
    return out;
  }

  std::optional<std::vector<SetStep>> parse_path() {
    std::vector<SetStep> out;
    if (!is_utf8(text_) || !read_path(out) || at_ < text_.size()) return std::nullopt;
    return out;
  }

  Position here() const { return from(at_, at_ + 1); }

 private:
  bool is_next(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    const bool there = is_next(c);
    at_ += there;
    return there;
  }
  void skip_blanks() {
    while (take(' ')) continue;
  }

  bool read_path(std::vector<SetStep>& to) {
    do {
      std::optional<SetStep> step = read_step();
      if (!step || to.size() >= kMostSteps) return false;
      to.push_back(std::move(*step));
    } while (take('.'));
    return true;
  }

  std::optional<SetStep> read_step() {
    const size_t begin = at_;
    SetStep step;
    step.key = is_next('"') || is_next('\'') ? read_quoted() : read_word();
    if (step.key.empty()) return std::nullopt;
    if (take('[')) {
      step.item = read_word();
      if (step.item->empty() || !take(']')) return std::nullopt;
    }
    step.at = from(begin, at_);
    return step;
  }

  std::string read_word() {
    const size_t begin = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_' || text_[at_] == '-'))
      ++at_;
    return text_.substr(begin, at_ - begin);
  }

  // A key of the user's own may need quotes, as in TOML. "" and nothing read when it is none.
  std::string read_quoted() {
    const char quote = text_[at_];
    size_t end = at_ + 1;
    for (; end < text_.size() && text_[end] != quote; ++end)
      if (text_[end] == '\\' && quote == '"') ++end;
    if (end >= text_.size()) return "";
    std::vector<Diagnostic> ignored;
    const auto key = read_toml_value(text_.substr(at_, end + 1 - at_), 1, source_, ignored);
    if (!key || !key->is_string()) return "";
    at_ = end + 1;
    return key->text;
  }

  uint32_t column(size_t byte) const {
    return static_cast<uint32_t>(1 + count_code_points(std::string_view(text_).substr(0, byte)));
  }
  Position from(size_t begin, size_t end) const { return {source_->name, 1, column(begin), 1, column(end)}; }

  const std::string& text_;
  std::shared_ptr<const Source> source_;
  size_t at_ = 0;
};

// A shell cuts an argument at its blanks and takes quotes and braces away, unless all of it is in quotes.
std::string help_with_shell(const SetOption& option) {
  std::string path = option.source->name.substr(0, option.source->name.find('='));
  path = path.substr(path.find(' ') + 1);
  const char* example = option.value[0] == '[' ? "[1, 2]" : option.value[0] == '{' ? "{ use = \"…\" }" : "\"…\"";
  return "the shell cuts at blanks and takes quotes away: --set '" + path + "=" + example + "'";
}

// The value behind the `=`: TOML, or a text that does without its quotes; nothing when it is neither, which is
// reported. `wants_text`: a bare number or word is taken as a text.
std::optional<Written> read_value(const SetOption& option, bool wants_text, Report& report) {
  if (option.given) return option.given;
  const std::string& written = option.value;
  std::vector<Diagnostic> problems;
  std::optional<Written> value = read_toml_value(written, option.column, option.source, problems);
  const bool single = value && !value->is_table() && !value->is_list();
  if (value && (value->is_string() || !wants_text || !single)) return value;
  const auto end = static_cast<uint32_t>(option.column + count_code_points(written));
  const Position whole{option.source->name, 1, option.column, 1, end};
  const bool number = !wants_text && written.find_first_not_of("+-.0123456789_eE") == std::string::npos;
  const bool bare = !number && !written.empty() && std::string_view("\"'[{").find(written[0]) == std::string::npos;
  if (bare || (written.empty() && wants_text)) {
    Written text = empty_at(whole, option.source);
    text.kind = Written::Kind::kString;
    text.text = written;
    return text;
  }
  if (problems.empty() || written.empty())
    report.error("E108", "`--set` needs a value behind the `=`", whole).help =
        "an empty text is \"\", which the shell needs in quotes: --set 'path=\"\"'";
  else
    for (Diagnostic& d : problems) {
      if (!number) d.help = help_with_shell(option);
      report.add(std::move(d));
    }
  return std::nullopt;
}

// Whether what is given may do without quotes: a text, a component's id or a reference.
bool takes_text(const ParamInfo& param) {
  return (is_object(param.type) || is_text(param.type)) && !param.has(ATELIER_PARAM_LIST | ATELIER_PARAM_TABLE);
}

bool is_top_level(std::string_view key) {
  constexpr std::string_view kOthers[] = {"atelier", "name", "doc", "include", "matrix", "profile"};
  return std::find(std::begin(kOthers), std::end(kOthers), key) != std::end(kOthers);
}

class Setter {
 public:
  Setter(Written& root, const SetOption& option, const Catalog& catalog, Report& report)
      : root_(root), option_(option), catalog_(catalog), report_(report) {}

  void apply() {
    const std::string& first = option_.path[0].key;
    if (option_.path[0].item) return refuse(0, "`" + first + "` is not a list", {});
    if (first == "params") return set_parameter();
    if (first == "run") return descend(run(), &run_table(), 1);
    for (const char* kind : {"part", "stage"})
      if (Written* table = table_in(kind, first)) return descend(*table, component_of(*table), 1);
    if ((first == "part" || first == "stage") && option_.path.size() > 1) {  // part.<name>.…, stage.<name>.…
      const std::string& name = option_.path[1].key;
      if (Written* table = table_in(first, name)) return descend(*table, component_of(*table), 2);
      return refuse(1, "there is no " + first + " `" + name + "`", names_in(first));
    }
    if (first == "check") return set_check();
    refuse_first();
  }

 private:
  void refuse(size_t step, std::string message, const std::vector<std::string>& names) {
    const SetStep& at = option_.path[step];
    Diagnostic& d = report_.error("E210", std::move(message), at.at, ask_for_likely(at.item.value_or(at.key), names));
    if (!names.empty()) d.note = "there are " + list_names(names);
  }

  // The path begins with nothing that is there: it may lack what should stand before it.
  void refuse_first() {
    const std::string& first = option_.path[0].key;
    std::vector<std::string> names = {"params", "run"};
    for (const char* kind : {"part", "stage"})
      for (const std::string& name : names_in(kind)) names.push_back(name);
    if (is_top_level(first))
      return refuse(0, "`" + first + "` is not for --set: it takes params, run, parts, stages and checks", {});
    refuse(0, "there is no part or stage `" + first + "`", names);
    if (option_.path.size() > 1) return;
    for (const std::string& name : names_in("params"))
      if (name == first) report_.diagnostics().back().label = "write params." + first;
    if (run_table().param(first)) report_.diagnostics().back().label = "write run." + first;
  }

  std::vector<std::string> names_in(const std::string& group) const {
    const Written* tables = root_.find(group);
    return tables ? tables->keys() : std::vector<std::string>();
  }

  Written* table_in(const std::string& group, const std::string& name) {
    Written* tables = root_.find(group);
    Written* table = tables && tables->is_table() ? tables->find(name) : nullptr;
    return table && table->is_table() ? table : nullptr;
  }

  Written& run() {
    const Position& at = option_.path[0].at;
    Written* table = root_.find("run");
    return table && table->is_table() ? *table : root_.set("run", at, empty_at(at, option_.source));
  }

  // check.<name>.<key>; a check that is its condition alone becomes a table.
  void set_check() {
    Written* checks = root_.find("check");
    const size_t steps = option_.path.size();
    const auto item = [](const SetStep& s) { return s.item.has_value(); };
    if (steps != 3 || std::any_of(option_.path.begin(), option_.path.end(), item))
      return refuse(0, "of a check one key is set: check.<name>.that=<condition>", names_in("check"));
    Written* check = checks && checks->is_table() ? checks->find(option_.path[1].key) : nullptr;
    if (!check) return refuse(1, "there is no check `" + option_.path[1].key + "`", names_in("check"));
    *check = as_check_table(*check);
    if (check->is_table()) set_key(*check, option_.path[2], option_.path[2].key != "enabled");
  }

  // What cannot be known here is reported by the resolver.
  const ComponentInfo* component_of(const Written& table) const { return component_in(root_, table, catalog_); }

  void set_parameter() {
    Written* params = root_.find("params");
    const std::vector<std::string> names = names_in("params");
    const size_t steps = option_.path.size();
    const auto item = [](const SetStep& s) { return s.item.has_value(); };
    if (steps < 2 || steps > 3 || std::any_of(option_.path.begin(), option_.path.end(), item))
      return refuse(0, "a parameter is set whole: params.<name>=<value>", names);
    const SetStep& step = option_.path[1];
    Written* old = params && params->is_table() ? params->find(step.key) : nullptr;
    if (!old) return refuse(1, "there is no parameter `" + step.key + "`", names);
    if (steps == 3) {
      if (!old->is_table()) return refuse(1, "`" + step.key + "` is " + describe(*old) + ", not a table", {});
      const Written* entry = old->find(option_.path[2].key);
      return set_key(*old, option_.path[2], entry && entry->is_string());
    }
    if (std::optional<Written> value = read_value(option_, old->is_string(), report_)) lay_on(*old, std::move(*value));
  }

  void set_key(Written& table, const SetStep& step, bool wants_text) {
    if (std::optional<Written> value = read_value(option_, wants_text, report_))
      table.lay(step.key, step.at, std::move(*value));
  }

  // One key of an option that is a table with keys of the user's own.
  void set_entry(Written& table, const ParamInfo& param, size_t from) {
    const SetStep& step = option_.path[from];
    const std::string name = "`" + step.key + "`";
    if (step.item) return refuse(from, name + " is a table, not a list", {});
    if (from + 2 != option_.path.size() || option_.path[from + 1].item)
      return refuse(from + 1, name + " is a table of single values: name one key of it", {});
    Written* child = table.find(step.key);
    if (!child) child = &table.set(step.key, step.at, empty_at(step.at, option_.source));
    const std::optional<Reference> reference = child->is_string() ? parse_reference(child->text) : std::nullopt;
    if (reference && reference->table == "params") *child = as_slot_table(*child);
    if (!child->is_table()) return refuse(from, name + " is " + describe(*child) + ", not a table", {});
    set_key(*child, option_.path[from + 1], takes_text(single(param)));
  }

  void descend(Written& table, const ComponentInfo* component, size_t from) {
    if (from >= option_.path.size())
      return refuse(from - 1, "name an option of it: " + option_.path[from - 1].key + ".<option>=<value>", {});
    const SetStep& step = option_.path[from];
    const bool last = from + 1 == option_.path.size();
    const ParamInfo* param = component ? component->param(step.key) : nullptr;
    if (last && !step.item) return set_option(table, step, param);
    if (param && param->has(ATELIER_PARAM_TABLE)) return set_entry(table, *param, from);
    Written* child = table.find(step.key);
    if (!child) child = add_default(table, step, component, param);
    if (step.item) {
      if (!child->is_list()) return refuse(from, "`" + step.key + "` is " + describe(*child) + ", not a list", {});
      child = slot_in(*child, from);
      if (!child) return;
    }
    if (last) {
      if (std::optional<Written> value = read_value(option_, param && param->type == ATELIER_TYPE_PART, report_))
        lay_on(*child, std::move(*value));
      return;
    }
    if (child->is_list()) return refuse_list(*child, from);
    if (open_slot(*child, step.key, step.at, report_)) descend(*child, component_of(*child), from + 1);
  }

  // An option behind a list, without saying of which item.
  void refuse_list(const Written& list, size_t step) {
    std::vector<std::string> names;
    for (size_t i = 0; i < list.items.size(); ++i) {
      const Written* as = list.items[i].find("as");
      names.push_back(option_.path[step].key + "[" + (as && as->is_string() ? as->text : std::to_string(i)) + "]");
    }
    refuse(step, "`" + option_.path[step].key + "` is a list: say which of it", names);
  }

  void set_option(Written& table, const SetStep& step, const ParamInfo* param) {
    const bool use = step.key == "use";
    std::optional<Written> value = read_value(option_, use || (param && takes_text(*param)), report_);
    if (!value) return;
    Written* slot =
        param && param->type == ATELIER_TYPE_PART && !param->has(ATELIER_PARAM_LIST) ? table.find(step.key) : nullptr;
    if (slot) return lay_over_option(*slot, *value, step.key, report_);
    if (!use) {
      table.lay(step.key, step.at, std::move(*value));
      return;
    }
    Written over = empty_at(step.at, option_.source);
    over.set(step.key, step.at, std::move(*value));
    lay_over_component(table, over, report_);
  }

  // An option that no layer gives: the plugin's default is the lowest layer.
  Written* add_default(Written& table, const SetStep& step, const ComponentInfo* component, const ParamInfo* param) {
    std::optional<Written> value;  // the resolver reports a default that cannot be read
    if (param && (param->type == ATELIER_TYPE_PART || param->has(ATELIER_PARAM_LIST)))
      value = read_default(component->id, *param, option_.source->folder);
    return &table.set(step.key, step.at, value ? std::move(*value) : empty_at(step.at, option_.source));
  }

  Written* slot_in(Written& list, size_t step) {
    const std::string& wanted = *option_.path[step].item;
    std::vector<std::string> names;
    for (size_t i = 0; i < list.items.size(); ++i) {
      const Written* as = list.items[i].find("as");
      const std::string name = as && as->is_string() ? as->text : std::to_string(i);
      if (wanted == name || wanted == std::to_string(i)) return &list.items[i];
      names.push_back(name);
    }
    refuse(step, "`" + option_.path[step].key + "` has no [" + wanted + "]", names);
    describe_items(list, step, names);
    return nullptr;
  }

  // An item is meant by its `as` or by its number, not by its component.
  void describe_items(const Written& list, size_t step, std::vector<std::string> names) {
    const std::string& key = option_.path[step].key;
    const std::string& wanted = *option_.path[step].item;
    Diagnostic& d = report_.diagnostics().back();
    for (size_t i = 0; i < list.items.size(); ++i) {
      names[i] = key + "[" + names[i] + "]";
      const Written& item = list.items[i];
      const Written* use = item.is_table() ? item.find("use") : &item;
      if (!use || !use->is_string()) continue;
      const std::string& id = use->text;
      if (d.help.empty() && (id == wanted || id.ends_with("." + wanted)))
        d.help = "`" + id + "` is " + names[i] + "; with `as = \"" + wanted + "\"` in its table it is [" + wanted + "]";
      names[i] += " (" + id + ")";
    }
    d.note = names.empty() ? "the list is empty" : "there are " + list_names(names);
    if (names.size() == 1) d.note = "there is " + names[0];
  }

  Written& root_;
  const SetOption& option_;
  const Catalog& catalog_;
  Report& report_;
};

bool same_step(const SetStep& a, const SetStep& b) { return a.key == b.key && a.item == b.item; }

// Of two for one value the later one counts, and so does a later one for the whole that holds the value.
void warn_of_overridden(const std::vector<SetOption>& options, Report& report) {
  for (size_t i = 0; i < options.size(); ++i)
    for (size_t k = i + 1; k < options.size(); ++k) {
      const std::vector<SetStep>&path = options[i].path, &later = options[k].path;
      const bool covers =
          later.size() <= path.size() && std::equal(later.begin(), later.end(), path.begin(), same_step);
      if (!covers) continue;
      Diagnostic& d = report.warning("W005", "this --set has no effect: a later one gives the same value", path[0].at);
      d.related.push_back({later[0].at, "the later one is here", true});
      break;
    }
}

}  // namespace

std::optional<SetOption> parse_set(const std::string& text, const std::filesystem::path& directory, Report& report) {
  Parser parser(text, report.add_source(flag_name("--set", text), "--set", directory, text, LayerKind::kSet));
  std::optional<SetOption> option = parser.parse();
  if (!option) {
    const bool no_equals = text.find('=') == std::string::npos;
    report.error("E108", "`--set` takes path=value, such as run.seed=3 or train.augment[resize].size=[64, 64]",
                 parser.here(), no_equals ? "there is no `=`" : "");
  }
  return option;
}

std::optional<std::vector<SetStep>> parse_set_path(const std::string& text, const Position& at) {
  auto path = Parser(text, std::make_shared<const Source>()).parse_path();
  if (path)
    for (SetStep& step : *path) step.at = at;
  return path;
}

void apply_settings(Written& root, std::vector<SetOption> settings, const Catalog& catalog, Report& report) {
  // all of them are one layer: an option given before the `use` it belongs to is not lost
  std::stable_partition(settings.begin(), settings.end(),
                        [](const SetOption& o) { return o.path.back().key == "use"; });
  for (const SetOption& setting : settings) Setter(root, setting, catalog, report).apply();
}

void apply_set(Written& root, const std::vector<std::string>& set, const std::filesystem::path& directory,
               const Catalog& catalog, Report& report) {
  std::vector<SetOption> options;
  for (const std::string& text : set)
    if (std::optional<SetOption> option = parse_set(text, directory, report)) options.push_back(std::move(*option));
  const std::vector<SetOption> in_order = options;
  apply_settings(root, std::move(options), catalog, report);
  if (!report.has_errors()) warn_of_overridden(in_order, report);
}

}  // namespace atelier::host
