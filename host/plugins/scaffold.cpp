#include "scaffold.hpp"

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/suggest.hpp>
#include <atelier/cpp/words.hpp>
#include <string_view>

#include "words/text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

// The SDK's page about a kind.
struct Page {
  std::string_view kind;
  std::string_view text;
};
constexpr Page kPages[] = {
#include "kind_pages.inc"  // sdk/docs/*.md as literals, made by CMakeLists.txt
};

// The first example of a page: a whole plugin.
std::string example_of(std::string_view page) {
  constexpr std::string_view kBegin = "```cpp\n", kEnd = "```\n";
  const size_t begin = page.find(kBegin) + kBegin.size();
  return std::string(page.substr(begin, page.find(kEnd, begin) - begin));
}

// "rare_wins" -> "RareWins"
std::string class_name(const std::string& word) {
  std::string out;
  bool upper = true;
  for (const char c : word) {
    if (c != '_') out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = c == '_';
  }
  return out;
}

bool is_part_of_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// Every place where `was` stands as a whole word.
void replace_word(std::string& text, const std::string& was, const std::string& now) {
  for (size_t at = text.find(was); at != std::string::npos; at = text.find(was, at)) {
    const bool whole = (at == 0 || !is_part_of_name(text[at - 1])) && !is_part_of_name(text[at + was.size()]);
    if (whole) text.replace(at, was.size(), now);
    at += whole ? now.size() : was.size();
  }
}

// What stands between `before` and the next `after`.
std::string between(const std::string& text, std::string_view before, char after) {
  const size_t begin = text.find(before) + before.size();
  return text.substr(begin, text.find(after, begin) - begin);
}

std::string source_of(std::string_view page, const std::string& id) {
  std::string text = example_of(page);
  const std::string old_class = between(text, "\nclass ", ' ');
  const std::string old_id = between(text, "kComponent{\"", '"'), old_plugin = between(text, "ATELIER_PLUGIN(\"", '"');
  for (const std::string& old : {old_id, old_plugin})
    for (size_t at = text.find('"' + old + '"'); at != std::string::npos; at = text.find('"' + old + '"', at + 1))
      text.replace(at + 1, old.size(), id);
  replace_word(text, old_class, class_name(last_word(id)));
  return text;
}

std::string cmake_of(const std::string& name) {
  return fmt::format(
      "cmake_minimum_required(VERSION 3.22)\n"
      "project({0} CXX)\n"
      "find_package(AtelierSDK 1.0 REQUIRED)\n"
      "atelier_add_plugin({0} SOURCES {0}.cpp)\n",
      name);
}

}  // namespace

std::vector<std::string> scaffold_kinds() {
  std::vector<std::string> out;
  for (const Page& page : kPages) out.emplace_back(page.kind);
  return out;
}

std::string last_word(const std::string& id) { return id.substr(id.rfind('.') + 1); }

Result<std::vector<ScaffoldFile>> scaffold(const std::string& kind, const std::string& id) {
  const auto* page = std::find_if(std::begin(kPages), std::end(kPages), [&](const Page& p) { return p.kind == kind; });
  if (page == std::end(kPages)) {
    const std::vector<std::string> kinds = scaffold_kinds();
    const std::string hint = did_you_mean(kind, kinds);
    return Failure{fmt::format("there is no example of a kind `{}`", kind),
                   (hint.empty() ? "" : hint + "; ") + fmt::format("kinds are {}", list_names(kinds, kinds.size()))};
  }
  if (!is_dotted_name(id, false) || id.find('.') == std::string::npos)
    return Failure{fmt::format("`{}` is no id of a component", id),
                   "ids are lower-case words with dots between, the owner's first: acme.rare_wins"};
  const std::string name = last_word(id);
  constexpr std::string_view kCMakes[] = {"all", "clean", "help", "install", "package", "test"};
  if (std::find(std::begin(kCMakes), std::end(kCMakes), name) != std::end(kCMakes))
    return Failure{fmt::format("`{}` is a target of CMake's own", name),
                   "take another word for the last one of the id"};
  return std::vector<ScaffoldFile>{{"CMakeLists.txt", cmake_of(name)}, {name + ".cpp", source_of(page->text, id)}};
}

Result<void> write_scaffold(const std::vector<ScaffoldFile>& files, const fs::path& folder) {
  std::error_code ec;
  if (fs::symlink_status(folder, ec).type() != fs::file_type::not_found)
    return Failure{fmt::format("{} is there already", folder.string()), "give another folder with --output"};
  const fs::path own = folder.string() + fmt::format(".{}", ::getpid());
  try {
    fs::create_directories(own);
    for (const ScaffoldFile& file : files) write_file(own / file.name, file.text, false);
    fs::rename(own, folder);
  } catch (const std::exception& e) {
    fs::remove_all(own, ec);
    return Failure{fmt::format("{} cannot be written: {}", folder.string(), e.what())};
  }
  return {};
}

}  // namespace atelier::host
