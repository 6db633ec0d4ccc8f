// A set of random sound annotations.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "geometry/runs.hpp"

namespace roundtrip {

using Ring = std::vector<double>;

struct Instance {
  int64_t id = 0;
  size_t category = 0;      // index
  std::vector<Ring> rings;  // or
  geometry::Runs runs;      // of a shape without rings
  geometry::Runs covered;   // what it covers; never nothing
};

struct Picture {
  int64_t id = 0;
  std::string name;  // with `/`, extension .png
  uint32_t height = 0;
  uint32_t width = 0;
  std::vector<Instance> instances;
};

struct Category {
  int64_t id = 0;
  std::string name;
};

struct Set {
  std::vector<Category> categories;
  std::vector<Picture> pictures;
};

Set random_set(uint64_t seed);

}  // namespace roundtrip
