// When training saves, over a clock that the test turns.
#include "../pace.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/core.hpp>
#include <vector>

namespace {

using atelier::supervised::duration_of;
using atelier::supervised::Pace;

TEST(Pace, Durations) {
  EXPECT_EQ(duration_of("5min"), 300);
  EXPECT_EQ(duration_of("5m"), 300);
  EXPECT_EQ(duration_of("1h30m"), 5400);
  EXPECT_EQ(duration_of("250ms"), 0.25);
  EXPECT_EQ(duration_of("1.5s"), 1.5);
  EXPECT_EQ(duration_of("2d"), 172800);
  EXPECT_EQ(duration_of("0s"), 0);
  EXPECT_EQ(duration_of("30"), 30);
  EXPECT_EQ(duration_of("30 s"), 30);
  EXPECT_EQ(duration_of(" 1 h 30 min "), 5400);
  for (const char* wrong : {"", " ", "min", "-5", "-5s", "1h 5", "1e3s", "5x", "auto", "nans", "5s3", "infs"})
    EXPECT_FALSE(duration_of(wrong)) << wrong;
}

TEST(Pace, WhatSaysNothingIsRefused) {
  try {
    Pace("often", 0);
    FAIL();
  } catch (const atelier::Error& e) {
    EXPECT_EQ(e.code(), ATELIER_E_INVALID);
    EXPECT_STREQ(e.what(),
                 "checkpoint is \"often\": it takes \"auto\", \"epoch\", \"off\", or a duration such as \"30 s\" "
                 "or \"5 min\"");
  }
}

TEST(Pace, OffAndEpochAndEvery) {
  Pace off("off", 0), epoch("epoch", 0), always("0s", 0), minute("1min", 0);
  EXPECT_TRUE(off.is_off());
  EXPECT_FALSE(epoch.is_off());
  EXPECT_FALSE(off.is_due(1e9, true));
  EXPECT_FALSE(epoch.is_due(1e9, false));
  EXPECT_TRUE(epoch.is_due(1e9, true));
  EXPECT_TRUE(always.is_due(0, false));
  EXPECT_FALSE(minute.is_due(59.9, true));
  EXPECT_TRUE(minute.is_due(60, false));
  minute.saved(60, 2);
  EXPECT_FALSE(minute.is_due(119, false));
  EXPECT_TRUE(minute.is_due(120, false));
}

struct Course {
  double most_lost = 0;  // work at stake, at any time
  double share = 0;      // of saving
  int complaints = 0;
};

// A training of steps of one length on a disk that keeps it waiting so long, and takes so long until all is there.
Course course(Pace pace, double step, double blocked, double settling) {
  double now = 0, safe = 0, pending = -1, pending_until = 0, saving = 0;
  Course out;
  for (int i = 0; now < 20000; ++i) {
    now += step;
    if (pending >= 0 && now >= pending_until) {
      out.most_lost = std::max(out.most_lost, pending_until - safe);
      safe = pending;
      pending = -1;
      pace.settled(settling);
    }
    out.most_lost = std::max(out.most_lost, now - safe);
    if (!pace.is_due(now, i % 100 == 99) || pending >= 0) continue;
    pending = now;
    pending_until = now + blocked + settling;
    pace.saved(now, blocked);
    now += blocked;
    saving += blocked;
    if (pace.complaint()) ++out.complaints;
  }
  out.share = saving / now;
  return out;
}

TEST(Pace, AutoKeepsBothRulesWhereTheDiskLetsIt) {
  for (const double step : {0.05, 1.0, 5.0, 12.0})
    for (const double settling : {0.1, 3.0, 8.0}) {
      const double room = 60 - step - settling - step;
      const Course c = course(Pace("auto", 0), step, 0.009 * room, settling);
      EXPECT_LE(c.most_lost, 60.5) << step << ' ' << settling;
      EXPECT_LE(c.share, 0.01) << step << ' ' << settling;
      EXPECT_EQ(c.complaints, 0) << step << ' ' << settling;
      EXPECT_GT(c.most_lost, 25) << "it saves more often than it has to";
    }
}

TEST(Pace, ASlowDiskPutsMoreWorkAtStakeAndIsToldOnce) {
  const Course slow = course(Pace("auto", 0), 1, 2.0, 6);
  EXPECT_LE(slow.share, 0.01);
  EXPECT_GT(slow.most_lost, 150);
  EXPECT_EQ(slow.complaints, 1);
  const Course slower = course(Pace("auto", 0), 1, 20, 20);
  EXPECT_LE(slower.most_lost, 300 + 60);
  EXPECT_GT(slower.share, 0.01);
  EXPECT_EQ(slower.complaints, 1);
}

TEST(Pace, ADurationIsKeptWhateverItCosts) {
  const Course c = course(Pace("30s", 0), 1, 5, 1);
  EXPECT_LE(c.most_lost, 30 + 1 + 6);
  EXPECT_EQ(c.complaints, 0);
}

}  // namespace
