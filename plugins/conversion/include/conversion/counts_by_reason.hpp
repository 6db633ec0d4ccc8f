// What a stage left out: numbers, with the first few by name. The same for any number of threads: each counts for
// itself, and merging in any order gives the same.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

namespace conversion {

// An annotation or a picture by name.
struct Example {
  uint64_t picture = 0;   // index; the order of the examples
  uint64_t position = 0;  // within the picture
  int64_t id = 0;
  std::string file_name;  // of the picture, or ""
  std::string why;        // a sentence, or ""
};

// A number of annotations or pictures, with the first few of them.
class CountWithExamples {
 public:
  void add(Example example);
  void merge(const CountWithExamples& other);
  uint64_t count() const { return count_; }
  // The first few, in order.
  std::vector<Example> first() const;
  // {"count": 3, "first": [{"id": 7, "image": "a.jpg", "why": "…"}, …]}
  nlohmann::ordered_json json() const;
  // All of it, for a journal, and back.
  nlohmann::ordered_json record() const;
  static CountWithExamples of_record(const nlohmann::ordered_json& record);

 private:
  void keep_first();

  uint64_t count_ = 0;
  std::vector<Example> first_;
};

// The same by reason.
class CountsByReason {
 public:
  void add(const std::string& reason, Example example);
  void add(const std::string& reason, const CountWithExamples& listed);
  void merge(const CountsByReason& other);
  uint64_t count() const;
  const std::map<std::string, CountWithExamples>& by_reason() const { return by_reason_; }
  // The first of all with its reason; there must be one.
  std::pair<std::string, Example> first() const;
  nlohmann::ordered_json json() const;
  // "ring_odd 2, no_pixels 1", the most frequent first.
  std::string reasons() const;
  // All of it, for a journal, and back.
  nlohmann::ordered_json record() const;
  static CountsByReason of_record(const nlohmann::ordered_json& record);

 private:
  std::map<std::string, CountWithExamples> by_reason_;
};

}  // namespace conversion
