#include "standard_streams.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <iostream>
#include <string>
#include <thread>

namespace atelier::host {
namespace {

// stdout leads to `file` ("" for nowhere: closed) for as long as it lives.
class StdoutTo {
 public:
  explicit StdoutTo(const std::string& file) : was_((std::fflush(stdout), ::dup(STDOUT_FILENO))) {
    std::cout.flush();
    buffer_ = std::cout.rdbuf();
    keep_standard_streams();
    ::close(STDOUT_FILENO);
    if (!file.empty()) {
      EXPECT_EQ(::open(file.c_str(), O_WRONLY), STDOUT_FILENO);
    }
  }
  StdoutTo(const StdoutTo&) = delete;
  ~StdoutTo() {
    (void)flush_stdout();
    std::cout.rdbuf(buffer_);
    ::dup2(was_, STDOUT_FILENO);
    ::close(was_);
  }

 private:
  int was_;
  std::streambuf* buffer_ = nullptr;
};

TEST(StandardStreams, AnAnswerThatIsLostIsAFailure) {
  std::string first, again;
  {
    const StdoutTo full("/dev/full");
    std::cout << "answer\n";
    const Result<void> lost = flush_stdout();
    first = lost ? "" : lost.failure().reason;
    const Result<void> nothing_more = flush_stdout();
    again = nothing_more ? "" : nothing_more.failure().reason;
  }
  EXPECT_EQ(first, "cannot write to stdout: No space left on device");
  EXPECT_EQ(again, "") << "told once";
}

TEST(StandardStreams, ALongAnswerIsLostInTheMiddle) {
  int error = 0;
  bool lost_again = true;
  {
    const StdoutTo full("/dev/full");
    for (int i = 0; i < 100000; ++i) std::cout << "answer\n";
    error = flush_stdout().failure().status;
    lost_again = !flush_stdout();
  }
  EXPECT_EQ(error, ENOSPC);
  EXPECT_FALSE(lost_again);
}

TEST(StandardStreams, WhatTheCLibraryHoldsIsOfTheAnswerToo) {
  int error = 0;
  {
    const StdoutTo full("/dev/full");
    std::fputs("answer", stdout);
    error = flush_stdout().failure().status;
  }
  EXPECT_EQ(error, ENOSPC);
}

TEST(StandardStreams, NothingTakesThePlaceOfAClosedOne) {
  bool fails = false;
  int fresh = -1;
  {
    const StdoutTo closed("");
    keep_standard_streams();
    fresh = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    fails = ::write(STDOUT_FILENO, "x", 1) < 0 && errno == EBADF;
  }
  EXPECT_GT(fresh, STDERR_FILENO);
  EXPECT_TRUE(fails);
  ::close(fresh);
}

TEST(StandardStreams, ASlowReaderLosesNothing) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  ::fcntl(ends[1], F_SETFL, O_NONBLOCK);
  const std::string all(1'000'000, 'x');
  std::string read;
  std::thread reader([&] {
    char bytes[10000];
    for (ssize_t n; (n = ::read(ends[0], bytes, sizeof bytes)) > 0;) read.append(bytes, static_cast<size_t>(n));
  });
  EXPECT_EQ(write_all(ends[1], all), 0);
  ::close(ends[1]);
  reader.join();
  ::close(ends[0]);
  EXPECT_EQ(read.size(), all.size());
  EXPECT_EQ(write_all(-1, "x"), EBADF);
}

}  // namespace
}  // namespace atelier::host
