#include "tally.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <tuple>

namespace atelier::masks {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kExamples = 5;

void add_into(std::vector<uint64_t>& to, const std::vector<uint64_t>& from) {
  if (to.size() < from.size()) to.resize(from.size());
  for (size_t i = 0; i < from.size(); ++i) to[i] += from[i];
}

Json by_reason(const std::map<std::string, Listed>& listed) {
  Json out = Json::object();
  for (const auto& [reason, annotations] : listed) out[reason] = annotations.json();
  return out;
}

// 1389 -> "1,389".
std::string grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string counted(uint64_t number, const char* one, const char* many) {
  return text(grouped(number), ' ', number == 1 ? one : many);
}

uint64_t at_or_zero(const std::vector<uint64_t>& values, size_t index) {
  return index < values.size() ? values[index] : 0;
}

}  // namespace

void Listed::add(Example example) {
  ++count_;
  first_.push_back(std::move(example));
  if (first_.size() > 4 * kExamples) keep_first();
}

void Listed::merge(const Listed& other) {
  count_ += other.count_;
  first_.insert(first_.end(), other.first_.begin(), other.first_.end());
  keep_first();
}

void Listed::keep_first() {
  std::sort(first_.begin(), first_.end(), [](const Example& a, const Example& b) {
    return std::tie(a.picture, a.place) < std::tie(b.picture, b.place);
  });
  if (first_.size() > kExamples) first_.resize(kExamples);
}

Json Listed::json() const {
  Listed sorted = *this;
  sorted.keep_first();
  Json first = Json::array();
  for (const Example& example : sorted.first_) {
    Json item;
    item["id"] = example.id;
    if (!example.image.empty()) item["image"] = example.image;
    if (!example.why.empty()) item["why"] = example.why;
    first.push_back(item);
  }
  Json out;
  out["count"] = count_;
  out["first"] = first;
  return out;
}

void Tally::merge(const Tally& other) {
  pictures += other.pictures;
  pixels += other.pixels;
  contested_pixels += other.contested_pixels;
  instances += other.instances;
  crowds += other.crowds;
  empty_pictures.merge(other.empty_pictures);
  orphans.merge(other.orphans);
  for (const auto& [reason, listed] : other.skipped) skipped[reason].merge(listed);
  for (const auto& [reason, listed] : other.rings_skipped) rings_skipped[reason].merge(listed);
  add_into(painted_of_label, other.painted_of_label);
  add_into(pixels_of_label, other.pixels_of_label);
}

uint64_t Tally::painted() const {
  return std::accumulate(painted_of_label.begin(), painted_of_label.end(), uint64_t{0});
}

uint64_t Tally::skipped_count() const {
  uint64_t count = 0;
  for (const auto& [reason, listed] : skipped) count += listed.count();
  return count;
}

std::string report_json(const Tally& tally, span<const ReportedClass> classes, uint32_t void_label,
                        const std::string& crowd) {
  Json out;
  out["pictures"] = tally.pictures;
  out["empty_pictures"] = tally.empty_pictures.json();
  out["instances"] = tally.instances;
  out["painted"] = tally.painted();
  out["crowd"] = {{"option", crowd}, {"count", tally.crowds}};
  out["skipped"] = by_reason(tally.skipped);
  out["rings_skipped"] = by_reason(tally.rings_skipped);
  out["orphans"] = tally.orphans.json();
  out["pixels"] = {{"all", tally.pixels},
                   {"background", at_or_zero(tally.pixels_of_label, 0)},
                   {"void", at_or_zero(tally.pixels_of_label, void_label)},
                   {"contested", tally.contested_pixels}};
  uint64_t with_pixels = 0;
  Json list = Json::array();
  for (size_t i = 0; i < classes.size(); ++i) {
    const uint64_t pixels = at_or_zero(tally.pixels_of_label, i + 1);
    if (pixels != 0) ++with_pixels;
    list.push_back({{"label", i + 1},
                    {"id", classes[i].id},
                    {"name", classes[i].name},
                    {"instances", at_or_zero(tally.painted_of_label, i + 1)},
                    {"pixels", pixels}});
  }
  out["classes_with_pixels"] = with_pixels;
  out["classes"] = list;
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary(const Tally& tally, const std::string& crowd) {
  std::string out = counted(tally.pictures, "mask", "masks") + ", " +
                    counted(tally.painted(), "instance painted", "instances painted");
  if (tally.crowds != 0)
    out += ", " + counted(tally.crowds, "crowd region", "crowd regions") +
           (crowd == "skip"   ? " left out"
            : crowd == "void" ? " made void"
                              : " painted as their class");
  const uint64_t skipped = tally.skipped_count();
  if (skipped == 0) return out;
  std::vector<std::pair<std::string, uint64_t>> reasons;
  for (const auto& [reason, listed] : tally.skipped) reasons.emplace_back(reason, listed.count());
  std::stable_sort(reasons.begin(), reasons.end(), [](auto& a, auto& b) { return a.second > b.second; });
  out += text(", ", grouped(skipped), " skipped (");
  for (size_t i = 0; i < reasons.size(); ++i)
    out += text(i ? ", " : "", reasons[i].first, ' ', grouped(reasons[i].second));
  return out + ")";
}

}  // namespace atelier::masks
