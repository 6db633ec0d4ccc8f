#include <algorithm>
#include <map>
#include <tuple>

#include "resolver.hpp"

namespace atelier::host {
namespace {

auto place_of(const Position& at) { return std::tuple(at.file, at.line, at.column); }

// The diagnostic of a use as one of the value: the reference is the other place.
Diagnostic of_value(const BadParameter& bad) {
  Diagnostic d = bad.diagnostic;
  d.range = bad.value_at;
  std::erase_if(d.related, [&](const Related& r) { return place_of(r.at) == place_of(bad.value_at); });
  d.related.insert(d.related.begin(), {bad.used_at, "parameter `" + bad.name + "` is used here", true});
  return d;
}

}  // namespace

void tell_once(std::vector<Diagnostic> all, const char* too, Report& report) {
  std::stable_sort(all.begin(), all.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return place_of(a.range) < place_of(b.range); });
  Diagnostic* said = report.find(all[0].code, all[0].message);  // of a profile
  Diagnostic& first = said ? *said : report.add(all[0]);
  for (const Diagnostic& d : all)
    if (place_of(d.range) != place_of(first.range)) first.related.push_back({d.range, too});
}

void report_references(Resolver& in) {
  for (const auto& [name, all] : in.unknown) tell_once(all, "it is asked for here too", in.report);
  std::map<decltype(place_of({})), Diagnostic> told;
  for (const BadParameter& bad : in.bad_parameters) {
    if (!bad.fits && in.good_parameters.count(bad.name) != 0) {  // then the reference is wrong
      in.report.add(bad.diagnostic);
      continue;
    }
    const auto [first, fresh] = told.try_emplace(place_of(bad.value_at), of_value(bad));
    if (!fresh) first->second.related.push_back({bad.used_at, "and here"});
  }
  for (const auto& [at, diagnostic] : told) in.report.add(diagnostic);
}

}  // namespace atelier::host
