#include "sources/namesakes.hpp"

#include <map>

#include "folded_name.hpp"

namespace sources {

namespace {

constexpr uint64_t kNamed = 3;

std::string without_blanks(std::string_view name) {
  constexpr std::string_view kNoBreak = "\xc2\xa0";
  std::string out;
  for (size_t i = 0; i < name.size(); ++i)
    if (name.substr(i, kNoBreak.size()) == kNoBreak)
      ++i;
    else if (std::string_view(" \t\r\n").find(name[i]) == std::string_view::npos)
      out += name[i];
  return out;
}

}  // namespace

void note_namesakes(std::string_view where, const std::vector<std::string>& names,
                    std::vector<atelier::DatasetNote>& notes) {
  std::map<std::string, const std::string*> known;
  uint64_t count = 0;
  std::string which;
  for (const std::string& name : names) {
    const auto [first, is_new] = known.emplace(folded(without_blanks(name)), &name);
    if (is_new) continue;
    if (++count <= kNamed) which += atelier::text(which.empty() ? "" : ", ", '`', *first->second, "` and `", name, '`');
  }
  if (count == 0) return;
  if (count > kNamed) which += atelier::text(" and ", count - kNamed, " more");
  notes.push_back({"names_alike", count, atelier::NoteLevel::kWarning,
                   atelier::text(where, ": names that are the same, or differ in case or blanks only, are classes of ",
                                 "their own: ", which)});
}

}  // namespace sources
