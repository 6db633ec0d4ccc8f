#include "writing/left_out.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <nlohmann/json.hpp>
#include <tuple>

namespace writing {

using Json = nlohmann::ordered_json;

namespace {

constexpr size_t kExamples = 5;

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

std::vector<Listed::Example> Listed::first() const {
  Listed sorted = *this;
  sorted.keep_first();
  return sorted.first_;
}

Json Listed::json() const {
  Json list = Json::array();
  for (const Example& example : first()) {
    Json item;
    item["id"] = example.id;
    if (!example.image.empty()) item["image"] = example.image;
    if (!example.why.empty()) item["why"] = example.why;
    list.push_back(item);
  }
  Json out;
  out["count"] = count_;
  out["first"] = list;
  return out;
}

Json Listed::record() const {
  Json out = Json::array({count_});
  for (const Example& e : first()) out.push_back(Json::array({e.picture, e.place, e.id, e.image, e.why}));
  return out;
}

Listed Listed::of_record(const Json& record) {
  Listed out;
  out.count_ = record.at(0);
  for (size_t i = 1; i < record.size(); ++i) {
    const Json& e = record[i];
    out.first_.push_back({e.at(0), e.at(1), e.at(2), e.at(3), e.at(4)});
  }
  return out;
}

void LeftOut::add(const std::string& reason, Listed::Example example) { by_reason_[reason].add(std::move(example)); }

void LeftOut::add(const std::string& reason, const Listed& listed) {
  if (listed.count() != 0) by_reason_[reason].merge(listed);
}

void LeftOut::merge(const LeftOut& other) {
  for (const auto& [reason, listed] : other.by_reason_) by_reason_[reason].merge(listed);
}

uint64_t LeftOut::count() const {
  uint64_t count = 0;
  for (const auto& [reason, listed] : by_reason_) count += listed.count();
  return count;
}

std::pair<std::string, Listed::Example> LeftOut::first() const {
  std::vector<std::pair<std::string, Listed::Example>> firsts;
  for (const auto& [reason, listed] : by_reason_) firsts.emplace_back(reason, listed.first().at(0));
  return *std::min_element(firsts.begin(), firsts.end(), [](const auto& a, const auto& b) {
    return std::tie(a.second.picture, a.second.place) < std::tie(b.second.picture, b.second.place);
  });
}

Json LeftOut::json() const {
  Json out = Json::object();
  for (const auto& [reason, listed] : by_reason_) out[reason] = listed.json();
  return out;
}

std::string LeftOut::reasons() const {
  std::vector<std::pair<std::string, uint64_t>> reasons;
  for (const auto& [reason, listed] : by_reason_) reasons.emplace_back(reason, listed.count());
  std::stable_sort(reasons.begin(), reasons.end(), [](auto& a, auto& b) { return a.second > b.second; });
  std::string out;
  for (const auto& [reason, count] : reasons)
    out += atelier::text(out.empty() ? "" : ", ", reason, ' ', grouped(count));
  return out;
}

Json LeftOut::record() const {
  Json out = Json::object();
  for (const auto& [reason, listed] : by_reason_) out[reason] = listed.record();
  return out;
}

LeftOut LeftOut::of_record(const Json& record) {
  LeftOut out;
  for (const auto& [reason, listed] : record.items()) out.by_reason_[reason] = Listed::of_record(listed);
  return out;
}

std::string grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string counted(uint64_t number, const char* one, const char* many) {
  return atelier::text(grouped(number), ' ', number == 1 ? one : many);
}

std::string also_counted(uint64_t number, const char* one, const char* many) {
  return number == 0 ? "" : ", " + counted(number, one, many);
}

}  // namespace writing
