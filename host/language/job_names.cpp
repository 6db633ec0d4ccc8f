// What jobs of a sweep are called: stable, so that a sweep that grows by a value keeps the names of its other jobs.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <map>
#include <set>

#include "matrix.hpp"

namespace atelier::host {
namespace {

constexpr size_t kLongestValue = 32;

// FNV-1a: names need no better.
std::string digest_of(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return fmt::format("{:08x}", static_cast<uint32_t>(hash ^ (hash >> 32)));
}

std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view("._+-").find(c) != std::string_view::npos;
    if (kept)
      out += c;
    else if (!out.empty() && out.back() != '_')
      out += '_';
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

// "64x64" of [64, 64], "last" of "overlap.last" for a key `overlap`, the component of a slot.
std::string value_word(const SetOption& setting, const std::string& key) {
  const auto without_key = [&](const std::string& text) {
    return text.starts_with(key + ".") ? text.substr(key.size() + 1) : text;
  };
  if (!setting.given) return without_key(setting.value);
  const Written& value = *setting.given;
  if (value.is_list()) {
    std::string out;
    for (const Written& item : value.items)
      out += (out.empty() ? "" : "x") + value_word({.path = {}, .given = item}, key);
    return out;
  }
  if (value.is_table()) {
    const Written* use = value.find("use");
    const std::string rest = value.entries.size() > 1 ? "-" + digest_of(value_text(setting)) : "";
    return (use ? value_word({.path = {}, .given = *use}, key) : "") + rest;
  }
  return value.is_string() ? without_key(value.text) : unquoted(value);
}

std::string step_word(const SetStep& step) { return step.key + (step.item ? "-" + *step.item : ""); }

// The last steps of a path, as many as it takes to tell it from the others.
std::map<std::string, std::string> keys_of(const std::vector<Job>& jobs) {
  std::map<std::string, std::vector<std::string>> paths;
  for (const Job& job : jobs)
    for (const SetOption& setting : job.settings) {
      std::vector<std::string>& steps = paths[path_text(setting)];
      steps.clear();
      for (const SetStep& step : setting.path) steps.push_back(step_word(step));
      if (steps.size() > 1 && steps.back() == "use") steps.pop_back();  // "overlap=last", as for the slot itself
    }
  const auto last = [](const std::vector<std::string>& all, size_t count) {
    std::string text;
    for (size_t i = all.size() - std::min(count, all.size()); i < all.size(); ++i)
      text += (text.empty() ? "" : ".") + all[i];
    return text;
  };
  std::map<std::string, std::string> out;
  for (size_t count = 1; out.size() < paths.size(); ++count) {
    std::map<std::string, int> sharing;  // how many paths end so
    for (const auto& [path, steps] : paths) ++sharing[last(steps, count)];
    for (const auto& [path, steps] : paths)
      if (std::string end = last(steps, count); count >= steps.size() || sharing[end] == 1)
        out.try_emplace(path, std::move(end));
  }
  return out;
}

std::string all_settings(const Job& job) {
  std::string out;
  for (const SetOption& setting : job.settings) out += path_text(setting) + "=" + value_text(setting) + "\n";
  return out;
}

}  // namespace

void name_jobs(std::vector<Job>& jobs) {
  const std::map<std::string, std::string> keys = keys_of(jobs);
  std::map<std::string, int> count;
  for (Job& job : jobs) {
    std::set<std::string> labels;
    for (const SetOption& setting : job.settings) {
      if (!setting.label.empty() && !labels.insert(setting.label).second) continue;
      const std::string& key = keys.at(path_text(setting));
      const size_t equals = setting.label.find('=');
      std::string value = setting.label.empty() ? plain(value_word(setting, key)) : setting.label.substr(equals + 1);
      if (value.size() > kLongestValue)
        value = value.substr(0, kLongestValue - 9) + "-" + digest_of(value_text(setting));
      job.name += (job.name.empty() ? "" : ",") + plain(setting.label.empty() ? key : setting.label.substr(0, equals)) +
                  "=" + value;
    }
    if (job.name.size() > kLongestJobName)
      job.name = job.name.substr(0, kLongestJobName - 9) + "-" + digest_of(all_settings(job));
    ++count[job.name];
  }
  for (Job& job : jobs)
    if (count[job.name] > 1) job.name = job.name.substr(0, kLongestJobName - 9) + "-" + digest_of(all_settings(job));
}

}  // namespace atelier::host
