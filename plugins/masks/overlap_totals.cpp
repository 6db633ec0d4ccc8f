#include "overlap_totals.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "totals.hpp"

namespace atelier::masks {

using Json = nlohmann::ordered_json;

namespace {

constexpr size_t kPairsOnScreen = 3;
constexpr size_t kChangesInReport = 20;

void add_into(PairCounts& to, const PairCounts& from) {
  for (const auto& [pair, count] : from) {
    to[pair].pixels += count.pixels;
    to[pair].pictures += count.pictures;
  }
}

// By pixels, the most first; of the same number, by labels.
std::vector<std::pair<LabelPair, PairCount>> sorted(const PairCounts& counts) {
  std::vector<std::pair<LabelPair, PairCount>> out(counts.begin(), counts.end());
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.second.pixels > b.second.pixels; });
  return out;
}

// Of all pixels, to six digits.
double share(uint64_t pixels, const OverlapWords& words) {
  if (words.pixels == 0) return 0;
  return std::round(static_cast<double>(pixels) / static_cast<double>(words.pixels) * 1e6) / 1e6;
}

std::string percent(uint64_t pixels, const OverlapWords& words) {
  const double value = words.pixels == 0 ? 0 : 100.0 * static_cast<double>(pixels) / static_cast<double>(words.pixels);
  if (pixels != 0 && value < 0.005) return "<0.01 %";
  char out[32];
  std::snprintf(out, sizeof out, "%.2f %%", value);
  return out;
}

std::string name_of(uint32_t label, const OverlapWords& words) {
  if (label == words.void_label) return "void";
  return label < words.class_names.size() ? words.class_names[label] : text("label ", label);
}

Json record_of(const PairCounts& counts) {
  Json out = Json::array();
  for (const auto& [pair, count] : counts)
    out.push_back(Json::array({pair.first, pair.second, count.pixels, count.pictures}));
  return out;
}

PairCounts pair_counts_of(const Json& record) {
  PairCounts out;
  for (const Json& each : record) out[{each.at(0), each.at(1)}] = {each.at(2), each.at(3)};
  return out;
}

Json comparison_json(const Comparison& comparison, const std::string& policy, const OverlapWords& words) {
  Json changes = Json::array();
  for (const auto& [pair, count] : sorted(comparison.changes)) {
    if (changes.size() == kChangesInReport) break;
    changes.push_back({{"from", name_of(pair.first, words)},
                       {"to", name_of(pair.second, words)},
                       {"pixels", count.pixels},
                       {"pictures", count.pictures}});
  }
  return {{"policy", policy},
          {"pixels", comparison.pixels},
          {"share", share(comparison.pixels, words)},
          {"pictures", comparison.pictures},
          {"changes", changes}};
}

}  // namespace

void OverlapTotals::merge(const OverlapTotals& other) {
  pixels += other.pixels;
  pictures += other.pictures;
  add_into(pairs, other.pairs);
  lost_all.merge(other.lost_all);
  lost_more_than_half += other.lost_more_than_half;
  if (comparisons.size() < other.comparisons.size()) comparisons.resize(other.comparisons.size());
  for (size_t i = 0; i < other.comparisons.size(); ++i) {
    comparisons[i].pixels += other.comparisons[i].pixels;
    comparisons[i].pictures += other.comparisons[i].pictures;
    add_into(comparisons[i].changes, other.comparisons[i].changes);
  }
}

Json overlap_json(const OverlapTotals& totals, const OverlapWords& words) {
  Json pairs = Json::array(), compared = Json::array();
  for (const auto& [pair, count] : sorted(totals.pairs))
    pairs.push_back({{"classes", {name_of(pair.first, words), name_of(pair.second, words)}},
                     {"pixels", count.pixels},
                     {"share", share(count.pixels, words)},
                     {"pictures", count.pictures}});
  for (size_t i = 0; i < words.compared.size(); ++i)
    compared.push_back(comparison_json(i < totals.comparisons.size() ? totals.comparisons[i] : Comparison(),
                                       words.compared[i], words));
  return {{"policy", words.policy},
          {"pixels", totals.pixels},
          {"share", share(totals.pixels, words)},
          {"pictures", totals.pictures},
          {"pairs", pairs},
          {"lost_all", totals.lost_all.json()},
          {"lost_more_than_half", totals.lost_more_than_half},
          {"compared", compared}};
}

std::string overlap_summary(const OverlapTotals& totals, const OverlapWords& words) {
  if (totals.pixels == 0) return text(words.policy, ": no pixel contested");
  std::string out = text(words.policy, ": ", percent(totals.pixels, words), " of pixels contested (");
  const auto pairs = sorted(totals.pairs);
  for (size_t i = 0; i < pairs.size() && i < kPairsOnScreen; ++i)
    out += text(i ? ", " : "", name_of(pairs[i].first.first, words), '/', name_of(pairs[i].first.second, words), ' ',
                percent(pairs[i].second.pixels, words));
  out += pairs.size() > kPairsOnScreen ? ", …)" : ")";
  for (size_t i = 0; i < words.compared.size(); ++i)
    out += text(i ? ", " : "; ", words.compared[i], i ? " " : " would change ",
                percent(i < totals.comparisons.size() ? totals.comparisons[i].pixels : 0, words));
  return out;
}

Json record_of(const OverlapTotals& totals) {
  Json compared = Json::array();
  for (const Comparison& c : totals.comparisons)
    compared.push_back(Json::array({c.pixels, c.pictures, record_of(c.changes)}));
  return Json::array({totals.pixels, totals.pictures, record_of(totals.pairs), totals.lost_all.record(),
                      totals.lost_more_than_half, compared});
}

OverlapTotals overlap_totals_of(const Json& record) {
  OverlapTotals out;
  out.pixels = record.at(0);
  out.pictures = record.at(1);
  out.pairs = pair_counts_of(record.at(2));
  out.lost_all = CountWithExamples::of_record(record.at(3));
  out.lost_more_than_half = record.at(4);
  for (const Json& c : record.at(5)) out.comparisons.push_back({c.at(0), c.at(1), pair_counts_of(c.at(2))});
  return out;
}

}  // namespace atelier::masks
