#include "totals.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

namespace atelier::masks {

using Json = nlohmann::ordered_json;

namespace {

void add_into(std::vector<uint64_t>& to, const std::vector<uint64_t>& from) {
  if (to.size() < from.size()) to.resize(from.size());
  for (size_t i = 0; i < from.size(); ++i) to[i] += from[i];
}

// [[index, value], …] of those that are not 0: void may be label 65535.
Json sparse(const std::vector<uint64_t>& values) {
  Json out = Json::array();
  for (size_t i = 0; i < values.size(); ++i)
    if (values[i] != 0) out.push_back(Json::array({i, values[i]}));
  return out;
}

std::vector<uint64_t> dense(const Json& record) {
  std::vector<uint64_t> out;
  for (const Json& each : record) {
    const size_t index = each.at(0).get<uint16_t>();
    if (index >= out.size()) out.resize(index + 1);
    out[index] = each.at(1);
  }
  return out;
}

}  // namespace

void Totals::merge(const Totals& other) {
  pictures += other.pictures;
  pixels += other.pixels;
  crowds += other.crowds;
  made_void += other.made_void;
  empty_pictures.merge(other.empty_pictures);
  outcomes.merge(other.outcomes);
  add_into(painted_of_label, other.painted_of_label);
  add_into(pixels_of_label, other.pixels_of_label);
  overlap.merge(other.overlap);
}

uint64_t Totals::painted() const {
  return std::accumulate(painted_of_label.begin(), painted_of_label.end(), uint64_t{0});
}

Json record_of(const Totals& totals) {
  return {{"pictures", totals.pictures},
          {"pixels", totals.pixels},
          {"crowds", totals.crowds},
          {"made_void", totals.made_void},
          {"empty_pictures", totals.empty_pictures.record()},
          {"outcomes", totals.outcomes.record()},
          {"painted_of_label", sparse(totals.painted_of_label)},
          {"pixels_of_label", sparse(totals.pixels_of_label)},
          {"overlap", record_of(totals.overlap)}};
}

Totals totals_of(const Json& record) {
  Totals out;
  out.pictures = record.at("pictures");
  out.pixels = record.at("pixels");
  out.crowds = record.at("crowds");
  out.made_void = record.at("made_void");
  out.empty_pictures = CountWithExamples::of_record(record.at("empty_pictures"));
  out.outcomes = conversion::Outcomes::of_record(record.at("outcomes"));
  out.painted_of_label = dense(record.at("painted_of_label"));
  out.pixels_of_label = dense(record.at("pixels_of_label"));
  out.overlap = overlap_totals_of(record.at("overlap"));
  return out;
}

}  // namespace atelier::masks
