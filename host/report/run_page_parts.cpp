#include "run_page_parts.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/words.hpp>

#include "page_words.hpp"
#include "run/run_words.hpp"
#include "words/text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

using Rows = std::vector<std::vector<Cell>>;

// With how much of the run's time it is.
Cell time_cell(const StageFacts& stage, double longest) {
  const std::optional<double> seconds = number_in(stage.record, "seconds");
  if (!seconds || flag_in(stage.record, "reused")) return {"", "number"};
  const double part = longest > 0 ? std::clamp(*seconds / longest, 0.0, 1.0) : 0;
  return {fmt::format("<i style=\"width:{:.0f}%\"></i><b>{}</b>", part * 92, html_text(duration_text(*seconds))),
          "number bar"};
}

std::string note_of(const StageFacts& stage, const PastRun& run, const PageOptions& options) {
  const std::string made_by = text_in(stage.record, "made_by"), error = text_in(stage.record, "error");
  if (!made_by.empty())
    return "made by run " + (stage.maker_has_page
                                 ? html_link(options.run_folder / ".." / made_by / "report.html", made_by)
                                 : html_text(made_by));
  if (!error.empty()) return html_text(error);
  return stage_state(stage, run) == "not run" ? "the run ended before it" : "";
}

}  // namespace

std::string short_origin(const std::string& origin) {
  const size_t slash = origin.rfind('/');
  if (slash == std::string::npos || origin.starts_with("-")) return origin;
  const size_t path = origin.find('/');
  return origin.substr(0, path) + origin.substr(slash + 1);
}

std::string file_links(const RunFacts& facts, const PageOptions& options) {
  std::string out;
  for (const std::string& file : facts.files)
    out += (out.empty() ? "" : ", ") + html_link(options.run_folder / file, file);
  return out;
}

std::string stage_table(const RunFacts& facts, const PageOptions& options) {
  double longest = 0;
  for (const StageFacts& stage : facts.stages)
    longest = std::max(longest, number_in(stage.record, "seconds").value_or(0));
  Rows rows;
  for (const StageFacts& stage : facts.stages) {
    rows.push_back({{html_text(stage.name), "name"},
                    {state_html(stage_state(stage, facts.run))},
                    time_cell(stage, longest),
                    number_cell(size_in(stage.record, "peak_memory_bytes")),
                    {html_text(left_words(stage)), "name"},
                    {html_text(text_in(stage.record, "component")), "name faint"},
                    {note_of(stage, facts.run, options), "any"}});
  }
  return html_table_without_gaps(
      {{"stage"},
       {"state"},
       {"time", "number"},
       {"<span title=\"of the process, up to the end of the stage\">peak memory</span>", "number"},
       {"left"},
       {"component"},
       {""}},
      rows, "full");
}

std::string picture_row(const Pictures& pictures, const fs::path& folder) {
  std::string out;
  for (const std::string& name : pictures.names)
    out += fmt::format(
        "<figure><a href=\"{0}\"><img src=\"{0}\" alt=\"{1}\" loading=\"lazy\"/></a><figcaption>{1}</figcaption>"
        "</figure>\n",
        url_of(folder / name), html_text(name));
  if (!out.empty()) out = "<div class=\"pictures\">\n" + out + "</div>\n";
  if (pictures.count > pictures.names.size())
    out += fmt::format("<p class=\"faint\">{} of {}; all are in {}</p>\n", pictures.names.size(),
                       counted(pictures.count, "picture", "pictures"), html_link(folder, folder.filename().string()));
  for (const Pictures::Folder& inner : pictures.folders)
    out += fmt::format("<p class=\"faint\">{} in {}</p>\n", counted(inner.count, "picture", "pictures"),
                       html_link(folder / inner.name, inner.name + "/"));
  return out;
}

std::string option_table(const std::vector<GivenOption>& options) {
  Rows rows;
  for (const GivenOption& option : options)
    rows.push_back(
        {{html_text(option.name), "value"},
         {html_text(option.value), "value any"},
         {fmt::format("<span title=\"{}\">{}</span>", html_text(option.origin), html_text(short_origin(option.origin))),
          "faint"}});
  return html_table({{"option"}, {"value"}, {"given by"}}, rows, "full");
}

std::string input_table(const RunFacts& facts) {
  Rows rows;
  for (const StageFacts& stage : facts.stages)
    for (const auto& [path, digest] : texts_in(stage.record, "inputs")) {
      if (path.starts_with("@")) continue;  // what another stage left (run/places.hpp): the wiring tells it
      rows.push_back({{html_text(stage.name), "name"}, {html_text(path), "any"}, {html_text(digest), "value any"}});
    }
  return html_table({{"read by"}, {"file or folder"}, {"digest"}}, rows, "full");
}

std::string program_tables(const json& record) {
  std::string out;
  std::vector<Fact> versions;
  for (const auto& [name, version] : texts_in(record, "versions")) versions.push_back({name, html_text(version)});
  out += html_facts(versions);
  Rows rows;
  for (const json& plugin : list_in(record, "plugins"))
    rows.push_back({{html_text(text_in(plugin, "id")), "name"},
                    {html_text(text_in(plugin, "version"))},
                    {html_text(text_in(plugin, "build_id").substr(0, 12)), "value"},
                    {flag_in(plugin, "loaded") ? "loaded" : "not needed"},
                    {html_text(text_in(plugin, "file")), "any faint"}});
  out += html_table_without_gaps({{"plugin"}, {"version"}, {"build"}, {""}, {"file"}}, rows, "full");
  rows.clear();
  for (const auto& [name, value] : object_in(record, "environment").items())
    rows.push_back({{html_text("$" + name), "value"},
                    {value.is_string() ? html_text(value.get<std::string>()) : "(not set)", "value any"}});
  out += html_table({{"environment"}, {"value"}}, rows);
  rows.clear();
  for (const json& library : list_in(record, "libraries"))
    rows.push_back({{html_text(text_in(library, "file")), "any"}, {html_text(text_in(library, "build_id")), "value"}});
  if (!rows.empty())
    out += html_details(counted(rows.size(), "shared library", "shared libraries") + " in the process",
                        html_table({{"file"}, {"build"}}, rows, "full"), false);
  return out;
}

}  // namespace atelier::host
