// The table of a sweep for people.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "language/condition.hpp"
#include "sweep_record.hpp"
#include "words/text.hpp"
#include "words/width.hpp"

namespace atelier::host {
namespace {

using Row = std::vector<std::string>;

// A row before it is text: a job, or several of them averaged.
struct Line {
  std::string name;
  std::string status;
  std::string time;
  Numbers numbers;
  Numbers spread = {};  // standard deviations, where several were averaged
};

double number_of(const Line& line, const std::string& name) {
  const auto at = line.numbers.find(name);
  return at == line.numbers.end() ? std::nan("") : at->second;
}

std::vector<Line> lines_of(const SweepRecord& record) {
  std::vector<Line> out;
  for (const SweepJob& job : record.jobs)
    out.push_back({job.name, word_of(job.status), job.has_ended() ? duration_text(job.seconds) : "", job.numbers});
  return out;
}

// What jobs that differ in nothing but `over` have in common.
std::string group_of(const SweepJob& job, const std::vector<std::string>& over) {
  std::string out;
  for (const auto& [path, value] : job.settings)
    if (std::find(over.begin(), over.end(), path) == over.end())
      out += (out.empty() ? "" : ",") + path.substr(path.rfind('.') + 1) + "=" + plain_value(value);
  return out.empty() ? "all" : out;
}

// Of each number the mean and the standard deviation (of a sample) over those of the jobs that have it.
Line averaged(const std::string& name, const std::vector<const SweepJob*>& jobs) {
  const auto done =
      std::count_if(jobs.begin(), jobs.end(), [](const auto* job) { return job->status == Status::kDone; });
  double seconds = 0;
  std::map<std::string, std::vector<double>> values;
  for (const SweepJob* job : jobs) {
    seconds += job->seconds;
    for (const auto& [number, value] : job->numbers)
      if (!std::isnan(value)) values[number].push_back(value);
  }
  Line line{name, fmt::format("{} of {} done", done, jobs.size()), duration_text(seconds), {}};
  for (const auto& [number, all] : values) {
    const auto count = static_cast<double>(all.size());
    const double mean = std::accumulate(all.begin(), all.end(), 0.0) / count;
    double squares = 0;
    for (const double value : all) squares += (value - mean) * (value - mean);
    line.numbers[number] = mean;
    if (all.size() > 1) line.spread[number] = std::sqrt(squares / (count - 1));
  }
  return line;
}

std::vector<Line> averaged_lines(const SweepRecord& record, const std::vector<std::string>& over) {
  std::vector<std::pair<std::string, std::vector<const SweepJob*>>> groups;
  for (const SweepJob& job : record.jobs) {
    const std::string name = group_of(job, over);
    auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == name; });
    if (group == groups.end()) group = groups.insert(groups.end(), {name, {}});
    group->second.push_back(&job);
  }
  std::vector<Line> out;
  for (const auto& [name, jobs] : groups) out.push_back(averaged(name, jobs));
  return out;
}

std::vector<std::string> all_numbers(const SweepRecord& record) {
  std::set<std::string> out;
  for (const SweepJob& job : record.jobs)
    for (const auto& [name, value] : job.numbers) out.insert(name);
  return {out.begin(), out.end()};
}

// Those that tell the jobs apart, without what is counted for each of many (`score/part/x`) and what differs whenever
// the same is done again.
std::vector<std::string> telling_numbers(const SweepRecord& record) {
  std::vector<std::string> out;
  for (const std::string& name : all_numbers(record)) {
    if (std::count(name.begin(), name.end(), '/') > 1 || record.times.count(name) != 0) continue;
    std::set<double> values;
    for (const SweepJob& job : record.jobs)
      if (const auto at = job.numbers.find(name); at != job.numbers.end() && !std::isnan(at->second))
        values.insert(at->second);
    if (values.size() > 1) out.push_back(name);
  }
  return out;
}

// "score.mean" for "score.score/mean" where no other number is called so.
std::string short_name(const SweepRecord& record, const std::string& name) {
  const size_t dot = name.find('.'), slash = name.rfind('/');
  if (slash == std::string::npos) return name;
  const std::string brief = name.substr(0, dot + 1) + name.substr(slash + 1);
  const Result<std::string> meant = number_named(record, brief);
  return meant && *meant == name ? brief : name;
}

void sort_lines(std::vector<Line>& lines, const std::string& number, bool ascending) {
  std::stable_sort(lines.begin(), lines.end(), [&](const Line& a, const Line& b) {
    const double left = number_of(a, number), right = number_of(b, number);
    if (std::isnan(left) || std::isnan(right)) return !std::isnan(left) && std::isnan(right);
    return ascending ? left < right : left > right;
  });
}

std::string cell_of(const Line& line, const std::string& number) {
  const double value = number_of(line, number);
  if (std::isnan(value)) return "-";
  const auto spread = line.spread.find(number);
  return fmt::format("{:.5g}", value) + (spread == line.spread.end() ? "" : fmt::format(" ± {:.2g}", spread->second));
}

std::vector<size_t> widths_of(const std::vector<Row>& rows) {
  std::vector<size_t> widths(rows[0].size());
  for (const Row& row : rows)
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  return widths;
}

// The first column to the left, numbers to the right.
std::string line_of(const Row& row, const std::vector<size_t>& widths, size_t columns) {
  std::string out;
  for (size_t i = 0; i < columns; ++i) {
    const std::string blanks(widths[i] - width_of(row[i]), ' ');
    out += (i ? "  " : "") + (i < 2 ? row[i] + blanks : blanks + row[i]);
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

// How many of the columns fit, at least those that must be there.
size_t fitting(const std::vector<size_t>& widths, size_t must, size_t screen) {
  size_t used = 0, count = 0;
  for (const size_t width : widths) {
    used += width + (count ? 2 : 0);
    if (count >= must && used > screen) break;
    ++count;
  }
  return count;
}

std::vector<std::string> texts_of(const std::vector<Row>& rows, size_t must, size_t screen) {
  const std::vector<size_t> widths = widths_of(rows);
  const size_t columns = fitting(widths, must, screen);
  std::vector<std::string> out;
  for (const Row& row : rows) out.push_back(line_of(row, widths, columns));
  if (columns < widths.size()) out.push_back(fmt::format("… and {} more in sweep.csv", widths.size() - columns));
  return out;
}

}  // namespace

Result<std::string> number_named(const SweepRecord& record, const std::string& wanted) {
  const std::vector<std::string> all = all_numbers(record);
  if (std::find(all.begin(), all.end(), wanted) != all.end()) return wanted;
  const size_t dot = wanted.find('.');
  const std::string stage = dot == std::string::npos ? "" : wanted.substr(0, dot + 1);
  std::vector<std::string> meant;
  for (const std::string& name : all) {
    const size_t at = name.find('.') + 1;
    const std::string rest = dot == std::string::npos ? wanted : wanted.substr(dot + 1);
    if (name.starts_with(stage) && !numbers_meant(rest, {name.substr(at)}).empty()) meant.push_back(name);
  }
  if (meant.size() == 1) return meant[0];
  if (meant.size() > 1) return Failure{"more than one number is called `" + wanted + "`: " + list_names(meant), "", 2};
  const std::string near = did_you_mean(wanted, all);
  return Failure{"no job has a number `" + wanted + "`",
                 !near.empty() ? near
                 : all.empty() ? "no job has left any"
                               : "there are " + list_names(all),
                 2};
}

Result<std::vector<std::string>> sweep_table(const SweepRecord& record, const TableWish& wish) {
  std::vector<std::string> wanted = wish.numbers;
  if (!wish.sort.empty()) wanted.insert(wanted.begin(), wish.sort);
  std::vector<std::string> numbers;
  for (const std::string& number : wanted) {
    const Result<std::string> named = number_named(record, number);
    if (!named) return named.failure();
    if (std::find(numbers.begin(), numbers.end(), *named) == numbers.end()) numbers.push_back(*named);
  }
  const std::string sort = wish.sort.empty() ? "" : numbers[0];
  const size_t must = 3 + numbers.size();
  if (wish.numbers.empty())
    for (const std::string& number : telling_numbers(record))
      if (number != sort) numbers.push_back(number);
  std::vector<Line> lines = wish.mean_over.empty() ? lines_of(record) : averaged_lines(record, wish.mean_over);
  if (!sort.empty()) sort_lines(lines, sort, wish.ascending);
  std::vector<Row> rows = {{"job", "status", "time"}};
  for (const std::string& number : numbers) rows[0].push_back(short_name(record, number));
  for (const Line& line : lines) {
    rows.push_back({line.name, line.status, line.time});
    for (const std::string& number : numbers) rows.back().push_back(cell_of(line, number));
  }
  if (!sort.empty() && rows.size() > 1 && rows[1][3] != "-") rows[1][3] = "* " + rows[1][3];  // the best
  return texts_of(rows, must, wish.columns);
}

}  // namespace atelier::host
