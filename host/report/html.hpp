// Pieces of a page. What they give is well-formed as XML too: every tag is closed, every text escaped. [any]
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::host {

// A text of others, on one line.
std::string html_text(std::string_view text);
// With its lines.
std::string html_lines(std::string_view text);
// "outputs/look/a%20b.png", for an attribute.
std::string url_of(const std::filesystem::path& path);
std::string html_link(const std::filesystem::path& to, const std::string& text);

struct Cell {
  std::string html;
  std::string style = "";  // classes of style.cpp: "number", "faint"
};
Cell number_cell(std::string html);

// In a frame of its own, which scrolls when it is wider than the page. "" without rows.
std::string html_table(const std::vector<Cell>& heads, const std::vector<std::vector<Cell>>& rows,
                       const std::string& style = "");
// Without columns in which nothing stands. Every row has a cell for each head.
std::string html_table_without_gaps(std::vector<Cell> heads, std::vector<std::vector<Cell>> rows,
                                    const std::string& style = "");
// Names and what they are; those whose html is "" are left out.
struct Fact {
  std::string name;
  std::string html;
};
std::string html_facts(const std::vector<Fact>& facts);

// "" when there is nothing in it.
std::string html_section(const std::string& id, const std::string& title, const std::string& html);
// A part of a section, with a heading; "" likewise.
std::string html_part(const std::string& title, const std::string& html);
// That can be shut; `open` at first.
std::string html_details(const std::string& summary, const std::string& html, bool open);

// A whole page. `foot`: html.
std::string html_page(const std::string& title, const std::string& body, const std::string& foot);

}  // namespace atelier::host
