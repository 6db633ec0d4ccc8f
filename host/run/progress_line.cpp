#include "progress_line.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "progress_count.hpp"
#include "words/text.hpp"
#include "words/utf8.hpp"
#include "words/width.hpp"

namespace atelier::host {
namespace {

constexpr double kWindow = 10;  // seconds over which a rate is taken
constexpr size_t kMostNames = 64;
constexpr size_t kLongestName = 40;

std::string last_part(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string as_words(std::string name) {
  for (char& c : name)
    if (c == '_' || c == '/') c = ' ';
  return one_line(name, kLongestName);
}

std::string time_left(const ProgressFacts& f) {
  if (!(f.rate > 0) || f.total <= f.done) return "";
  return fmt::format(", {} left", duration_text(static_cast<double>(f.total - f.done) / f.rate));
}

}  // namespace

void Rate::restart(double now, uint64_t done) { samples_.assign(1, {now, done}); }

void Rate::add(double now, uint64_t done) {
  if (samples_.empty() || done < samples_.back().done) return restart(now, done);
  samples_.push_back({now, done});
  while (samples_.size() > 2 && samples_[1].at < now - kWindow) samples_.pop_front();
}

double Rate::per_second() const {
  if (samples_.size() < 2) return 0;
  const double seconds = samples_.back().at - samples_.front().at;
  return seconds > 0 ? static_cast<double>(samples_.back().done - samples_.front().done) / seconds : 0;
}

void LatestNumbers::add(std::string_view name, double value) {
  const auto it = std::find_if(numbers_.begin(), numbers_.end(), [&](const Number& n) { return n.name == name; });
  if (it != numbers_.end()) {
    it->value = value;
    ++it->times;
  } else if (numbers_.size() < kMostNames) {
    numbers_.push_back({std::string(name), value, 1});
  }
}

std::vector<std::string> LatestNumbers::words(size_t most) const {
  std::vector<const Number*> shown;
  for (const Number& number : numbers_) shown.push_back(&number);
  std::stable_sort(shown.begin(), shown.end(), [](const Number* a, const Number* b) { return a->times > b->times; });
  shown.resize(std::min(most, shown.size()));
  std::vector<std::string> out;
  for (const Number* number : shown) {
    const std::string brief = last_part(number->name);
    const auto ends_so = [&](const Number* other) { return last_part(other->name) == brief; };
    const bool alone = std::count_if(shown.begin(), shown.end(), ends_so) == 1;
    out.push_back(fmt::format("{} {:.4g}", as_words(alone ? brief : number->name), number->value));
  }
  return out;
}

std::string progress_words(uint64_t done, uint64_t total, std::string_view unit, double rate) {
  std::string out = total ? fmt::format("{}/{}", done, total) : fmt::format("{}", done);
  if (!unit.empty()) out += fmt::format(" {}", unit);
  if (rate > 0) out += fmt::format(", {}/s", rate_text(rate));
  return out + time_left({"", done, total, "", rate, {}});
}

std::string progress_line(const ProgressFacts& f, size_t columns) {
  const std::string stage = one_line(f.stage, kLongestName * 2) + ": ", unit = one_line(f.unit, kLongestName);
  std::string line = stage + progress_words(f.done, f.total, unit, f.rate);
  std::vector<std::string> shorter;  // from the longest to the shortest
  for (const std::string& number : f.numbers) {
    shorter.insert(shorter.begin(), line);
    line += ", " + number;
  }
  shorter.insert(shorter.begin(), line);
  shorter.push_back(stage + progress_words(f.done, f.total, unit, 0) + time_left(f));
  shorter.push_back(stage + progress_words(f.done, f.total, "", 0) + time_left(f));
  shorter.push_back(stage + progress_words(f.done, f.total, "", 0));
  shorter.push_back(progress_words(f.done, f.total, "", 0));
  for (const std::string& words : shorter)
    if (width_of(words) <= columns) return words;
  return fit(shorter.back(), columns);
}

}  // namespace atelier::host
