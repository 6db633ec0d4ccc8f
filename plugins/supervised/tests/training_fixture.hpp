// A trainer of plain parts in a folder of its own, as the tests of this plugin want it.
#pragma once

#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "../train_supervised.hpp"
#include "plain_model.hpp"
#include "plain_parts.hpp"
#include "test_data.hpp"

namespace plain {

using atelier::supervised::TrainSupervised;
using atelier::testing::Bench;
using atelier::testing::Part;
using atelier::testing::Value;
namespace fs = std::filesystem;

class TrainingFixture : public ::testing::Test {
 protected:
  TrainingFixture() {
    plain::asked = {};
    plain::told = {};
  }

  template <class T>
  Value part(const Bench::Options& options = {}) {
    return parts_.emplace_back(bench.make<T>(options));
  }
  // A stage with everything it needs, all of it new; `changes` go over it.
  Part trainer(const Bench::Options& changes = {}) {
    Bench::Options options = {{"model", part<LinearModel>({{"classes", 3}})},
                              {"train", part<Patches>({{"count", 10}})},
                              {"validate", part<Patches>({{"count", 5}})},
                              {"epochs", 4},
                              {"loss", part<CrossEntropy>()},
                              {"optimizer", part<Descent>()},
                              {"schedule", part<Halves>()},
                              {"metrics", Value(std::vector<Value>{part<Hits>()})},
                              {"loader", part<PlainLoader>()},
                              {"best_by", "hits"},
                              {"seed", 17}};
    for (const auto& [name, value] : changes) {
      std::erase_if(options, [&, &key = name](const auto& o) { return o.first == key; });
      options.emplace_back(name, value);
    }
    return bench.make<TrainSupervised>(options);
  }
  int32_t run(const Part& stage) { return run(stage, folder.path()); }
  int32_t run(const Part& stage, const fs::path& into, const fs::path& earlier = {}) {
    return run(stage, *bench.call().raw(), into, earlier);
  }
  int32_t run(const Part& stage, const atelier_call& call, const fs::path& into, const fs::path& earlier = {}) {
    bench.clear();
    const auto* v = static_cast<const atelier_stage_v1*>(stage.object().iface);
    const std::string path = into.string(), before = earlier.string();
    const auto* goes_on = atelier::extension_of<atelier_stage_earlier_v1>(
        stage.object(), ATELIER_EXTENSION_STAGE_EARLIER, ATELIER_STAGE_EARLIER_V1_FLOOR);
    if (!before.empty() && goes_on) goes_on->set(&call, stage.object().self, atelier::c_str(before));
    auto in = atelier::blank<atelier_stage_folder>();
    in.path = atelier::c_str(path);
    return v->run(&call, stage.object().self, &in);
  }
  void empty() {
    fs::remove_all(folder.path());
    fs::create_directory(folder.path());
  }
  std::vector<nlohmann::json> history() { return history(folder.path()); }
  static std::vector<nlohmann::json> history(const fs::path& of) {
    std::vector<nlohmann::json> out;
    std::istringstream lines(atelier::read_file(of / "history.jsonl"));
    for (std::string line; std::getline(lines, line);) out.push_back(nlohmann::json::parse(line));
    return out;
  }
  // The names in the folder.
  std::set<std::string> files() { return files(folder.path()); }
  static std::set<std::string> files(const fs::path& of) {
    std::set<std::string> out;
    if (!fs::exists(of)) return out;
    for (const auto& entry : fs::directory_iterator(of)) out.insert(entry.path().filename());
    return out;
  }
  // The names of all that a training leaves.
  static std::set<std::string> results(const std::string& suffix = ".bin") {
    return {"best" + suffix, "last" + suffix, "history.jsonl", "times.jsonl",
            "model.toml",    "labels.json",   "checkpoint"};
  }
  // What training left, but for its reports.
  static std::map<std::string, std::string> result(const fs::path& of) {
    std::map<std::string, std::string> out;
    for (const char* name : {"best.bin", "last.bin", "model.toml", "history.jsonl"})
      out[name] = atelier::read_file(of / name);
    out["optimizer"] = atelier::read_file(of / "checkpoint" / "optimizer.state");
    return out;
  }
  // Which of the results is another one.
  static std::string difference(const std::map<std::string, std::string>& a,
                                const std::map<std::string, std::string>& b) {
    std::string out;
    for (const auto& [name, bytes] : a)
      if (bytes != b.at(name))
        out += name + (name == "history.jsonl" ? ":\n" + bytes + "instead of\n" + b.at(name) : " ");
    return out;
  }
  void expect_error(const Part& stage, const std::string& words) {
    EXPECT_EQ(run(stage), ATELIER_E_INVALID);
    EXPECT_NE(bench.error().find(words), std::string::npos) << bench.error();
    EXPECT_EQ(files(), std::set<std::string>());
  }
  // Why the stage cannot be made.
  std::string refusal(const Bench::Options& changes) {
    try {
      trainer(changes);
      return "it is made";
    } catch (const std::runtime_error& e) {
      return e.what();
    }
  }
  bool has_line(const std::string& words) const {
    for (const std::string& line : bench.lines())
      if (line.find(words) != std::string::npos) return true;
    return false;
  }
  std::string all_lines() const {
    std::string out;
    for (const std::string& line : bench.lines()) out += line + '\n';
    return out;
  }

  Bench bench;
  test::TemporaryFolder folder;
  std::deque<Part> parts_;
};

}  // namespace plain
