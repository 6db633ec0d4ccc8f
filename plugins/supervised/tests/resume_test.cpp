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
#include "resume_fixture.hpp"

namespace {

using namespace plain;

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

}  // namespace
