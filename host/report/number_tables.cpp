// Numbers of a stage as tables: the host knows no more of them than their names.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "page_words.hpp"
#include "run_page_parts.hpp"

namespace atelier::host {
using nlohmann::json;
namespace {

using Rows = std::vector<std::vector<Cell>>;

// "evaluate/iou" of "evaluate/iou/cat"; "" of names of fewer words.
std::string group_of(const std::string& name) {
  const size_t first = name.find('/'), last = name.rfind('/');
  return first == last ? "" : name.substr(0, last);
}

std::string last_word(const std::string& name) { return name.substr(name.rfind('/') + 1); }

// Groups with the same members.
struct Family {
  std::vector<std::string> members;
  std::vector<std::string> groups;
  std::vector<std::vector<json>> values;  // by group, in the order of the members
};

struct Sorted {
  std::vector<Number> single;
  std::vector<Family> families;
};

Sorted sorted(const std::vector<Number>& numbers) {
  Sorted out;
  std::vector<Family> groups;  // of one each
  for (const Number& number : numbers) {
    const std::string group = group_of(number.name);
    if (group.empty()) {
      out.single.push_back(number);
      continue;
    }
    auto it = std::find_if(groups.begin(), groups.end(), [&](const Family& f) { return f.groups[0] == group; });
    if (it == groups.end()) it = groups.insert(groups.end(), Family{{}, {group}, {{}}});
    it->members.push_back(last_word(number.name));
    it->values[0].push_back(number.value);
  }
  for (Family& group : groups) {
    const auto same = [&](const Family& family) { return family.members == group.members; };
    const auto it = std::find_if(out.families.begin(), out.families.end(), same);
    if (it == out.families.end()) {
      out.families.push_back(std::move(group));
      continue;
    }
    it->groups.push_back(group.groups[0]);
    it->values.push_back(std::move(group.values[0]));
  }
  return out;
}

// What a full bar stands for; 0: no bars, as some are below zero or all are zero.
double full_bar(const std::vector<json>& values) {
  double most = 0;
  for (const json& value : values) {
    if (!value.is_number()) continue;
    const double number = value.get<double>();
    if (number < 0 || !std::isfinite(number)) return 0;
    most = std::max(most, number);
  }
  return most > 0 && most <= 1 ? 1 : most;
}

bool are_shares(const std::vector<json>& values) {
  const auto is_share = [](const json& v) { return v.is_null() || (v.is_number_float() && v >= 0.0 && v <= 1.0); };
  return std::all_of(values.begin(), values.end(), is_share);
}

Cell bar_cell(const json& value, double full, bool share) {
  Cell out = number_value(value);
  if (!value.is_number()) return out;
  if (share) out.html = fmt::format("<span title=\"{}\">{:.4f}</span>", html_text(value.dump()), value.get<double>());
  if (full > 0)
    out.html = fmt::format("<i style=\"width:{:.0f}%\"></i><b>{}</b>",
                           std::clamp(value.get<double>() / full, 0.0, 1.0) * 92, out.html);
  out.style = "number bar";
  return out;
}

std::string family_table(const Family& family) {
  std::vector<Cell> heads = {{""}};
  Rows rows;
  for (const std::string& member : family.members) rows.push_back({{html_text(member), "name"}});
  for (size_t group = 0; group < family.groups.size(); ++group) {
    heads.push_back({html_text(family.groups[group]), "number"});
    const std::vector<json>& values = family.values[group];
    const double full = full_bar(values);
    const bool shares = are_shares(values);
    for (size_t i = 0; i < values.size(); ++i) rows[i].push_back(bar_cell(values[i], full, shares));
  }
  return html_table(heads, rows);
}

}  // namespace

std::string number_tables(const std::vector<Number>& numbers) {
  const Sorted all = sorted(numbers);
  Rows rows;
  for (const Number& number : all.single)
    rows.push_back({{html_text(number.name), "name"}, number_value(number.value)});
  std::string out = html_table({}, rows);
  for (const Family& family : all.families) out += family_table(family);
  return out;
}

}  // namespace atelier::host
