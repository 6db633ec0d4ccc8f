// Training that is stopped, killed, or fails in the middle: the next run goes on, and leaves the bytes of one that was
// never stopped.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <random>

#include "../checkpoint.hpp"
#include "failing_disk.hpp"
#include "training_fixture.hpp"

namespace {

using namespace plain;

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

TEST_F(ResumeTest, CancelledBeforeTheFirstStepLeavesNothing) {
  EXPECT_EQ(run_until(trainer(), 0, folder.path()), ATELIER_E_CANCELLED);
  EXPECT_EQ(files(), std::set<std::string>());
}

TEST_F(ResumeTest, CancelledAnywhereItGoesOn) {
  for (const bool all : {true, false}) {
    const auto options = [&] { return all ? everything({{"checkpoint", "1h"}}) : Bench::Options{}; };
    const auto wanted = uninterrupted(options());
    bool is_over = false;
    int steps_kept = 0;
    for (int asked = 1; !is_over; ++asked) {
      test::TemporaryFolder own;
      const int32_t status = run_until(trainer(options()), asked, own.path());
      is_over = status == ATELIER_OK;
      if (!is_over) {
        EXPECT_EQ(status, ATELIER_E_CANCELLED) << bench.error();
        EXPECT_TRUE(has_line("saved what is done up to step ")) << all_lines();
        ASSERT_TRUE(fs::exists(own / "checkpoints"));
        plain::asked = {};
        ASSERT_EQ(run(trainer(options()), own.path()), ATELIER_OK) << bench.error();
        EXPECT_TRUE(has_line("goes on after step ")) << all_lines();
        steps_kept += (all ? 20 : 8) - static_cast<int>(plain::asked.seeds.size());
      }
      EXPECT_EQ(difference(result(own.path()), wanted), "") << asked;
      EXPECT_EQ(files(own.path()), results());
    }
    EXPECT_GT(steps_kept, 50);
  }
}

// A validation is not begun anew: together both runs look at each picture once.
TEST_F(ResumeTest, AValidationGoesOnInTheMiddle) {
  const auto options = [&] {
    return Bench::Options{{"epochs", 1}, {"validate", part<Patches>({{"count", 40}, {"prefix", "other"}})}};
  };
  const auto wanted = uninterrupted(options());
  plain::told = {};
  ASSERT_EQ(run_until(trainer(options()), 2 + 6, folder.path()), ATELIER_E_CANCELLED);  // 2 steps, then 6 batches
  EXPECT_EQ(plain::told.updates, 6u);
  ASSERT_EQ(run(trainer(options())), ATELIER_OK) << bench.error();
  EXPECT_EQ(plain::told.updates, 10u);
  EXPECT_EQ(difference(result(folder.path()), wanted), "");
}

TEST_F(ResumeTest, KilledAtAnyTimeItGoesOn) {
  const auto options = [&] { return everything(); };
  const auto wanted = uninterrupted(options());
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  // How long it takes when the disk is not busy: with a longer time most children would be done before they are killed.
  auto all = std::chrono::microseconds::max();
  for (int i = 0; i < 3; ++i) {
    const auto start = std::chrono::steady_clock::now();
    uninterrupted(options());
    const auto took = std::chrono::steady_clock::now() - start;
    all = std::min(all, std::chrono::duration_cast<std::chrono::microseconds>(took));
  }
  constexpr int kTrainings = 25, kMost = 200;  // more than few where a busy machine lets many end before their time
  int killed = 0;
  for (int i = 0; i < kTrainings || (killed <= kTrainings && i < kMost); ++i) {
    test::TemporaryFolder own;
    for (int kills = 0;; ++kills) {
      const pid_t child = fork();
      ASSERT_GE(child, 0);
      if (child == 0) _exit(run(trainer(options()), own.path()) == ATELIER_OK ? 0 : 1);
      usleep(static_cast<useconds_t>(random() % static_cast<uint64_t>(all.count())));
      if (kills < 4) kill(child, SIGKILL);
      int status = 0;
      ASSERT_EQ(waitpid(child, &status, 0), child);
      if (WIFSIGNALED(status)) {
        ++killed;
        continue;
      }
      ASSERT_EQ(WEXITSTATUS(status), 0);
      break;
    }
    ASSERT_EQ(difference(result(own.path()), wanted), "");
    ASSERT_FALSE(fs::exists(own / "checkpoints"));
  }
  EXPECT_GT(killed, kTrainings);
}

TEST_F(ResumeTest, AVanishedPictureLosesNothing) {
  const auto options = [&] { return everything({{"checkpoint", "1h"}}); };
  const auto wanted = uninterrupted(options());
  const Value vanishing = part<Patches>({{"count", 22}, {"vanishes", 50}});
  auto broken = everything({{"checkpoint", "1h"}, {"train", vanishing}});
  EXPECT_EQ(run(trainer(broken)), ATELIER_E_IO);
  EXPECT_NE(bench.error().find(" is gone"), std::string::npos) << bench.error();
  EXPECT_TRUE(has_line("saved what is done up to step 12 (epoch 3 of 4, batch 2 of 5)")) << all_lines();
  ASSERT_EQ(run(trainer(options())), ATELIER_OK) << bench.error();
  EXPECT_EQ(difference(result(folder.path()), wanted), "");
}

// Whatever the disk refuses, once: training goes on, or ends, and the next run goes on from there.
TEST_F(ResumeTest, AnyWriteMayFail) {
  const auto options = [&] { return everything({{"epochs", 2}, {"train", part<Patches>({{"count", 13}})}}); };
  const auto wanted = uninterrupted(options());
  int went_on = 0, ended = 0;
  for (long n = 1;; ++n) {
    test::TemporaryFolder own;
    const Part stage = trainer(options());
    failing_disk::fail_at(n);
    const int32_t status = run(stage, own.path());
    if (!failing_disk::stop()) {
      ASSERT_EQ(status, ATELIER_OK);
      break;
    }
    ++(status == ATELIER_OK ? went_on : ended);
    if (status != ATELIER_OK) {
      EXPECT_NE(bench.error(), "");
      ASSERT_EQ(run(trainer(options()), own.path()), ATELIER_OK) << n << ": " << bench.error();
    }
    ASSERT_EQ(difference(result(own.path()), wanted), "") << n;
    EXPECT_EQ(files(own.path()), results()) << n;
  }
  EXPECT_GT(went_on, 50);
  EXPECT_GT(ended, 10);
}

// The disk is full from there on: training ends soon, and not before it has tried again.
TEST_F(ResumeTest, AFullDiskEndsTrainingWithoutLoss) {
  const auto options = [&] { return everything(); };
  const auto wanted = uninterrupted(options());
  std::set<std::string> told;
  for (long n = 1;; n += 11) {
    test::TemporaryFolder own;
    const Part stage = trainer(options());
    failing_disk::fail_at(n, true);
    const int32_t status = run(stage, own.path());
    if (!failing_disk::stop()) break;
    ASSERT_EQ(status, ATELIER_E_IO) << n << ": " << bench.error();
    told.insert(bench.error().substr(0, 24));
    ASSERT_EQ(run(trainer(options()), own.path()), ATELIER_OK) << n << ": " << bench.error();
    ASSERT_EQ(difference(result(own.path()), wanted), "") << n;
  }
  EXPECT_TRUE(told.count("cannot save checkpoints,")) << *told.begin();
}

TEST_F(ResumeTest, ADamagedCheckpointIsNamedAndTheOneBeforeTaken) {
  const auto options = [&] { return everything(); };
  const auto wanted = uninterrupted(options());
  for (const char* file :
       {"weights.bin", "optimizer.state", "averaged.bin", "best.bin", "state.json", "manifest.json"}) {
    test::TemporaryFolder own;
    EXPECT_EQ(run_until(trainer(options()), 20, own.path()), ATELIER_E_CANCELLED);
    const fs::path last = newest(own.path());
    const std::string bytes = atelier::read_file(last / file);
    fs::remove(last / file);  // it may be another name of a file of the one before
    atelier::write_file(last / file, bytes.substr(0, bytes.size() / 2));
    ASSERT_EQ(run(trainer(options()), own.path()), ATELIER_OK) << bench.error();
    const std::string words = "the checkpoint " + last.string() + " cannot be used: " + file;
    EXPECT_TRUE(has_line(words)) << words << '\n' << all_lines();
    EXPECT_TRUE(has_line("; goes on from " + (own / "checkpoints/step-").string())) << all_lines();
    EXPECT_EQ(difference(result(own.path()), wanted), "") << file;
  }
}

TEST_F(ResumeTest, WithoutASoundOneItBeginsAnew) {
  const auto options = [&] { return everything({{"keep_checkpoints", 1}}); };
  const auto wanted = uninterrupted(options());
  EXPECT_EQ(run_until(trainer(options()), 9, folder.path()), ATELIER_E_CANCELLED);
  atelier::write_file(newest(folder.path()) / "weights.bin", "");
  ASSERT_EQ(run(trainer(options())), ATELIER_OK) << bench.error();
  EXPECT_TRUE(
      has_line("weights.bin is cut short: it has 0 bytes instead of 48; there is none to go on from instead: "
               "training begins anew"))
      << all_lines();
  EXPECT_EQ(difference(result(folder.path()), wanted), "");
}

TEST_F(ResumeTest, WithBestWeightsAloneItBeginsAnewAndSaysSo) {
  const auto options = [&] { return everything({{"checkpoint", "off"}}); };
  const auto wanted = uninterrupted(options());
  EXPECT_FALSE(has_line("no checkpoint to go on from")) << all_lines();
  EXPECT_EQ(run_until(trainer(options()), 20, folder.path()), ATELIER_E_CANCELLED);
  EXPECT_EQ(checkpoints(folder.path()), std::set<std::string>{"best.bin"});
  ASSERT_EQ(run(trainer(options())), ATELIER_OK) << bench.error();
  EXPECT_TRUE(has_line("there is no checkpoint to go on from: training begins anew")) << all_lines();
  EXPECT_EQ(difference(result(folder.path()), wanted), "");
}

// Only the last of them says what comes of it.
TEST_F(ResumeTest, SeveralDamagedCheckpointsAreTriedInTurn) {
  const auto endings = [&](size_t damaged) {
    test::TemporaryFolder own;
    const auto options = [&] { return everything({{"keep_checkpoints", 3}}); };
    EXPECT_EQ(run_until(trainer(options()), 20, own.path()), ATELIER_E_CANCELLED);
    const std::vector<fs::path> there = newest_first(own.path());
    EXPECT_EQ(there.size(), 3u);
    for (size_t i = 0; i < damaged; ++i) atelier::write_file(there[i] / "state.json", "");
    EXPECT_EQ(run(trainer(options()), own.path()), ATELIER_OK) << bench.error();
    std::vector<std::string> out;
    for (const std::string& line : bench.lines())
      if (line.find(" cannot be used: state.json is cut short") != std::string::npos)
        out.push_back(line.substr(line.rfind("; "), 16));
    return out;
  };
  EXPECT_EQ(endings(2), (std::vector<std::string>{"; the one before", "; goes on from /"}));
  EXPECT_EQ(endings(3), (std::vector<std::string>{"; the one before", "; the one before", "; there is none "}));
}

TEST_F(ResumeTest, PipesAndFoldersInPlaceOfFilesAreNotWaitedFor) {
  const auto options = [&] { return everything(); };
  const auto wanted = uninterrupted(options());
  for (const bool is_pipe : {true, false})
    for (const char* file : {"validation.sums", "best.bin", "step-999", "newest/weights.bin", "newest/manifest.json"}) {
      test::TemporaryFolder own;
      EXPECT_EQ(run_until(trainer(options()), 20, own.path()), ATELIER_E_CANCELLED);
      const std::string name = file;
      const fs::path path =
          name.rfind("newest/", 0) == 0 ? newest(own.path()) / name.substr(7) : own / "checkpoints" / name;
      fs::remove_all(path);
      if (is_pipe) {
        ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
      } else {
        fs::create_directories(path / "below");
      }
      ASSERT_EQ(run(trainer(options()), own.path()), ATELIER_OK) << path << ": " << bench.error();
      EXPECT_EQ(difference(result(own.path()), wanted), "") << path;
    }
}

TEST_F(ResumeTest, AFullDiskIsToldWithWhatHelps) {
  const Part stage = trainer(everything({{"checkpoint", "1h"}}));
  failing_disk::fail_at(2);  // the folder is made, the best weights are not written
  EXPECT_EQ(run(stage), ATELIER_E_IO);
  EXPECT_TRUE(failing_disk::stop());
  const std::string error = bench.error();
  EXPECT_EQ(error.find("cannot write the best weights: "), 0u) << error;
  EXPECT_NE(error.find("No space left on device; training needs about 1 MB free at " + folder.path().string() + " ("),
            std::string::npos)
      << error;
  EXPECT_NE(error.find(" MB are): make room, and run again"), std::string::npos) << error;
  EXPECT_EQ(run(trainer(everything())), ATELIER_OK) << bench.error();
  EXPECT_TRUE(has_line("goes on after step 3 ")) << all_lines();
}

TEST_F(ResumeTest, LabelsThatHaveChangedInTheirFilesBeginAnew) {
  EXPECT_EQ(run_until(trainer(everything()), 9, folder.path()), ATELIER_E_CANCELLED);
  const auto other = [&] { return everything({{"train", part<Patches>({{"count", 22}, {"swapped", true}})}}); };
  const auto wanted = uninterrupted(other());
  ASSERT_EQ(run(trainer(other())), ATELIER_OK) << bench.error();
  EXPECT_TRUE(has_line("was made with other pairs, or other labels, in `train`: training begins anew")) << all_lines();
  EXPECT_EQ(difference(result(folder.path()), wanted), "");
}

TEST_F(ResumeTest, OtherPairsBeginAnew) {
  EXPECT_EQ(run_until(trainer(everything()), 9, folder.path()), ATELIER_E_CANCELLED);
  const auto other = [&] { return everything({{"train", part<Patches>({{"count", 21}})}}); };
  const auto wanted = uninterrupted(other());
  ASSERT_EQ(run(trainer(other())), ATELIER_OK) << bench.error();
  EXPECT_TRUE(has_line("was made with 22 pairs in `train`, where there are 21 now: training begins anew"))
      << all_lines();
  EXPECT_EQ(difference(result(folder.path()), wanted), "");
}

TEST_F(ResumeTest, OffSavesNothing) {
  EXPECT_EQ(run_until(trainer(everything({{"checkpoint", "off"}})), 9, folder.path()), ATELIER_E_CANCELLED);
  EXPECT_TRUE(newest(folder.path()).empty());
}

TEST_F(ResumeTest, EpochSavesAtTheEndOfEach) {
  const auto vanishing = part<Patches>({{"count", 22}, {"vanishes", 50}});
  const Part stage = trainer(everything({{"checkpoint", "epoch"}, {"keep_checkpoints", 9}, {"train", vanishing}}));
  EXPECT_EQ(run(stage), ATELIER_E_IO);
  std::set<std::string> there = checkpoints(folder.path());
  there.erase("best.bin");
  EXPECT_EQ(there, (std::set<std::string>{"step-5", "step-10", "step-12-judged"}));
}

TEST_F(ResumeTest, AFinishedFolderThatWasNotTakenIsDone) {
  ASSERT_EQ(run(trainer(everything())), ATELIER_OK) << bench.error();
  const auto before = result(folder.path());
  plain::asked = {};
  ASSERT_EQ(run(trainer(everything())), ATELIER_OK) << bench.error();
  EXPECT_TRUE(plain::asked.seeds.empty());
  EXPECT_EQ(difference(result(folder.path()), before), "");
}

// --- extend ---

TEST_F(ResumeTest, MoreEpochsGoOnFromAnEarlierResult) {
  const auto with = [&](int epochs, bool extend) {
    return everything({{"epochs", epochs}, {"extend", extend}, {"validate_every_steps", 5}});
  };
  const auto ten = uninterrupted(with(10, false));
  test::TemporaryFolder five, more;
  ASSERT_EQ(run(trainer(with(5, false)), five.path()), ATELIER_OK) << bench.error();
  const auto left = result(five.path());
  plain::asked = {};
  // What the earlier result holds is not counted as done by this run.
  static std::vector<std::pair<uint64_t, uint64_t>> told;
  told.clear();
  atelier_call call = *bench.call().raw();
  call.progress = [](const atelier_call*, uint64_t done, uint64_t total, atelier_str) noexcept {
    told.emplace_back(done, total);
  };
  ASSERT_EQ(run(trainer(with(10, true)), call, more.path(), five.path()), ATELIER_OK) << bench.error();
  EXPECT_EQ(plain::asked.seeds.size(), 25u);
  const uint64_t own = 25 + 5 * 3;  // steps, and batches of five validations
  EXPECT_EQ(told.front(), std::pair(uint64_t{0}, own));
  EXPECT_EQ(told.back(), std::pair(own, own));
  EXPECT_TRUE(has_line("learnt 25 steps in this run, after 25 that were there")) << all_lines();
  EXPECT_EQ(difference(result(more.path()), ten), "");
  EXPECT_EQ(history(more.path()).size(), 10u);
  EXPECT_EQ(difference(result(five.path()), left), "");  // only read

  // Without being asked it begins anew, and says how to go on.
  test::TemporaryFolder anew;
  plain::asked = {};
  ASSERT_EQ(run(trainer(with(10, false)), anew.path(), five.path()), ATELIER_OK) << bench.error();
  EXPECT_EQ(plain::asked.seeds.size(), 50u);
  EXPECT_TRUE(has_line("was made with epochs = 5, not 10; extend = true would go on from it: training begins anew"))
      << all_lines();
  EXPECT_EQ(difference(result(anew.path()), ten), "");

  // Fewer than there are.
  test::TemporaryFolder fewer;
  EXPECT_EQ(run(trainer(with(3, true)), fewer.path(), five.path()), ATELIER_E_INVALID);
  EXPECT_EQ(bench.error().find("epochs is 3, but of the training to go on from 5 are begun"), 0u) << bench.error();
}

TEST_F(ResumeTest, MoreEpochsGoOnFromAnUnfinishedTraining) {
  const auto with = [&](int epochs, bool extend) {
    return everything({{"epochs", epochs}, {"extend", extend}, {"validate_every_steps", 5}});
  };
  const auto ten = uninterrupted(with(10, false));
  EXPECT_EQ(run_until(trainer(with(5, false)), 30, folder.path()), ATELIER_E_CANCELLED);
  EXPECT_EQ(run_until(trainer(with(10, true)), 30, folder.path()), ATELIER_E_CANCELLED);
  ASSERT_EQ(run(trainer(with(10, true))), ATELIER_OK) << bench.error();
  EXPECT_EQ(difference(result(folder.path()), ten), "");
}

TEST_F(ResumeTest, WhatOtherEpochsHaveLeftStaysUntilThereIsSomethingNew) {
  EXPECT_EQ(run_until(trainer(everything({{"epochs", 5}, {"checkpoint", "1h"}})), 30, folder.path()),
            ATELIER_E_CANCELLED);
  const fs::path old = newest(folder.path());
  EXPECT_EQ(run_until(trainer(everything({{"epochs", 10}, {"checkpoint", "1h"}})), 3, folder.path()),
            ATELIER_E_CANCELLED);
  EXPECT_TRUE(fs::exists(old));
  ASSERT_EQ(run(trainer(everything({{"epochs", 10}}))), ATELIER_OK) << bench.error();
  EXPECT_TRUE(has_line("goes on after step ")) << all_lines();
}

TEST_F(ResumeTest, AResultWithoutStateIsToldOf) {
  test::TemporaryFolder five;
  ASSERT_EQ(run(trainer(everything({{"epochs", 2}, {"keep_state", false}})), five.path()), ATELIER_OK);
  EXPECT_FALSE(fs::exists(five / "checkpoint" / "optimizer.state"));
  ASSERT_EQ(run(trainer(everything({{"epochs", 3}, {"extend", true}})), folder.path(), five.path()), ATELIER_OK);
  EXPECT_TRUE(has_line("has no state to go on from (keep_state = false): training begins anew")) << all_lines();
}

// --- early stop ---

TEST_F(ResumeTest, PatienceEndsTraining) {
  const auto with = [&](int patience) {
    return Bench::Options{{"epochs", 30}, {"patience", patience}, {"min_delta", 0.001}};
  };
  test::TemporaryFolder short_one, long_one;
  ASSERT_EQ(run(trainer(with(2)), short_one.path()), ATELIER_OK) << bench.error();
  const size_t ended = history(short_one.path()).size();
  EXPECT_GE(ended, 3u);
  EXPECT_LT(ended, 30u);
  const auto wanted = uninterrupted(with(6));
  // More patience: from where the other ended. Nothing of what is past depends on it.
  plain::asked = {};
  ASSERT_EQ(run(trainer(with(6)), long_one.path(), short_one.path()), ATELIER_OK) << bench.error();
  EXPECT_LT(plain::asked.seeds.size(), 2 * history(long_one.path()).size());
  EXPECT_EQ(difference(result(long_one.path()), wanted), "");
}

// --- averaged weights ---

TEST_F(ResumeTest, TheAverageIsWhatIsValidatedAndLeft) {
  const auto options = [&] { return Bench::Options{{"epochs", 2}, {"ema", 0.5}}; };
  ASSERT_EQ(run(trainer(options())), ATELIER_OK) << bench.error();
  const std::string last = atelier::read_file(folder / "last.bin");
  const std::string own = atelier::read_file(folder / "checkpoint" / "weights.bin");
  EXPECT_NE(last, own);
  test::TemporaryFolder plain_one;
  ASSERT_EQ(run(trainer({{"epochs", 2}}), plain_one.path()), ATELIER_OK);
  EXPECT_EQ(atelier::read_file(plain_one / "last.bin"), own);  // it does not touch training

  // By hand: average += (1 - d) * (weights - average), over the weights after each of the four steps.
  std::vector<std::vector<float>> after;
  for (int steps = 1; steps <= 4; ++steps) {
    test::TemporaryFolder each;
    run_until(trainer({{"epochs", 2}, {"validate", Value::none()}}), steps, each.path());
    const fs::path file = steps == 4 ? each / "last.bin" : newest(each.path()) / "weights.bin";
    const std::string bytes = atelier::read_file(file);
    after.emplace_back(bytes.size() / 4);
    std::memcpy(after.back().data(), bytes.data(), bytes.size());
  }
  std::vector<float> average(after[0].size(), 0.0f);  // the model begins with zeros
  for (int n = 1; n <= 4; ++n) {
    const auto share = static_cast<float>(1 - std::min(0.5, (1.0 + n) / (10.0 + n)));
    for (size_t i = 0; i < average.size(); ++i)
      average[i] += share * (after[static_cast<size_t>(n - 1)][i] - average[i]);
  }
  EXPECT_EQ(last, std::string(reinterpret_cast<const char*>(average.data()), average.size() * 4));
}

}  // namespace
