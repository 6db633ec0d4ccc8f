#include "comparison_page.hpp"

#include <spdlog/fmt/fmt.h>

#include <atelier/cpp/words.hpp>
#include <set>

#include "comparison_parts.hpp"
#include "page_words.hpp"

namespace atelier::host {
namespace {

std::string notes(const Comparison& comparison) {
  std::string out;
  for (const ComparedRun& run : comparison.runs)
    if (!run.texts.options_unread.empty())
      out += fmt::format("<li>{}: {}</li>\n", html_text(run.label), html_text(run.texts.options_unread));
  return out.empty() ? "" : "<div class=\"box warn\"><ul>\n" + out + "</ul></div>\n";
}

std::string differences(const Comparison& comparison) {
  std::string out = notes(comparison);
  out += html_part("Options", differing_table(comparison, &RunTexts::options, "option"));
  out += html_part("Inputs", differing_table(comparison, &RunTexts::inputs, "file or folder"));
  out += html_part("Plugins", differing_table(comparison, &RunTexts::plugins, "plugin"));
  out += html_part("Program", differing_table(comparison, &RunTexts::program, ""));
  out += html_part("Environment", differing_table(comparison, &RunTexts::environment, "variable"));
  return out.empty() ? "<p>Options, inputs, plugins and program are the same.</p>\n" : out;
}

// A part for each stage.
std::string by_stage(const Comparison& comparison, std::string (*part)(const Comparison&, const std::string&)) {
  std::string out;
  for (const std::string& stage : stages_of(comparison)) out += html_part(stage, part(comparison, stage));
  return out;
}

std::string subtitle(const Comparison& comparison) {
  std::set<std::string> workflows;
  for (const ComparedRun& run : comparison.runs) workflows.insert(title_of(run.facts.run));
  std::string out = counted(comparison.runs.size(), "run", "runs") + " of ";
  for (const std::string& workflow : workflows) out += (workflow == *workflows.begin() ? "" : ", ") + workflow;
  return html_text(out);
}

}  // namespace

std::string comparison_page(const Comparison& comparison) {
  struct Section {
    const char* id;
    const char* title;
    std::string html;
  };
  const Section sections[] = {{"runs", "Runs", run_table(comparison)},
                              {"differences", "What differs", differences(comparison)},
                              {"stages", "Stages", compared_stages(comparison)},
                              {"checks", "Checks", differing_table(comparison, &RunTexts::gates, "check")},
                              {"numbers", "Numbers", by_stage(comparison, compared_numbers)},
                              {"curves", "Curves", by_stage(comparison, compared_curves)},
                              {"pictures", "Pictures", by_stage(comparison, compared_pictures)}};
  std::string links, body;
  for (const Section& section : sections) {
    if (section.html.empty()) continue;
    links += fmt::format("<a href=\"#{}\">{}</a> ", section.id, section.title);
    body += html_section(section.id, section.title, section.html);
  }
  const std::string head = fmt::format("<header>\n<h1>{}</h1>\n<p class=\"faint\">{}</p>\n<nav>{}</nav>\n</header>\n",
                                       html_text(comparison.title), subtitle(comparison), links);
  return html_page(comparison.title, head + body, written_words(comparison.written));
}

}  // namespace atelier::host
