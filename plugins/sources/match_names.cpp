#include "sources/match_names.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <atelier/cpp/parallel.hpp>
#include <unordered_map>

namespace sources {

using atelier::text;

namespace {

constexpr uint64_t kMany = 256;    // names for which a listing pays
constexpr uint64_t kBatch = 1024;  // names that one thread takes at once

void for_each_name(uint64_t count, unsigned threads, const std::function<void(uint64_t)>& body) {
  atelier::for_each_index((count + kBatch - 1) / kBatch, threads, [&](unsigned, uint64_t batch) {
    for (uint64_t i = batch * kBatch; i < std::min(count, (batch + 1) * kBatch); ++i) body(i);
  });
}

}  // namespace

MatchedNames match_names(const NameFinder& finder, uint64_t count, const NameOf& name_of, unsigned threads) {
  if (count >= kMany) finder.list();
  MatchedNames out;
  out.count = count;
  out.names.resize(count);
  std::vector<std::string> oddities(count);
  for_each_name(count, threads, [&](uint64_t i) {
    NameFinder::Found found = finder.find(name_of(i));
    if (found.exact) return;
    out.names[i] = std::move(found.name);
    oddities[i] = std::move(found.oddity);
  });
  if (std::all_of(out.names.begin(), out.names.end(), [](const std::string& name) { return name.empty(); })) {
    out.names.clear();
    return out;
  }
  std::unordered_map<std::string, uint32_t> claims;
  const auto file_of = [&](uint64_t i) { return out.names[i].empty() ? std::string(name_of(i)) : out.names[i]; };
  for (uint64_t i = 0; i < count; ++i) ++claims[file_of(i)];
  for (uint64_t i = 0; i < count; ++i) {
    if (out.names[i].empty()) continue;
    const bool clashes = claims[out.names[i]] > 1;
    std::string& first = clashes ? out.first_clashed : out.first_matched;
    if (first.empty())
      first = text("`", name_of(i), "`, which ", oddities[i], ", ", clashes ? "might be `" : "is `", out.names[i], "`");
    ++(clashes ? out.clashed : out.matched);
    if (clashes) out.names[i].clear();
  }
  return out;
}

void note_matched(const MatchedNames& names, std::string_view what, const atelier::TakeNote& take) {
  if (names.matched != 0)
    take({"names_matched", names.matched, atelier::NoteLevel::kInfo,
          text("names = \"lenient\" took ", names.matched, " of ", names.count, " ", what,
               " from files of other names: ", names.first_matched)});
  if (names.clashed != 0)
    take({"names_clash", names.clashed, atelier::NoteLevel::kWarning,
          text("left as written, since several seem to mean one file: ", names.clashed, " of ", names.count,
               " names of ", what, ", the first ", names.first_clashed)});
}

void note_missing(const NameFinder& finder, uint64_t count, const NameOf& name_of, std::string_view what,
                  unsigned threads, const atelier::TakeNote& take, Names names) {
  std::vector<char> missing(count);
  for_each_name(count, threads, [&](uint64_t i) { missing[i] = !finder.is_there(name_of(i)); });
  const auto first = std::find(missing.begin(), missing.end(), 1);
  if (first == missing.end()) return;
  const uint64_t all = static_cast<uint64_t>(std::count(first, missing.end(), 1));
  const std::string name(name_of(static_cast<uint64_t>(first - missing.begin())));
  take({"names_unmatched", all, atelier::NoteLevel::kWarning,
        text("there is no file for ", all, " of ", count, " ", what, ", the first `", name,
             "`: ", finder.sentence(name, names))});
}

}  // namespace sources
