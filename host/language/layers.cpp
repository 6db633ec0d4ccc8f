#include "layers.hpp"

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <cerrno>
#include <cstring>

#include "catalog.hpp"
#include "profile_check.hpp"
#include "reference.hpp"
#include "toml_reader.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

bool is_component(const Written& table) {
  const Written* use = table.is_table() ? table.find("use") : nullptr;
  return use && use->is_string();
}

// A bare string in a slot is short for { use = "…" }; a wire is not.
bool names_component(const Written& value) {
  const std::optional<Reference> reference = value.is_string() ? parse_reference(value.text) : std::nullopt;
  return value.is_string() && (!reference || reference->table == "params");
}

// In a table with keys of the user's own `use` may be one of them: such a number names no component.
bool another_component(const Written* a, const Written* b) {
  return a && b && a->is_string() && b->is_string() && a->text != b->text;
}

void lay_over_parameter(Written& below, const Written& above) {
  for (const WrittenEntry& entry : above.entries) below.lay(entry.key, entry.key_at, entry.value);
}

template <class LayTable>
void lay_tables(Written& below, const WrittenEntry& above, LayTable lay) {
  Written* group = below.find(above.key);
  if (!group || !group->is_table() || !above.value.is_table()) {
    below.set(above.key, above.key_at, above.value);
    return;
  }
  for (const WrittenEntry& entry : above.value.entries) {
    Written* table = group->find(entry.key);
    if (table && table->is_table() && entry.value.is_table())
      lay(*table, entry.value);
    else
      group->lay(entry.key, entry.key_at, entry.value);
  }
}

void lay_over_checks(Written& below, const WrittenEntry& above) {
  Written* checks = below.find("check");
  const bool tables = above.value.is_table() && (!checks || checks->is_table());
  if (!checks || !tables) {
    below.set(above.key, above.key_at, above.value);
    return;
  }
  for (const WrittenEntry& entry : above.value.entries) {
    Written* check = checks->find(entry.key);
    if (check && (check->is_table() || check->is_string()) && (entry.value.is_table() || entry.value.is_string())) {
      *check = as_check_table(*check);
      lay_over_parameter(*check, as_check_table(entry.value));
    } else {
      checks->set(entry.key, entry.key_at, entry.value);
    }
  }
}

// What other programs call it.
bool is_version(std::string_view written, std::string_view meant) { return written == "version" && meant == "atelier"; }

// The top-level entry that is not known and seems to mean `key`, which is not there; or null.
const WrittenEntry* misspelt(const Written& root, const std::string& key) {
  for (const WrittenEntry& entry : root.entries)
    if (entry.key != "name" && !entry.value.is_table() &&
        (is_version(entry.key, key) || !nearest_name(entry.key, std::vector<std::string>{key}).empty()))
      return &entry;
  return nullptr;
}

constexpr size_t kMostFiles = 64;
constexpr size_t kMostBytes = (size_t{1} << 20) + 1;  // one more than read_toml takes

using FileId = std::pair<uint64_t, uint64_t>;  // device and inode

class Loader {
 public:
  Loader(const Disk& disk, const fs::path& directory, Report& report, const WorkflowTexts* known)
      : disk_(disk), directory_(directory), report_(report), known_(known) {}

  std::optional<LoadedWorkflow> load(const fs::path& file) {
    std::string text;
    std::optional<Written> root = read(file, "file", nullptr, &text);
    if (!root) return std::nullopt;
    return LoadedWorkflow{std::move(*root), std::move(text), std::move(texts_)};
  }

 private:
  fs::path absolute(const fs::path& file) const { return (directory_ / file).lexically_normal(); }

  // `asked` is the `include` value that names the file; null for the workflow itself.
  std::optional<Written> read(const fs::path& file, const char* layer, const Written* asked, std::string* text_out) {
    const fs::path path = absolute(file);
    const FileId id = id_of(path);
    if (std::find(open_.begin(), open_.end(), id) != open_.end())
      return refuse("`" + file.string() + "` includes itself", *asked, "this closes the circle");
    if (++files_ > kMostFiles) return refuse("more than " + std::to_string(kMostFiles) + " files are included", *asked);
    const Result<std::string> text = text_of(path);
    if (!text) return refuse_missing(file, path, text.failure(), asked);
    texts_[path] = *text;
    if (text_out) *text_out = *text;
    const auto source = report_.add_source(file.string(), layer, path.parent_path(), without_mark(*text));
    std::optional<Written> own = read_toml(*text, source, report_.diagnostics());
    if (!own) return std::nullopt;
    open_.push_back(id);
    std::optional<Written> whole = with_includes(std::move(*own), file);
    open_.pop_back();
    return whole;
  }

  Result<std::string> text_of(const fs::path& path) const {
    const auto known = known_ ? known_->find(path) : WorkflowTexts::const_iterator();
    return known_ && known != known_->end() ? Result<std::string>(known->second) : disk_.read(path, kMostBytes);
  }

  // A file whose text is known may be gone.
  FileId id_of(const fs::path& path) const {
    const FileFacts facts = disk_.facts(path);
    if (facts.is_there() || !known_ || !known_->count(path)) return {facts.device, facts.inode};
    return {~uint64_t{0}, static_cast<uint64_t>(std::distance(known_->begin(), known_->find(path)))};
  }

  static std::string without_mark(const std::string& text) {
    return text.substr(text.compare(0, 3, "\xEF\xBB\xBF") == 0 ? 3 : 0);
  }

  std::optional<Written> with_includes(Written own, const fs::path& file) {
    check_version(own, file);
    const Written* include = own.find("include");
    if (const WrittenEntry* meant = include ? nullptr : misspelt(own, "include"))
      include = &meant->value;  // reported later
    if (!include) return own;
    const std::vector<Written> names = include->as_list();
    own.erase("include");
    Written whole = empty_at(own.at, own.source);
    bool complete = true;
    for (const Written& name : names) {
      if (!name.is_string() || name.text.empty()) {
        report_.error("E106", "`include` takes the name of a file, or a list of names, not " + describe(name), name.at);
        complete = false;
        continue;
      }
      const std::optional<Written> below =
          read((file.parent_path() / name.text).lexically_normal(), "include", &name, nullptr);
      if (below)
        lay_over(whole, *below, report_);
      else
        complete = false;
    }
    if (!complete) return std::nullopt;
    lay_over(whole, own, report_);
    return whole;
  }

  void check_version(const Written& root, const fs::path& file) {
    const Written* version = root.find("atelier");
    if (!version) {
      if (open_.size() > 1 || misspelt(root, "atelier")) return;  // an include may leave it out
      report_
          .error("E105", "this file does not say which version of the workflow language it is written in",
                 {file.string(), 1, 1, 1, 2})
          .help = "begin it with `atelier = 1`";
    } else if (version->kind != Written::Kind::kInt || version->integer != 1) {
      report_.error("E105", "this program reads version 1 of the workflow language, not " + describe(*version),
                    version->at, "must be 1");
    }
  }

  std::nullopt_t refuse(std::string message, const Written& asked, const char* label = "") {
    report_.error("E107", std::move(message), asked.at, label);
    return std::nullopt;
  }
  std::string help_with_files_in(const fs::path& folder) const {
    const Result<std::vector<std::string>> all = disk_.list(folder);
    std::vector<std::string> names = all ? *all : std::vector<std::string>();
    std::erase_if(names, [](const std::string& name) { return fs::path(name).extension() != ".toml"; });
    std::sort(names.begin(), names.end());
    return names.empty() ? "name a TOML file; there is none in it" : "name a file in it: " + list_names(names);
  }
  std::nullopt_t refuse_missing(const fs::path& file, const fs::path& path, const Failure& failure,
                                const Written* asked) {
    const std::string why = failure.status == EISDIR ? "it is a folder" : std::strerror(failure.status);
    const Position at = asked ? asked->at : Position{file.string(), 0, 0, 0, 0};
    Diagnostic& d = report_.error(asked ? "E106" : "E101", "cannot read `" + file.string() + "`: " + why, at);
    d.note = "looked for " + path.string();
    const FileFacts facts = disk_.facts(path);
    if (asked && asked->text.find_first_of("~$@*") != std::string::npos)
      d.help = "nothing is expanded in the name of an included file: write it out";
    if (facts.is_folder()) {
      d.help = help_with_files_in(path);
    } else if (!facts.is_there() && d.help.empty()) {
      const MissingPath missing = find_missing(disk_, path);
      if (!missing.suggestion.empty()) d.help = "did you mean `" + missing.suggestion + "`?";
    }
    return std::nullopt;
  }

  const Disk& disk_;
  const fs::path directory_;
  Report& report_;
  const WorkflowTexts* known_;
  WorkflowTexts texts_;
  std::vector<FileId> open_;
  size_t files_ = 0;
};

// The values of a profile belong to a layer of their own.
void relabel(Written& value, const std::string& layer, std::shared_ptr<const Source>& from,
             std::shared_ptr<const Source>& to) {
  if (value.source != from) {
    from = value.source;
    Source labelled = *from;
    labelled.layer = layer;
    to = std::make_shared<const Source>(std::move(labelled));
  }
  value.source = to;
  for (Written& item : value.items) relabel(item, layer, from, to);
  for (WrittenEntry& entry : value.entries) relabel(entry.value, layer, from, to);
}

}  // namespace

std::optional<LoadedWorkflow> load_workflow(const Disk& disk, const fs::path& file, const fs::path& directory,
                                            Report& report, const WorkflowTexts* texts) {
  return Loader(disk, directory, report, texts).load(file);
}

void apply_profiles(Written& root, const std::vector<std::string>& chosen, Report& report) {
  const WrittenEntry* entry = root.entry("profile");
  const Written profiles = entry ? entry->value : Written();
  root.erase("profile");
  if (!profiles.is_table()) {
    report.error("E401", "`profile` holds tables, as [profile.smoke], not " + describe(profiles), profiles.at);
    return;
  }
  for (const WrittenEntry& profile : profiles.entries) {
    if (profile.value.is_table())
      check_profile_outline(root, profile, report);
    else
      report.error("E401", "a profile is a table, not " + describe(profile.value), profile.value.at);
  }
  for (const std::string& name : chosen) {
    const Written* profile = profiles.find(name);
    if (!profile) {
      const auto source = report.add_source(flag_name("--profile", name), "profile " + name, {}, name);
      Diagnostic& d = report.error("E209", "this workflow has no profile `" + name + "`",
                                   {source->name, 1, 1, 1, static_cast<uint32_t>(name.size() + 1)},
                                   did_you_mean(name, profiles.keys()));
      d.note = profiles.entries.empty() ? "it has none at all" : "it has " + list_names(profiles.keys());
    } else if (profile->is_table()) {
      Written layer = *profile;
      std::erase_if(layer.entries, [](const WrittenEntry& e) { return !e.value.is_table(); });
      std::shared_ptr<const Source> from, to;
      relabel(layer, "profile " + name, from, to);
      lay_over(root, layer, report);
    }
  }
}

bool open_slot(Written& value, std::string_view name, const Position& at, Report& report) {
  if (value.is_table()) return true;
  const std::optional<Reference> reference = value.is_string() ? parse_reference(value.text) : std::nullopt;
  if (value.is_string() && (!reference || reference->table == "params")) {
    value = as_slot_table(value);
    return true;
  }
  const std::string is =
      reference ? "a wire (\"" + value.text + "\"), not a part of its own" : describe(value) + ", which has no options";
  Diagnostic& d = report.error("E214", "`" + std::string(name) + "` is " + is, at);
  if (reference) d.help = "set the options of table `" + reference->table + "` instead";
  d.related.push_back({value.at, reference ? "the wire is here" : "it is written here"});
  return false;
}

void lay_over_option(Written& below, const Written& above, std::string_view name, Report& report) {
  const bool opens = above.is_table() && !above.find("use") && below.is_string();
  if (opens && !open_slot(below, name, above.at, report)) return;
  if (is_component(below) && names_component(above))
    lay_over_component(below, as_slot_table(above), report);
  else if (above.is_table() && below.is_table())
    lay_over_component(below, above, report);
  else
    lay_on(below, above);
}

void lay_over_component(Written& below, const Written& above, Report& report) {
  const Written* was = below.find("use");
  const Written* is = above.find("use");
  if (another_component(was, is)) {
    const WrittenEntry* name = below.entry("as");
    const std::optional<WrittenEntry> kept = name && !above.find("as") ? std::optional(*name) : std::nullopt;
    Written use = *was;
    lay_on(use, *is);
    std::vector<WrittenEntry> dropped = std::move(below.dropped);
    for (WrittenEntry& entry : below.entries)
      if (!is_reserved(entry.key)) dropped.push_back(std::move(entry));
    below = above;
    *below.find("use") = std::move(use);
    below.dropped = std::move(dropped);
    if (kept) below.set(kept->key, kept->key_at, kept->value);
    return;
  }
  for (const WrittenEntry& entry : above.entries) {
    if (Written* value = below.find(entry.key))
      lay_over_option(*value, entry.value, entry.key, report);
    else
      below.set(entry.key, entry.key_at, entry.value);
  }
}

void lay_over(Written& below, const Written& above, Report& report) {
  for (const WrittenEntry& entry : above.entries) {
    if (entry.key == "part" || entry.key == "stage")
      lay_tables(below, entry, [&](Written& table, const Written& over) { lay_over_component(table, over, report); });
    else if (entry.key == "profile")
      lay_tables(below, entry, [&](Written& profile, const Written& over) { lay_over(profile, over, report); });
    else if (entry.key == "params" || entry.key == "run")
      lay_tables(below, entry, lay_over_parameter);
    else if (entry.key == "check")
      lay_over_checks(below, entry);
    else
      below.set(entry.key, entry.key_at, entry.value);
  }
}

}  // namespace atelier::host
