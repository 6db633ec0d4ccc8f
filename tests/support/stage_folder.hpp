// Runs and opens a stage in a folder, as the program does.
#pragma once

#include <atelier/kinds/stage.h>

#include <atelier/testing.hpp>
#include <filesystem>
#include <string>

namespace test {

inline int32_t run_stage(const atelier::testing::Bench& bench, const atelier::testing::Part& part,
                         const std::filesystem::path& folder) {
  const std::string path = folder.string();
  atelier_stage_folder in = atelier::blank<atelier_stage_folder>();
  in.path = atelier::c_str(path);
  return static_cast<const atelier_stage_v1*>(part.object().iface)->run(bench.call().raw(), part.self(), &in);
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
