// The loop of a fuzz program: damages an input, gives it to a target, again and again.
//
//   PROGRAM [--seed S] [--first N] [--count N] [--only TARGET] [--data FOLDER]
//
// Case N of a seed is always the same file, whatever ran before. What is wrong with a case ends the program with 1: its
// seed and number are printed, and its files are kept. A sanitizer's report, 20 seconds of CPU time, and a single
// allocation of more than 256 MiB count as wrong. Input that is read, or refused with a clean error, is right.
#pragma once

#include <atelier/cpp/random.hpp>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace fuzz {

using atelier::Random;
namespace fs = std::filesystem;

// Something that a reader must not do. Not derived from what readers throw.
class Finding : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// Names below the folder that a case gets, and their bytes. One of them is damaged in each case.
using Input = std::vector<std::pair<std::string, std::string>>;

struct Target {
  std::string name;
  // Called once; `data` is the folder of the test data.
  std::function<std::vector<Input>(const fs::path& data)> inputs;
  // Reads what lies in work/in, may write below work/out. True when it was read, false when it was refused; throws
  // Finding, and lets pass what no reader should throw.
  std::function<bool(const fs::path& work, Random& random)> read;
};

int run_cases(int argc, char** argv, const std::vector<Target>& targets);

}  // namespace fuzz
