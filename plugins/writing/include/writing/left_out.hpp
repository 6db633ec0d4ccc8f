// What a stage left out: numbers, with the first few by name. The same for any number of threads: each counts for
// itself, and merging in any order gives the same.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

namespace writing {

// A number of annotations or pictures, with the first few of them.
class Listed {
 public:
  struct Example {
    uint64_t picture = 0;  // index; the order of the examples
    uint64_t place = 0;    // within the picture
    int64_t id = 0;
    std::string image;  // file name, or ""
    std::string why;    // a sentence, or ""
  };
  void add(Example example);
  void merge(const Listed& other);
  uint64_t count() const { return count_; }
  // The first few, in order.
  std::vector<Example> first() const;
  // {"count": 3, "first": [{"id": 7, "image": "a.jpg", "why": "…"}, …]}
  nlohmann::ordered_json json() const;
  // All of it, for a journal, and back.
  nlohmann::ordered_json record() const;
  static Listed of_record(const nlohmann::ordered_json& record);

 private:
  void keep_first();

  uint64_t count_ = 0;
  std::vector<Example> first_;
};

// The same by reason.
class LeftOut {
 public:
  void add(const std::string& reason, Listed::Example example);
  void add(const std::string& reason, const Listed& listed);
  void merge(const LeftOut& other);
  uint64_t count() const;
  const std::map<std::string, Listed>& by_reason() const { return by_reason_; }
  // The first of all with its reason; there must be one.
  std::pair<std::string, Listed::Example> first() const;
  nlohmann::ordered_json json() const;
  // "ring_odd 2, no_pixels 1", the most frequent first.
  std::string reasons() const;
  // All of it, for a journal, and back.
  nlohmann::ordered_json record() const;
  static LeftOut of_record(const nlohmann::ordered_json& record);

 private:
  std::map<std::string, Listed> by_reason_;
};

// 1389 -> "1,389".
std::string grouped(uint64_t number);
// "1 picture", "1,389 pictures".
std::string counted(uint64_t number, const char* one, const char* many);
// The same behind a comma; "" for none.
std::string also_counted(uint64_t number, const char* one, const char* many);

}  // namespace writing
