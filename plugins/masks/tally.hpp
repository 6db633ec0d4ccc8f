// What was painted and what was left out, over all pictures: the content of prepare_report.json.
//
// Each thread counts for itself; merging the tallies in any order gives the same report.
#pragma once

#include <atelier/cpp/dataset.hpp>

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace atelier::masks {

// A number of annotations, with the first few of them by name.
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
  nlohmann::ordered_json json() const;

 private:
  void keep_first();

  uint64_t count_ = 0;
  std::vector<Example> first_;
};

struct Tally {
  uint64_t pictures = 0;
  uint64_t pixels = 0;
  uint64_t contested_pixels = 0;
  uint64_t instances = 0;  // all, crowds and what was skipped among them
  uint64_t crowds = 0;     // that were painted or skipped as the option says
  Listed empty_pictures;   // nothing was painted on them
  Listed orphans;
  std::map<std::string, Listed> skipped;        // by reason
  std::map<std::string, Listed> rings_skipped;  // instances painted without some of their rings, by reason
  std::vector<uint64_t> painted_of_label;       // instances
  std::vector<uint64_t> pixels_of_label;

  void merge(const Tally& other);
  uint64_t painted() const;
  uint64_t skipped_count() const;
};

struct ReportedClass {
  int64_t id = 0;
  std::string name;
};

// prepare_report.json. `classes` are those of labels 1, 2, …; `crowd` is what was done with crowds.
std::string report_json(const Tally& tally, span<const ReportedClass> classes, uint32_t void_label,
                        const std::string& crowd);

// "66 masks, 552 instances painted, 8 crowd regions left out, 3 skipped (zero_area 2, ring_odd 1)".
std::string summary(const Tally& tally, const std::string& crowd);

}  // namespace atelier::masks
