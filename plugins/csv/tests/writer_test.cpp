#include "../writer.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>
#include <csignal>
#include <limits>
#include <optional>
#include <string>

#include "../fields.hpp"
#include "test_data.hpp"

namespace {

using atelier::ObserverRef;
using atelier::testing::Bench;
using atelier::testing::Part;

class WriterTest : public ::testing::Test {
 protected:
  void begin() {
    auto run = atelier::blank<atelier_run_begin>();
    folder_name = folder.path().string();
    run.folder = atelier::c_str(folder_name);
    ObserverRef(part->object()).begin(bench.call(), run);
  }
  void see(std::string_view stage, std::string_view name, uint64_t step, double value,
           uint32_t type = ATELIER_EVENT_SCALAR) {
    auto event = atelier::blank<atelier_event>();
    event.type = type;
    event.name = atelier::c_str(name);
    event.step = step;
    event.scalar = value;
    ObserverRef(part->object()).observe(bench.call(), stage, event);
  }
  void end(const char* status) {
    auto run = atelier::blank<atelier_run_end>();
    run.status = atelier::c_str(status);
    ObserverRef(part->object()).end(bench.call(), run);
  }
  std::string lines(const char* name = "scalars.csv") { return atelier::read_file(folder / name); }

  static constexpr const char* kHead = "stage,name,step,value\r\n";
  Bench bench;
  test::TemporaryFolder folder;
  std::string folder_name;
  std::optional<Part> part;
};

TEST_F(WriterTest, WritesScalarsIntoTheRunsFolder) {
  part.emplace(bench.make<atelier::csv::Writer>({{"flush", 3600}}));
  begin();
  see("train", "train/loss", 7, 0.25);
  see("train", "a text", 7, 0, ATELIER_EVENT_TEXT);
  see("evaluate", "evaluate/mean_iou", 0, 1.0 / 3);
  end("done");
  EXPECT_EQ(lines(), std::string(kHead) +
                         "train,train/loss,7,0.25\r\n"
                         "evaluate,evaluate/mean_iou,0,0.3333333333333333\r\n");
}

TEST_F(WriterTest, QuotesWhatNeedsItAndSaysWhatIsNoNumber) {
  using atelier::csv::field;
  EXPECT_EQ(field("train/loss"), "train/loss");
  EXPECT_EQ(field(""), "");
  EXPECT_EQ(field("a,b"), "\"a,b\"");
  EXPECT_EQ(field("say \"a\"\n"), "\"say \"\"a\"\"\n\"");
  EXPECT_EQ(field(1e-7), "1e-07");
  EXPECT_EQ(field(100.0), "100");
  EXPECT_EQ(field(-std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(field(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST_F(WriterTest, TheFileIsTheOneGivenAndStartsAnewInEachRun) {
  part.emplace(bench.make<atelier::csv::Writer>({{"file", (folder / "own.csv").string()}}));
  for (const double value : {1.0, 2.0}) {
    begin();
    see("s", "n", 1, value);
    end("done");
  }
  EXPECT_EQ(lines("own.csv"), std::string(kHead) + "s,n,1,2\r\n");
  EXPECT_FALSE(std::filesystem::exists(folder / "scalars.csv"));
}

TEST_F(WriterTest, LinesWaitForTheFlushAndNoLonger) {
  part.emplace(bench.make<atelier::csv::Writer>({{"flush", 3600}}));
  begin();
  EXPECT_EQ(lines(), kHead);
  see("s", "n", 1, 1);
  EXPECT_EQ(lines(), kHead);
  part.emplace(bench.make<atelier::csv::Writer>({{"flush", 0}}));
  begin();
  see("s", "n", 1, 1);
  EXPECT_EQ(lines(), std::string(kHead) + "s,n,1,1\r\n");
}

TEST_F(WriterTest, ARunThatFailsOrIsInterruptedLeavesWhatWasSeen) {
  for (const char* status : {"failed", "interrupted", ""}) {
    part.emplace(bench.make<atelier::csv::Writer>());
    begin();
    see("s", "n", 1, 5);
    if (*status)
      end(status);
    else
      part.reset();  // no end at all
    EXPECT_EQ(lines(), std::string(kHead) + "s,n,1,5\r\n") << status;
  }
}

TEST_F(WriterTest, NamesAFileThatCannotBeWritten) {
  part.emplace(bench.make<atelier::csv::Writer>({{"file", (folder / "none/own.csv").string()}}));
  EXPECT_THROW(begin(), atelier::Reported);
  EXPECT_NE(bench.error().find("own.csv: No such file"), std::string::npos) << bench.error();
  bench.clear();
  EXPECT_THROW(see("s", "n", 1, 1), atelier::Reported);

  part.emplace(bench.make<atelier::csv::Writer>({{"file", "/dev/full"}, {"flush", 3600}}));
  EXPECT_THROW(begin(), atelier::Reported);
}

TEST_F(WriterTest, AFileOfAnotherKindStaysAsItIs) {
  part.emplace(bench.make<atelier::csv::Writer>({{"file", (folder / "own.csv").string()}}));
  for (const char* content : {"name,age\r\nme,7\r\n", "stage", "# notes"}) {
    atelier::write_file(folder / "own.csv", content, false);
    bench.clear();
    EXPECT_THROW(begin(), atelier::Reported) << content;
    EXPECT_NE(bench.error().find("own.csv is there and was not written by csv.writer"), std::string::npos)
        << bench.error();
    EXPECT_EQ(lines("own.csv"), content);
  }
  // An empty one is nobody's; the line alone, or with other line ends, is ours.
  for (const char* content : {"", "stage,name,step,value", "stage,name,step,value\ns,n,1,1\n"}) {
    atelier::write_file(folder / "own.csv", content, false);
    bench.clear();
    EXPECT_NO_THROW(begin()) << content;
    EXPECT_EQ(lines("own.csv"), kHead);
  }
}

// A limit on the size of files does what a full disk does: it takes a part of what is written.
TEST_F(WriterTest, AFullDiskLeavesWholeLines) {
  part.emplace(bench.make<atelier::csv::Writer>({{"flush", 3600}}));
  begin();
  see("s", "a", 1, 1);
  see("s", "two\r\nlines", 2, 2);
  see("s", "c", 3, 3);
  const std::string first = std::string(kHead) + "s,a,1,1\r\n";
  rlimit usual{};
  getrlimit(RLIMIT_FSIZE, &usual);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{first.size() + 9, usual.rlim_max};  // in the second line, behind its line break
  setrlimit(RLIMIT_FSIZE, &small);
  EXPECT_THROW(end("done"), atelier::Reported);
  setrlimit(RLIMIT_FSIZE, &usual);
  std::signal(SIGXFSZ, handler);
  EXPECT_NE(bench.error().find("cannot write"), std::string::npos) << bench.error();
  EXPECT_EQ(lines(), first);
}

}  // namespace
