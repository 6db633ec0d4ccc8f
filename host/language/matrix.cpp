#include "matrix.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "over.hpp"
#include "reference.hpp"
#include "resolved_toml.hpp"

namespace atelier::host {
namespace {

constexpr size_t kMostJobs = 10000;
constexpr size_t kMostAxes = 500;
constexpr size_t kMostSettings = 200000;  // of all jobs

// Whether it opens further: { run.seed = 1 } does, and an axis of components, `use = ["…", "…"]`; a part or a value
// does not.
bool opens(const Written& value) {
  const Written* use = value.is_table() ? value.find("use") : nullptr;
  return value.is_table() && !value.entries.empty() && (!use || use->is_list());
}

// Reads [matrix] into axes and what is left out and added.
class MatrixReader {
 public:
  MatrixReader(std::vector<Axis>& axes, Report& report) : axes_(axes), report_(report) {}

  void read(const Written& matrix) {
    for (const WrittenEntry& entry : matrix.entries) {
      if (entry.key == "exclude" || entry.key == "include")
        read_jobs(entry, entry.key == "exclude" ? exclude_ : include_);
      else
        read_axis(entry, step_text(entry.key));
    }
  }

  struct Described {  // of `exclude` and `include`
    Position at;
    std::vector<SetOption> settings;
  };
  const std::vector<Described>& exclude() const { return exclude_; }
  const std::vector<Described>& include() const { return include_; }

 private:
  // A key that holds a whole path stands as it is; one that holds anything else odd needs its quotes.
  static std::string step_text(const std::string& key) {
    const bool path = key.find('.') != std::string::npos || key.find('[') != std::string::npos;
    return path ? key : toml_key(key);
  }

  void read_axis(const WrittenEntry& entry, const std::string& path) {
    if (opens(entry.value)) {
      for (const WrittenEntry& below : entry.value.entries) read_axis(below, path + "." + step_text(below.key));
      return;
    }
    if (!entry.value.is_list()) {
      Diagnostic& d = report_.error(
          "E610", "[matrix] takes a list of values for `" + path + "`, not " + describe(entry.value), entry.value.at);
      const std::string text = value_text({.path = {}, .value = "", .given = entry.value});
      if (!text.empty()) d.help = "write " + path + " = [" + text + "]";
      return;
    }
    Axis axis{path, entry.key_at, {}};
    const bool named = path.find('.') == std::string::npos;
    for (const Written& item : entry.value.items)
      if (std::optional<AxisValue> value = named ? bundle(path, item) : single(path, entry.key_at, item))
        axis.values.push_back(std::move(*value));
    if (entry.value.items.empty())
      report_.error("E610", "[matrix] has no value for `" + path + "`: no job is left", entry.value.at);
    axes_.push_back(std::move(axis));
  }

  std::optional<SetOption> setting(const std::string& path, const Position& at, const Written& value) {
    std::optional<std::vector<SetStep>> steps = parse_set_path(path, at);
    if (steps && steps->size() > 1) return SetOption{.path = std::move(*steps), .source = value.source, .given = value};
    report_.error("E610", "`" + path + "` is not the path of a setting", at).help =
        "write it as for --set: params.x, run.seed, train.augment[resize].size";
    return std::nullopt;
  }

  std::optional<AxisValue> single(const std::string& path, const Position& at, const Written& item) {
    std::optional<SetOption> one = setting(path, at, item);
    if (!one) return std::nullopt;
    return AxisValue{"", {std::move(*one)}, item.at};
  }

  std::optional<AxisValue> bundle(const std::string& axis, const Written& item) {
    if (!item.is_table()) {
      report_
          .error("E610",
                 "`" + axis + "` in [matrix] is no setting, so its items are tables of settings, not " + describe(item),
                 item.at)
          .help = "write \"params." + axis + "\" if the parameter is meant, or " + axis +
                  " = [{ as = \"name\", run.seed = 1 }, …]";
      return std::nullopt;
    }
    AxisValue value{"", {}, item.at};
    flatten(item, "", value.settings, &value.label);
    if (value.settings.empty()) report_.error("E610", "this table in [matrix] sets nothing", item.at);
    return value;
  }

  // `label`: takes the text of `as`; null where there can be none.
  void flatten(const Written& table, const std::string& path, std::vector<SetOption>& to, std::string* label) {
    for (const WrittenEntry& entry : table.entries) {
      if (path.empty() && label && entry.key == "as") {
        if (entry.value.is_string() && is_name(entry.value.text))
          *label = entry.value.text;
        else
          report_.error("E207", "`as` takes a name of letters, digits, _ and -, not " + describe(entry.value),
                        entry.value.at);
        continue;
      }
      const std::string below = path + (path.empty() ? "" : ".") + step_text(entry.key);
      if (opens(entry.value))
        flatten(entry.value, below, to, label);
      else if (std::optional<SetOption> one = setting(below, entry.key_at, entry.value))
        to.push_back(std::move(*one));
    }
  }

  void read_jobs(const WrittenEntry& entry, std::vector<Described>& to) {
    for (const Written& item : entry.value.as_list()) {
      if (!item.is_table() || item.entries.empty()) {
        report_
            .error("E610",
                   "`" + entry.key + "` in [matrix] takes tables of settings, not " +
                       (item.is_table() ? "an empty one" : describe(item)),
                   item.at)
            .help = "write [[matrix." + entry.key + "]] above the settings of each";
        continue;
      }
      Described job{item.at, {}};
      flatten(item, "", job.settings, nullptr);
      to.push_back(std::move(job));
    }
  }

  std::vector<Axis>& axes_;
  Report& report_;
  std::vector<Described> exclude_, include_;
};

std::string text_of(const std::vector<SetOption>& settings) {
  std::string out;
  for (const SetOption& setting : settings) out += path_text(setting) + "=" + value_text(setting) + "\n";
  return out;
}

void report_twice(const std::vector<Axis>& axes, Report& report) {
  for (const Axis& axis : axes) {
    std::map<std::string, const AxisValue*> known;
    for (const AxisValue& value : axis.values)
      if (const auto [first, fresh] = known.try_emplace(text_of(value.settings), &value); !fresh)
        report.error("E610", "`" + axis.path + "` has this value twice", value.at)
            .related.push_back({first->second->at, "the first is here"});
  }
}

// What two jobs have alike when they are the same, whatever the order of their settings.
std::string identity_of(const Job& job) {
  std::vector<std::string> all;
  for (const SetOption& setting : job.settings) all.push_back(text_of({setting}));
  std::sort(all.begin(), all.end());
  std::string out;
  for (const std::string& one : all) out += one;
  return out;
}

// The most settings that a value of the axis brings.
size_t width_of(const Axis& axis) {
  size_t most = 0;
  for (const AxisValue& value : axis.values) most = std::max(most, value.settings.size());
  return most;
}

// The product of the axes; one job without settings where there are none.
std::vector<Job> product(const std::vector<Axis>& axes, Report& report) {
  std::vector<Job> jobs(1);
  size_t settings = 0;  // of each job
  for (const Axis& axis : axes) {
    settings += width_of(axis);
    const size_t count = jobs.size() * axis.values.size();
    if (count > kMostJobs || count * settings > kMostSettings) {
      const bool many = count > kMostJobs;
      report.error("E610",
                   many ? fmt::format("this makes more than {} jobs", kMostJobs)
                        : fmt::format("this makes more than {} settings in all jobs together", kMostSettings),
                   axis.at);
      return {};
    }
    std::vector<Job> longer;
    for (Job& job : jobs)
      for (const AxisValue& value : axis.values) {
        longer.push_back(&value == &axis.values.back() ? std::move(job) : job);
        for (SetOption setting : value.settings) {
          if (!value.label.empty()) setting.label = axis.path + "=" + value.label;
          longer.back().settings.push_back(std::move(setting));
        }
      }
    jobs = std::move(longer);
  }
  return jobs;
}

void add_included(std::vector<Job>& jobs, const MatrixReader& matrix, Report& report) {
  if (matrix.include().empty()) return;
  std::set<std::string> known;
  for (const Job& job : jobs) known.insert(identity_of(job));
  for (const auto& described : matrix.include()) {
    jobs.push_back({"", described.settings});
    if (!known.insert(identity_of(jobs.back())).second)
      report.error("E610", "this `include` is a job that is there already", described.at).help = "take it out";
  }
}

void report_no_job(const MatrixReader& matrix, const Position& at, Report& report) {
  if (matrix.exclude().empty()) {
    report.error("E610", "[matrix] gives no job", at).help = "give a setting a list of values";
    return;
  }
  report.error("E610", "[matrix] gives no job: `exclude` leaves all of them out", matrix.exclude().back().at).help =
      "keep some: an `exclude` with more settings leaves out fewer jobs";
}

// Settings as numbers, equal ones with the same.
class Numbered {
 public:
  std::vector<size_t> of(const std::vector<SetOption>& settings) {
    std::vector<size_t> out;
    for (const SetOption& setting : settings)
      out.push_back(numbers_.try_emplace(text_of({setting}), numbers_.size()).first->second);
    return out;
  }

 private:
  std::unordered_map<std::string, size_t> numbers_;
};

void leave_out(std::vector<Job>& jobs, const MatrixReader& matrix, bool over, Report& report) {
  if (matrix.exclude().empty()) return;
  Numbered numbered;
  std::vector<std::vector<size_t>> of_jobs;
  for (const Job& job : jobs) of_jobs.push_back(numbered.of(job.settings));
  std::vector<bool> out(jobs.size());
  for (const auto& described : matrix.exclude()) {
    const std::vector<size_t> wanted = numbered.of(described.settings);
    bool any = false;
    for (size_t i = 0; i < jobs.size(); ++i) {
      const auto has = [&](size_t setting) {
        return std::find(of_jobs[i].begin(), of_jobs[i].end(), setting) != of_jobs[i].end();
      };
      if (out[i] || !std::all_of(wanted.begin(), wanted.end(), has)) continue;
      out[i] = any = true;
    }
    if (!any && !over)
      report.error("E610", "this `exclude` leaves no job out", described.at).help =
          "its settings must be among those of [matrix], with values that are there";
  }
  size_t at = 0;
  std::erase_if(jobs, [&](const Job&) { return out[at++]; });
}

}  // namespace

std::string path_text(const SetOption& setting) {
  std::string out;
  for (const SetStep& step : setting.path) {
    out += (out.empty() ? "" : ".") + toml_key(step.key);
    if (step.item) out += "[" + *step.item + "]";
  }
  return out;
}

std::string value_text(const SetOption& setting) { return setting.given ? toml_text(*setting.given) : setting.value; }

std::vector<Job> take_jobs(Written& root, const std::vector<std::string>& over, const std::filesystem::path& directory,
                           Report& report) {
  const Written* written = root.find("matrix");
  if (!written && over.empty()) return {};
  const Written matrix = written ? *written : Written();
  root.erase("matrix");
  if (!matrix.is_table()) {
    report.error("E610", "[matrix] is a table of settings with lists of values, not " + describe(matrix), matrix.at);
    return {};
  }
  const size_t known = report.diagnostics().size();
  std::vector<Axis> axes;
  MatrixReader reader(axes, report);
  reader.read(matrix);
  const Written* params = root.find("params");
  const std::vector<std::string> parameters = params ? params->keys() : std::vector<std::string>();
  std::set<std::string> given;
  for (const std::string& text : over)
    if (std::optional<Axis> axis = parse_over(text, directory, parameters, report)) {
      if (!given.insert(axis->path).second)
        report.error("E611", "`--over` gives values of `" + axis->path + "` twice", axis->at).help =
            "put all of them into one list";
      const auto same = std::find_if(axes.begin(), axes.end(), [&](const Axis& a) { return a.path == axis->path; });
      if (same == axes.end())
        axes.push_back(std::move(*axis));
      else
        *same = std::move(*axis);
    }
  if (axes.size() > kMostAxes)
    report.error("E610", "[matrix] has more than " + std::to_string(kMostAxes) + " axes", matrix.at);
  report_twice(axes, report);
  if (report.diagnostics().size() != known) return {};
  std::vector<Job> jobs = axes.empty() ? std::vector<Job>() : product(axes, report);
  if (report.diagnostics().size() != known) return {};
  leave_out(jobs, reader, !over.empty(), report);
  add_included(jobs, reader, report);
  if (jobs.empty() && report.diagnostics().size() == known) report_no_job(reader, matrix.at, report);
  if (report.diagnostics().size() != known) return {};
  name_jobs(jobs);
  return jobs;
}

}  // namespace atelier::host
