// For the host's tests of what is run again: workflows of test plugins, run one after the other in one workspace.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host_bench.hpp"

namespace atelier::host::test_bench {

class Reuse : public testing::Test {
 protected:
  Ran run(const std::string& toml, const std::vector<std::string>& fresh = {}) {
    Ran ran = bench_.run(toml, {}, fresh);
    if (!ran.result.folder.empty()) id_ = ran.result.folder.filename().string();
    return ran;
  }
  static nlohmann::json stage(const Ran& ran, size_t i) {
    return nlohmann::json::parse(ran.read("run.json"))["stages"][i];
  }
  static bool is_reused(const Ran& ran, size_t i) { return stage(ran, i).value("reused", false); }
  static bool said(const Ran& ran, const std::string& words) { return ran.err.find(words) != std::string::npos; }
  void put(const std::string& name, const std::string& text) { write_file(bench_.folder() / name, text); }

  Bench bench_{{"test_stages", "test_lists"}};
  std::string id_;  // of the last run
};

inline constexpr char kChain[] = R"(
[stage.write]
use = "test.write"
text = "hey"
times = 3
[stage.read]
use = "test.read"
file = "@write.file"
length = "@write.length"
)";

}  // namespace atelier::host::test_bench
