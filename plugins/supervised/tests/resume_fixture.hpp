// For tests of trainings that go on: one in which each part of the state counts, stopped where a test wants it.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "training_fixture.hpp"

namespace plain {

class ResumeTest : public TrainingFixture {
 protected:
  // What makes each state count: momentum, a rate that depends on the scores, an average, validation within epochs.
  Bench::Options everything(Bench::Options changes = {}) {
    Bench::Options options = {{"train", part<Patches>({{"count", 22}})},
                              {"optimizer", part<Descent>({{"momentum", 0.9}, {"lr", 0.05}})},
                              {"schedule", part<FollowsScores>()},
                              {"validate", part<Patches>({{"count", 9}, {"prefix", "other"}})},
                              {"validate_every_steps", 3},
                              {"ema", 0.9},
                              {"checkpoint", "0s"}};
    for (const auto& [name, value] : changes) {
      std::erase_if(options, [&, &key = name](const auto& o) { return o.first == key; });
      options.emplace_back(name, value);
    }
    return options;
  }
  std::map<std::string, std::string> uninterrupted(const Bench::Options& options) {
    test::TemporaryFolder own;
    EXPECT_EQ(run(trainer(options), own.path()), ATELIER_OK) << bench.error();
    return result(own.path());
  }
  // Cancelled at the n-th time that somebody asks after the loss was set up; -1: never.
  int32_t run_until(const Part& stage, int asked, const fs::path& into) {
    static int left;
    static size_t setups;
    left = asked;
    setups = plain::told.loss_voids.size();
    atelier_call call = *bench.call().raw();
    call.cancelled = [](const atelier_call*) noexcept -> int32_t {
      return plain::told.loss_voids.size() > setups && (left == 0 || left-- == 0);
    };
    return run(stage, call, into);
  }
  std::set<std::string> checkpoints(const fs::path& of) { return files(of / "checkpoints"); }
  std::vector<fs::path> newest_first(const fs::path& of) {
    std::vector<fs::path> out;
    for (const auto& entry : fs::directory_iterator(of / "checkpoints"))
      if (entry.path().filename().native().rfind("step-", 0) == 0) out.push_back(entry.path());
    const auto place = [](const fs::path& path) {
      const std::string name = path.filename();
      return 2 * std::stoull(name.substr(5)) + (name.find("judged") != std::string::npos);
    };
    std::sort(out.begin(), out.end(), [&](auto& a, auto& b) { return place(a) > place(b); });
    return out;
  }
  fs::path newest(const fs::path& of) {
    const std::vector<fs::path> all = newest_first(of);
    return all.empty() ? fs::path() : all.front();
  }
};

}  // namespace plain
