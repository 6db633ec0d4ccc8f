#include "html.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "style.hpp"
#include "words/utf8.hpp"
#include "words/xml.hpp"

namespace atelier::host {
namespace {

std::string class_of(const std::string& style) { return style.empty() ? "" : fmt::format(" class=\"{}\"", style); }

}  // namespace

std::string html_text(std::string_view text) { return xml_text(one_line(text, kLongestMessage)); }

std::string html_lines(std::string_view text) { return xml_text(many_lines(text, kLongestMessage)); }

std::string url_of(const std::filesystem::path& path) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  std::string out;
  for (const char c : path.string())
    out += kPlain.find(c) != std::string_view::npos ? std::string(1, c)
                                                    : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

std::string html_link(const std::filesystem::path& to, const std::string& text) {
  return fmt::format("<a href=\"{}\">{}</a>", url_of(to), html_text(text));
}

Cell number_cell(std::string html) { return {std::move(html), "number"}; }

std::string html_table(const std::vector<Cell>& heads, const std::vector<std::vector<Cell>>& rows,
                       const std::string& style) {
  if (rows.empty()) return "";
  std::string out = fmt::format("<div class=\"scroll\"><table{}>\n", class_of(style));
  if (!heads.empty()) {
    out += "<thead><tr>";
    for (const Cell& head : heads) out += fmt::format("<th scope=\"col\"{}>{}</th>", class_of(head.style), head.html);
    out += "</tr></thead>\n";
  }
  out += "<tbody>\n";
  for (const std::vector<Cell>& row : rows) {
    out += "<tr>";
    for (const Cell& cell : row) out += fmt::format("<td{}>{}</td>", class_of(cell.style), cell.html);
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string html_table_without_gaps(std::vector<Cell> heads, std::vector<std::vector<Cell>> rows,
                                    const std::string& style) {
  for (size_t column = heads.size(); column-- > 0;) {
    const auto is_empty = [&](const std::vector<Cell>& row) { return row[column].html.empty(); };
    if (!std::all_of(rows.begin(), rows.end(), is_empty)) continue;
    const auto place = static_cast<std::ptrdiff_t>(column);
    heads.erase(heads.begin() + place);
    for (std::vector<Cell>& row : rows) row.erase(row.begin() + place);
  }
  return html_table(heads, rows, style);
}

std::string html_facts(const std::vector<Fact>& facts) {
  std::string out;
  for (const Fact& fact : facts)
    if (!fact.html.empty()) out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", html_text(fact.name), fact.html);
  return out.empty() ? "" : "<dl>\n" + out + "</dl>\n";
}

std::string html_section(const std::string& id, const std::string& title, const std::string& html) {
  if (html.empty()) return "";
  return fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n{}</section>\n", id, html_text(title), html);
}

std::string html_part(const std::string& title, const std::string& html) {
  return html.empty() ? "" : fmt::format("<h3>{}</h3>\n{}", html_text(title), html);
}

std::string html_details(const std::string& summary, const std::string& html, bool open) {
  return fmt::format("<details{}><summary>{}</summary>\n{}</details>\n", open ? " open=\"open\"" : "",
                     html_text(summary), html);
}

std::string html_page(const std::string& title, const std::string& body, const std::string& foot) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<meta name=\"color-scheme\" content=\"light "
      "dark\"/>\n<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n{}"
      "<footer>{}</footer>\n</body>\n</html>\n",
      html_text(title), style_sheet(), body, foot);
}

}  // namespace atelier::host
