#include "conversion/counts_by_reason.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <atelier/cpp/words.hpp>
#include <nlohmann/json.hpp>
#include <tuple>

namespace conversion {

using Json = nlohmann::ordered_json;

namespace {

constexpr size_t kExamples = 5;

}  // namespace

void CountWithExamples::add(Example example) {
  ++count_;
  first_.push_back(std::move(example));
  if (first_.size() > 4 * kExamples) keep_first();
}

void CountWithExamples::merge(const CountWithExamples& other) {
  count_ += other.count_;
  first_.insert(first_.end(), other.first_.begin(), other.first_.end());
  keep_first();
}

void CountWithExamples::keep_first() {
  std::sort(first_.begin(), first_.end(), [](const Example& a, const Example& b) {
    return std::tie(a.picture, a.position) < std::tie(b.picture, b.position);
  });
  if (first_.size() > kExamples) first_.resize(kExamples);
}

std::vector<Example> CountWithExamples::first() const {
  CountWithExamples sorted = *this;
  sorted.keep_first();
  return sorted.first_;
}

Json CountWithExamples::json() const {
  Json list = Json::array();
  for (const Example& example : first()) {
    Json item;
    item["id"] = example.id;
    if (!example.file_name.empty()) item["image"] = example.file_name;
    if (!example.why.empty()) item["why"] = example.why;
    list.push_back(item);
  }
  Json out;
  out["count"] = count_;
  out["first"] = list;
  return out;
}

Json CountWithExamples::record() const {
  Json out = Json::array({count_});
  for (const Example& e : first()) out.push_back(Json::array({e.picture, e.position, e.id, e.file_name, e.why}));
  return out;
}

CountWithExamples CountWithExamples::of_record(const Json& record) {
  CountWithExamples out;
  out.count_ = record.at(0);
  for (size_t i = 1; i < record.size(); ++i) {
    const Json& e = record[i];
    out.first_.push_back({e.at(0), e.at(1), e.at(2), e.at(3), e.at(4)});
  }
  return out;
}

void CountsByReason::add(const std::string& reason, Example example) { by_reason_[reason].add(std::move(example)); }

void CountsByReason::add(const std::string& reason, const CountWithExamples& listed) {
  if (listed.count() != 0) by_reason_[reason].merge(listed);
}

void CountsByReason::merge(const CountsByReason& other) {
  for (const auto& [reason, listed] : other.by_reason_) by_reason_[reason].merge(listed);
}

uint64_t CountsByReason::count() const {
  uint64_t count = 0;
  for (const auto& [reason, listed] : by_reason_) count += listed.count();
  return count;
}

std::pair<std::string, Example> CountsByReason::first() const {
  std::vector<std::pair<std::string, Example>> firsts;
  for (const auto& [reason, listed] : by_reason_) firsts.emplace_back(reason, listed.first().at(0));
  return *std::min_element(firsts.begin(), firsts.end(), [](const auto& a, const auto& b) {
    return std::tie(a.second.picture, a.second.position) < std::tie(b.second.picture, b.second.position);
  });
}

Json CountsByReason::json() const {
  Json out = Json::object();
  for (const auto& [reason, listed] : by_reason_) out[reason] = listed.json();
  return out;
}

std::string CountsByReason::reasons() const {
  std::vector<std::pair<std::string, uint64_t>> reasons;
  for (const auto& [reason, listed] : by_reason_) reasons.emplace_back(reason, listed.count());
  std::stable_sort(reasons.begin(), reasons.end(), [](auto& a, auto& b) { return a.second > b.second; });
  std::string out;
  for (const auto& [reason, count] : reasons)
    out += atelier::text(out.empty() ? "" : ", ", reason, ' ', atelier::grouped(count));
  return out;
}

Json CountsByReason::record() const {
  Json out = Json::object();
  for (const auto& [reason, listed] : by_reason_) out[reason] = listed.record();
  return out;
}

CountsByReason CountsByReason::of_record(const Json& record) {
  CountsByReason out;
  for (const auto& [reason, listed] : record.items()) out.by_reason_[reason] = CountWithExamples::of_record(listed);
  return out;
}

}  // namespace conversion
