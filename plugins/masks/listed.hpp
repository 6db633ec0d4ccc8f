// A number of annotations, with the first few of them by name.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace atelier::masks {

// Added or merged in any order, it ends up the same.
class Listed {
 public:
  struct Example {
    uint64_t picture = 0;  // index; the order of the examples
    uint64_t place = 0;    // within the picture
    int64_t id = 0;
    std::string image;
    std::string why;
  };
  void add(Example example);
  void merge(const Listed& other);
  uint64_t count() const { return count_; }
  // The first few, in order.
  std::vector<Example> first() const;

  // {"count": …, "first": [{"id": …, "image": …, "why": …}, …]}
  nlohmann::ordered_json json() const;
  // All of it, for the journal, and back.
  nlohmann::ordered_json record() const;
  static Listed of_record(const nlohmann::ordered_json& record);

 private:
  void keep_first();

  uint64_t count_ = 0;
  std::vector<Example> first_;
};

}  // namespace atelier::masks
