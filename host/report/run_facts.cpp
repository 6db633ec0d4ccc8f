#include "run_facts.hpp"

#include <algorithm>
#include <map>

#include "run/past_results.hpp"
#include "run/status.hpp"
#include "run/wiring_record.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr size_t kMostPictures = 12;
constexpr size_t kMostOfALog = 16 << 20;  // bytes
constexpr size_t kLinesAtTheEnd = 20;

bool is_picture(const std::string& name) {
  const size_t dot = name.rfind('.');
  if (dot == std::string::npos) return false;
  std::string suffix = name.substr(dot);
  for (char& c : suffix) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  constexpr const char* kSuffixes[] = {".png", ".jpg", ".jpeg", ".webp", ".svg"};
  return std::find(std::begin(kSuffixes), std::end(kSuffixes), suffix) != std::end(kSuffixes);
}

std::optional<Left> left_by(const Disk& disk, const PastRun& run, const std::string& stage) {
  const std::optional<std::vector<TreeEntry>> entries = entries_left(disk, run, stage);
  if (!entries) return std::nullopt;
  Left out;
  std::vector<std::string> names;
  for (const TreeEntry& entry : *entries) {
    if (entry.kind != EntryKind::kFile) continue;
    out.bytes += entry.facts.size;
    ++out.files;
    names.push_back(entry.name);
  }
  out.pictures = pictures_among(names);
  return out;
}

// run.json has the names in their own order, the series in the stage's.
std::vector<Number> numbers_of(const json& record, const std::vector<Series>& series) {
  const json& all = object_in(record, "numbers");
  std::vector<Number> out;
  for (const Series& one : series)
    if (const auto it = all.find(one.name); it != all.end()) out.push_back({one.name, *it});
  for (const auto& [name, value] : all.items()) {
    const auto is_it = [&name = name](const Series& one) { return one.name == name; };
    if (std::none_of(series.begin(), series.end(), is_it)) out.push_back({name, value});
  }
  return out;
}

std::string last_lines(const std::string& text, size_t most) {
  size_t begin = text.size();
  for (size_t lines = 0; begin > 0; --begin)
    if (text[begin - 1] == '\n' && begin < text.size() && ++lines == most) break;
  return text.substr(begin);
}

StageFacts stage_facts(const Disk& disk, const PastRun& run, const json& record) {
  StageFacts out{text_in(record, "name"), record};
  const fs::path records = run.folder / "stages" / out.name;
  const std::string status = text_in(record, "status");
  const bool done = status == word_of(Status::kDone);
  if (done) out.left = left_by(disk, run, out.name), out.digest = digest_left(disk, run, out.name);
  if (const std::string maker = text_in(record, "made_by"); !maker.empty())
    out.maker_has_page = disk.facts(run.folder.parent_path() / maker / "report.html").is_file();
  out.series = read_series(disk, records / "metrics.jsonl");
  out.numbers = numbers_of(record, out.series);
  const bool at_work = status == word_of(Status::kRunning) && run.status == status;
  if (done || at_work || status == word_of(Status::kSkipped) || status == word_of(Status::kWaiting)) return out;
  const Result<std::string> log = disk.read(records / "log.txt", kMostOfALog);
  if (log) out.log_end = last_lines(*log, kLinesAtTheEnd);
  return out;
}

}  // namespace

const Series* StageFacts::series_of(const std::string& called) const {
  const auto it = std::find_if(series.begin(), series.end(), [&](const Series& one) { return one.name == called; });
  return it == series.end() ? nullptr : &*it;
}

const StageFacts* RunFacts::stage(const std::string& name) const {
  for (const StageFacts& one : stages)
    if (one.name == name) return &one;
  return nullptr;
}

RunFacts facts_of(const Disk& disk, PastRun run) {
  RunFacts out;
  for (const json& record : list_in(run.record, "stages")) out.stages.push_back(stage_facts(disk, run, record));
  if (const Result<std::string> log = disk.read(run.folder / "log.txt", kMostOfALog); log)
    out.warnings = warnings_in(*log);
  if (const Result<std::string> text = disk.read(run.folder / "resolved.toml"); text)
    out.options = given_options(*text);
  if (const Result<std::string> text = disk.read(run.folder / "wiring.json"); text) out.wiring = read_wiring(*text);
  for (const char* file : {"workflow.toml", "resolved.toml", "run.json", "log.txt", "events.jsonl"})
    if (disk.facts(run.folder / file).is_file()) out.files.emplace_back(file);
  out.has_page = disk.facts(run.folder / "report.html").is_file();
  out.run = std::move(run);
  return out;
}

Pictures pictures_among(const std::vector<std::string>& files) {
  Pictures out;
  std::map<std::string, size_t> folders;
  for (const std::string& file : files) {
    if (!is_picture(file)) continue;
    const size_t slash = file.find('/');
    if (slash != std::string::npos) {
      ++folders[file.substr(0, slash)];
      continue;
    }
    ++out.count;
    if (out.names.size() < kMostPictures) out.names.push_back(file);
  }
  for (const auto& [name, count] : folders) out.folders.push_back({name, count});
  return out;
}

// A line is "<time> <level> [<who>] <text>"; what follows of a text with lines stands two blanks further in.
std::vector<Warning> warnings_in(const std::string& log) {
  std::vector<Warning> out;
  bool in_one = false;
  for (size_t begin = 0; begin < log.size();) {
    const size_t end = std::min(log.find('\n', begin), log.size());
    const std::string line = log.substr(begin, end - begin);
    begin = end + 1;
    if (line.starts_with("  ")) {
      if (in_one) out.back().text += "\n" + line.substr(2);
      continue;
    }
    const size_t level = line.find(' '), open = line.find(" [", level + 1), close = line.find("] ", open);
    in_one = level != std::string::npos && close != std::string::npos &&
             line.compare(level + 1, open - level - 1, "warning") == 0;
    if (in_one) out.push_back({line.substr(open + 2, close - open - 2), line.substr(close + 2)});
  }
  std::vector<Warning> once;
  for (Warning& warning : out) {
    const auto same = [&](const Warning& other) { return other.text == warning.text; };
    const auto known = std::find_if(once.begin(), once.end(), same);
    if (known == once.end())
      once.push_back(std::move(warning));
    else if ((", " + known->who + ",").find(", " + warning.who + ",") == std::string::npos)
      known->who += ", " + warning.who;
  }
  return once;
}

}  // namespace atelier::host
