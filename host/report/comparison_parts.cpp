#include "comparison_parts.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include "chart.hpp"
#include "page_words.hpp"
#include "run/run_words.hpp"
#include "words/text.hpp"

namespace atelier::host {
using nlohmann::json;
namespace {

using Rows = std::vector<std::vector<Cell>>;

constexpr size_t kMostPictures = 12;  // names of a stage

// Adds to `names` what is not there yet.
void add_new(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

std::string took(const StageFacts& stage, const PastRun& run) {
  const std::optional<double> seconds = number_in(stage.record, "seconds");
  const bool ran = stage_state(stage, run) == "ran";
  return seconds && ran ? " " + html_text(duration_text(*seconds)) : "";
}

// "same", "differs" or "" of what all runs left that left something.
std::string left_verdict(const std::vector<std::string>& digests) {
  if (digests.size() < 2 || std::find(digests.begin(), digests.end(), "") != digests.end()) return "";
  const bool same = std::all_of(digests.begin(), digests.end(), [&](const auto& d) { return d == digests[0]; });
  return same ? "the same" : "differs";
}

// A number of all runs.
struct NumberRow {
  std::string name;
  std::vector<const json*> values;  // null: the run has none of it

  bool differs() const {
    const auto is_other = [&](const json* v) { return !v != !values[0] || (v && *v != *values[0]); };
    return std::any_of(values.begin(), values.end(), is_other);
  }
  std::pair<const json*, const json*> extremes() const {
    const json *least = nullptr, *greatest = nullptr;
    for (const json* value : values) {
      if (!value || !value->is_number()) continue;
      if (!least || *value < *least) least = value;
      if (!greatest || *greatest < *value) greatest = value;
    }
    return {least, greatest};
  }
};

std::vector<NumberRow> number_rows(const Comparison& comparison, const std::string& stage) {
  std::vector<NumberRow> out;
  std::map<std::string, size_t> places;
  for (size_t run = 0; run < comparison.runs.size(); ++run) {
    const StageFacts* facts = comparison.runs[run].facts.stage(stage);
    if (!facts) continue;
    for (const Number& number : facts->numbers) {
      const auto [place, is_new] = places.emplace(number.name, out.size());
      if (is_new) out.push_back({number.name, std::vector<const json*>(comparison.runs.size())});
      out[place->second].values[run] = &number.value;
    }
  }
  return out;
}

// A label that may be broken where its words end, so that columns of numbers are no wider than those.
std::string breakable(const std::string& label) {
  std::string out;
  for (const char c : html_text(label)) out += std::string(1, c) + (std::strchr("=_,-", c) ? "<wbr/>" : "");
  return out;
}

Cell or_blank(const json* value) { return value ? number_value(*value) : number_cell(""); }

}  // namespace

std::vector<std::string> stages_of(const Comparison& comparison) {
  std::vector<std::string> out;
  for (const ComparedRun& run : comparison.runs)
    for (const StageFacts& stage : run.facts.stages) add_new(out, stage.name);
  return out;
}

std::vector<Cell> run_heads(const Comparison& comparison, const std::string& first, const std::string& style) {
  std::vector<Cell> out = {{html_text(first)}};
  for (const ComparedRun& run : comparison.runs)
    out.push_back({breakable(run.label), style.empty() ? "label" : "label " + style});
  return out;
}

std::string run_table(const Comparison& comparison) {
  Rows rows;
  for (size_t i = 0; i < comparison.runs.size(); ++i) {
    const ComparedRun& run = comparison.runs[i];
    const PastRun& past = run.facts.run;
    const std::string error = text_in(past.record, "error");
    rows.push_back({{fmt::format("<svg width=\"26\" height=\"10\" aria-hidden=\"true\"><path class=\"curve {}\" "
                                 "d=\"M1 5H25\"/></svg> {}",
                                 line_style(i), html_text(run.label)),
                     "name"},
                    {state_html(past.status)},
                    {html_text(time_words(text_in(past.record, "started"))), "name"},
                    {html_text(took_words(past)), "number"},
                    {run.facts.has_page ? html_link(run.folder / "report.html", past.id) : html_text(past.id), "name"},
                    {html_text(error), "any"}});
  }
  return html_table_without_gaps({{""}, {"state"}, {"begun"}, {"took", "number"}, {"run"}, {""}}, rows, "full");
}

std::string differing_table(const Comparison& comparison, Texts RunTexts::*texts, const std::string& called) {
  std::set<std::string> names;
  for (const ComparedRun& run : comparison.runs)
    for (const auto& [name, value] : run.texts.*texts) names.insert(name);
  Rows rows;
  for (const std::string& name : names) {
    std::vector<Cell> row = {{html_text(name), "value"}};
    std::set<std::string> seen;
    for (const ComparedRun& run : comparison.runs) {
      const auto it = (run.texts.*texts).find(name);
      const bool is_there = it != (run.texts.*texts).end();
      seen.insert(is_there ? "=" + it->second : "");
      row.push_back(is_there ? Cell{html_text(it->second), "value any"} : Cell{"not given", "faint"});
    }
    if (seen.size() > 1) rows.push_back(std::move(row));
  }
  return html_table(run_heads(comparison, called), rows, "compared");
}

std::string compared_stages(const Comparison& comparison) {
  Rows rows;
  for (const std::string& stage : stages_of(comparison)) {
    std::vector<Cell> row = {{html_text(stage), "name"}};
    std::vector<std::string> digests;
    for (const ComparedRun& run : comparison.runs) {
      const StageFacts* facts = run.facts.stage(stage);
      row.push_back(facts ? Cell{state_html(stage_state(*facts, run.facts.run)) + took(*facts, run.facts.run), "name"}
                          : Cell{"no stage of it", "faint"});
      if (facts && !facts->digest.empty()) digests.push_back(facts->digest);
    }
    row.push_back({digests.size() == comparison.runs.size() ? left_verdict(digests) : ""});
    rows.push_back(std::move(row));
  }
  std::vector<Cell> heads = run_heads(comparison, "stage");
  heads.push_back({"what it left"});
  return html_table(heads, rows, "compared");
}

std::string compared_numbers(const Comparison& comparison, const std::string& stage) {
  const std::vector<NumberRow> numbers = number_rows(comparison, stage);
  const bool any_differs = std::any_of(numbers.begin(), numbers.end(), [](const NumberRow& n) { return n.differs(); });
  std::vector<Cell> heads = run_heads(comparison, "", "number");
  if (any_differs) heads.insert(heads.begin() + 1, {{"least", "number"}, {"greatest", "number"}});
  Rows rows;
  for (const NumberRow& number : numbers) {
    const bool differs = number.differs();
    std::vector<Cell> row = {{(differs ? "<b class=\"differs\">≠</b> " : "") + html_text(number.name), "name"}};
    if (any_differs) {
      const auto [least, greatest] = number.extremes();
      for (const json* value : {least, greatest}) {
        row.push_back(or_blank(differs ? value : nullptr));
        row.back().style = "number faint";
      }
    }
    for (const json* value : number.values) row.push_back(or_blank(value));
    rows.push_back(std::move(row));
  }
  return html_table(heads, rows, "compared");
}

std::string compared_curves(const Comparison& comparison, const std::string& stage) {
  std::vector<std::string> names;
  for (const ComparedRun& run : comparison.runs)
    if (const StageFacts* facts = run.facts.stage(stage))
      for (const Series& series : facts->series)
        if (series.is_curve()) add_new(names, series.name);
  std::vector<std::string> figures;
  for (const std::string& name : names) {
    Chart chart{name, {}};
    for (const ComparedRun& run : comparison.runs) {
      const StageFacts* facts = run.facts.stage(stage);
      const Series* series = facts ? facts->series_of(name) : nullptr;
      chart.lines.push_back({run.label, series ? *series : Series{name}});
    }
    if (std::string figure = chart_figure(chart); !figure.empty()) figures.push_back(std::move(figure));
  }
  return charts_html(figures);
}

std::string compared_pictures(const Comparison& comparison, const std::string& stage) {
  std::vector<std::string> names;
  for (const ComparedRun& run : comparison.runs)
    if (const StageFacts* facts = run.facts.stage(stage); facts && facts->left)
      for (const std::string& name : facts->left->pictures.names) add_new(names, name);
  if (names.size() > kMostPictures) names.resize(kMostPictures);
  std::string out;
  for (const std::string& name : names) {
    std::string row;
    for (const ComparedRun& run : comparison.runs) {
      const StageFacts* facts = run.facts.stage(stage);
      const auto has = [&](const Pictures& all) {
        return std::find(all.names.begin(), all.names.end(), name) != all.names.end();
      };
      const std::string url = url_of(run.folder / "outputs" / stage / name);
      row += facts && facts->left && has(facts->left->pictures)
                 ? fmt::format(
                       "<figure><a href=\"{0}\"><img src=\"{0}\" alt=\"{1}\" loading=\"lazy\"/></a>"
                       "<figcaption>{1}</figcaption></figure>\n",
                       url, html_text(run.label))
                 : fmt::format("<figure><figcaption>{}: none</figcaption></figure>\n", html_text(run.label));
    }
    out += fmt::format("<p>{}</p>\n<div class=\"pictures\">\n{}</div>\n", html_text(name), row);
  }
  return out;
}

}  // namespace atelier::host
