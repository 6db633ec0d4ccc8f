// Runs and opens a stage in a folder, as the program does.
#pragma once

#include <atelier/kinds/stage.h>

#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace test {

inline int32_t run_stage(const atelier::testing::Bench& bench, const atelier::testing::Part& part,
                         const std::filesystem::path& folder) {
  const std::string path = folder.string();
  atelier_stage_folder in = atelier::blank<atelier_stage_folder>();
  in.path = atelier::c_str(path);
  return static_cast<const atelier_stage_v1*>(part.object().iface)->run(bench.call().raw(), part.self(), &in);
}

struct StageOutcome {
  int32_t status = ATELIER_OK;
  std::string error;
  std::vector<std::string> lines;         // of its log
  std::map<std::string, double> numbers;  // the last of each scalar that it emitted
};

// Runs a stage in a folder that is made for it.
inline StageOutcome outcome_of(atelier::testing::Bench& bench, const atelier::testing::Part& part,
                               const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  StageOutcome outcome;
  outcome.status = run_stage(bench, part, folder);
  outcome.error = bench.error();
  outcome.lines = bench.lines();
  for (const auto& [name, value] : bench.scalars()) outcome.numbers[name] = value;
  return outcome;
}

// What lies in a folder, by path below it.
inline std::map<std::string, std::string> files_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files[std::filesystem::relative(entry.path(), folder).string()] = atelier::read_file(entry.path());
  return files;
}

// What open gave is the caller's to close.
inline int32_t open_stage(const atelier::testing::Bench& bench, const atelier_stage_v1& stage,
                          const std::filesystem::path& folder, void** opened) {
  const std::string path = folder.string();
  atelier_stage_folder in = atelier::blank<atelier_stage_folder>();
  in.path = atelier::c_str(path);
  return stage.open(bench.call().raw(), &in, opened);
}

}  // namespace test
