// Where the shapes of one picture overlap, found on their runs: pixels are never looked at.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "geometry/runs.hpp"

namespace atelier::masks {

// A stretch of pixels (column-major) that the same two or more shapes claim.
struct Contest {
  uint64_t first = 0;
  uint64_t last = 0;            // one past
  span<const uint32_t> shapes;  // indices, in no particular order; borrowed for the call
};

// Keeps its buffers between pictures: one for each thread.
class Contests {
 public:
  // Calls take(const Contest&) for each stretch, from the first pixel on.
  template <class Take>
  void find(span<const geometry::Runs* const> shapes, Take take) {
    gather(shapes);
    claims_.clear();
    uint64_t since = 0;
    for (const uint64_t event : events_) {
      const uint64_t at = event >> 32;
      const auto shape = static_cast<uint32_t>(event >> 1 & 0x7fffffff);
      if (claims_.size() > 1 && at > since) take(Contest{since, at, {claims_.data(), claims_.size()}});
      since = at;
      if (event & 1)
        claims_.push_back(shape);
      else
        drop(shape);
    }
  }

 private:
  // The begins and ends of all stretches in order: pixel << 32 | shape << 1 | begins.
  void gather(span<const geometry::Runs* const> shapes);
  // Shapes between whose first and last pixel no other one has any contest nothing.
  void find_alone(span<const geometry::Runs* const> shapes);
  void merge_lists();
  void drop(uint32_t shape);

  std::vector<uint64_t> events_, merged_;
  std::vector<size_t> lists_;  // where each shape's events begin, and the end
  std::vector<char> alone_;
  std::vector<uint32_t> claims_;
};

}  // namespace atelier::masks
