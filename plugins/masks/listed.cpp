#include "listed.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

namespace atelier::masks {

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

}  // namespace atelier::masks
