#include "run_words.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/words.hpp>
#include <ctime>

#include "status.hpp"
#include "system/exit_code.hpp"
#include "words/text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
using nlohmann::json;
namespace {

constexpr size_t kMostNumbers = 3;

// Seconds since 1970 of "2026-11-23T01:45:07.123Z".
std::optional<int64_t> seconds_of(const std::string& text) {
  std::tm parts{};
  const char* rest = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  return rest && (*rest == '.' || *rest == 'Z') ? std::optional<int64_t>(::timegm(&parts)) : std::nullopt;
}

// A word as the shell takes it.
std::string quoted(const std::string& word) {
  constexpr const char* kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,@%+";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

std::string stages_words(const PastRun& run) {
  const json& stages = list_in(run.record, "stages");
  if (stages.empty()) return "";
  const auto count = [&](const auto& is) { return std::count_if(stages.begin(), stages.end(), is); };
  const auto done = count([](const json& s) { return text_in(s, "status") == word_of(Status::kDone); });
  const auto reused = count([](const json& s) { return s.value("reused", json()) == true; });
  return fmt::format("{}/{}{}", done, stages.size(), reused ? fmt::format(" ({} reused)", reused) : "");
}

std::string workflow_of(const PastRun& run) { return text_in(object_in(run.record, "workflow"), "name"); }

std::string age_words(const PastRun& run, int64_t now) {
  const std::optional<int64_t> started = seconds_of(text_in(run.record, "started"));
  if (!started) return "";
  const int64_t age = now / 1'000'000'000 - *started;
  if (age < 0) return "in the future";
  if (age < 60) return "just now";
  if (age < 3600) return fmt::format("{} min ago", age / 60);
  if (age < 2 * 86400) return fmt::format("{} h ago", age / 3600);
  return counted(static_cast<uint64_t>(age / 86400), "day", "days") + " ago";
}

std::string took_words(const PastRun& run) {
  const std::optional<double> seconds = number_in(run.record, "seconds");
  return seconds ? duration_text(*seconds) : "";
}

std::string number_words(const json& number) {
  if (number.is_number_integer()) return number.dump();
  return number.is_number() ? fmt::format("{:.6g}", number.get<double>()) : "not a number";
}

std::string difference_words(double difference) { return fmt::format("{:+.6g}", difference); }

std::string main_numbers(const PastRun& run) {
  const json& stages = list_in(run.record, "stages");
  for (auto stage = stages.rbegin(); stage != stages.rend(); ++stage) {
    std::vector<std::string> names;
    for (const auto& [name, value] : object_in(*stage, "numbers").items()) names.push_back(name);
    const auto is_whole = [](const std::string& name) { return name.find_first_of("/[") == std::string::npos; };
    std::stable_partition(names.begin(), names.end(), is_whole);
    if (names.empty()) continue;
    std::string out;
    for (size_t i = 0; i < std::min(names.size(), kMostNumbers); ++i)
      out += fmt::format("{}{}.{} {}", i ? ", " : "", text_in(*stage, "name"), names[i],
                         number_words(object_in(*stage, "numbers")[names[i]]));
    return printable(out + (names.size() > kMostNumbers ? ", …" : ""));
  }
  return "";
}

std::string command_line(const PastRun& run) {
  std::string out;
  for (const json& word : list_in(run.record, "argv"))
    if (word.is_string()) out += (out.empty() ? "" : " ") + quoted(word.get<std::string>());
  return out;
}

Result<PastRun> find_recorded(const std::filesystem::path& workspace, const std::string& word) {
  return find_recorded(real_disk(), workspace, word);
}

Result<PastRun> find_recorded(const Disk& disk, const std::filesystem::path& workspace, const std::string& word) {
  Result<PastRun> run = find_run(disk, workspace, word);
  if (run && !run->record.is_object())
    return Failure{fmt::format("run {} cannot be shown: {}", run->id, run->trouble),
                   "what is there lies in " + run->folder.string(), kExitStageFailed};
  return run;
}

}  // namespace atelier::host
