#include "run_page.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/words.hpp>

#include "chart.hpp"
#include "language/wiring.hpp"
#include "page_words.hpp"
#include "run/run_words.hpp"
#include "run/status.hpp"
#include "run_page_parts.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr size_t kMostWarnings = 50;

std::string head(const RunFacts& facts, const PageOptions& options) {
  const PastRun& run = facts.run;
  const json& record = run.record;
  const auto number = [&](const char* field) {
    const auto value = number_in(record, field);
    return value ? fmt::format("{}", *value) : std::string();
  };
  const std::string peak = size_in(record, "peak_memory_bytes");
  const std::string files = file_links(facts, options);
  const std::string last_sign = text_in(record, "last_sign");
  return fmt::format("<h1>{}</h1>\n<p>{} <span class=\"faint\">run {}</span></p>\n", html_text(title_of(run)),
                     state_html(run.status), html_text(run.id)) +
         html_facts({{"begun", html_text(time_words(text_in(record, "started")))},
                     {"took", html_text(took_words(run))},
                     {"last sign", html_text(time_words(last_sign))},
                     {"exit code", number("exit_code")},
                     {"machine", html_text(text_in(record, "host"))},
                     {"device", html_text(text_in(record, "device"))},
                     {"threads", number("threads")},
                     {"seed", number("seed")},
                     {"memory", peak.empty() ? "" : "up to " + peak}}) +
         "<div class=\"wide\">" +
         html_facts({{"workflow", html_text(text_in(object_in(record, "workflow"), "file"))},
                     {"command", "<code>" + html_text(command_line(run)) + "</code>"},
                     {"given in", html_text(text_in(record, "working_directory"))},
                     {"files", files}}) +
         "</div>\n";
}

// What went wrong, with the last that the stages said.
std::string failure(const RunFacts& facts) {
  const std::string error = text_in(facts.run.record, "error");
  std::string out;
  if (!error.empty()) out += "<pre>" + html_lines(error) + "</pre>\n";
  for (const StageFacts& stage : facts.stages) {
    const std::string why = text_in(stage.record, "error");
    const bool is_said = why.empty() || why == error || text_in(stage.record, "status") == word_of(Status::kSkipped);
    if (!is_said) out += fmt::format("<p>{}:</p>\n<pre>{}</pre>\n", html_text(stage.name), html_lines(why));
    if (!stage.log_end.empty())
      out +=
          html_details("The end of the log of " + stage.name, "<pre>" + html_lines(stage.log_end) + "</pre>\n", false);
  }
  if (out.empty()) return "";
  return fmt::format("<div class=\"box bad\" id=\"failure\"><h2>{}</h2>\n{}</div>\n", html_text(facts.run.status), out);
}

std::string warnings(const RunFacts& facts) {
  std::string out;
  for (size_t i = 0; i < std::min(facts.warnings.size(), kMostWarnings); ++i)
    out += fmt::format("<li>{}: {}</li>\n", html_text(facts.warnings[i].who), html_lines(facts.warnings[i].text));
  if (out.empty()) return "";
  if (facts.warnings.size() > kMostWarnings)
    out += fmt::format("<li>and {} more in log.txt</li>\n", facts.warnings.size() - kMostWarnings);
  return fmt::format("<div class=\"box warn\" id=\"warnings\"><h2>{}</h2>\n<ul>\n{}</ul></div>\n",
                     counted(facts.warnings.size(), "warning", "warnings"), out);
}

std::string checks(const RunFacts& facts) {
  std::vector<std::vector<Cell>> rows;
  for (const json& gate : list_in(facts.run.record, "gates")) {
    std::string status = text_in(gate, "status");
    if (status == word_of(Status::kWaiting) && facts.run.status != word_of(Status::kRunning)) status = "not decided";
    rows.push_back({{html_text(text_in(gate, "name")), "name"},
                    {state_html(status)},
                    {"<code>" + html_text(text_in(gate, "that")) + "</code>", "any"},
                    {html_text(text_in(gate, "said")), "any"},
                    {html_text(short_origin(text_in(gate, "at"))), "faint"}});
  }
  return html_table_without_gaps({{"check"}, {"state"}, {"condition"}, {"numbers"}, {"written at"}}, rows, "full");
}

std::string curves(const RunFacts& facts) {
  std::string out;
  for (const StageFacts& stage : facts.stages) {
    std::vector<std::string> figures;
    for (const Chart& chart : charts_of(stage.series))
      if (std::string figure = chart_figure(chart); !figure.empty()) figures.push_back(std::move(figure));
    out += html_part(stage.name, charts_html(figures));
  }
  return out;
}

std::string numbers(const RunFacts& facts) {
  std::string out;
  for (const StageFacts& stage : facts.stages)
    if (const std::string tables = number_tables(stage.numbers); !tables.empty())
      out += "<div class=\"part\">\n" + html_part(stage.name, tables) + "</div>\n";
  return out.empty() ? "" : "<div class=\"parts\">\n" + out + "</div>\n";
}

std::string pictures(const RunFacts& facts, const PageOptions& options) {
  std::string out;
  for (const StageFacts& stage : facts.stages)
    if (stage.left)
      out += html_part(stage.name, picture_row(stage.left->pictures, options.run_folder / "outputs" / stage.name));
  return out;
}

std::string wiring(const RunFacts& facts) {
  if (!facts.wiring || facts.wiring->nodes.empty()) return "";
  return "<div class=\"scroll\">" + wiring_svg(*facts.wiring) + "</div>\n";
}

}  // namespace

std::string run_page(const RunFacts& facts, const PageOptions& options) {
  struct Section {
    const char* id;
    const char* title;
    std::string html;
  };
  const Section sections[] = {{"stages", "Stages", stage_table(facts, options)},
                              {"checks", "Checks", checks(facts)},
                              {"curves", "Curves", curves(facts)},
                              {"numbers", "Numbers", numbers(facts)},
                              {"pictures", "Pictures", pictures(facts, options)},
                              {"wiring", "Wiring", wiring(facts)},
                              {"options", "Options that are no defaults", option_table(facts.options)},
                              {"inputs", "Inputs", input_table(facts)},
                              {"program", "Program and plugins", program_tables(facts.run.record)}};
  std::string links, body;
  for (const Section& section : sections) {
    if (section.html.empty()) continue;
    links += fmt::format("<a href=\"#{}\">{}</a> ", section.id, section.title);
    body += html_section(section.id, section.title, section.html);
  }
  const std::string title = fmt::format("{}: {} ({})", title_of(facts.run), facts.run.status, facts.run.id);
  return html_page(title,
                   "<header>\n" + head(facts, options) + "<nav>" + links + "</nav>\n</header>\n" + failure(facts) +
                       warnings(facts) + body,
                   written_words(options.written));
}

}  // namespace atelier::host
