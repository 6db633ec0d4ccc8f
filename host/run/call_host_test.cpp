#include "call_host.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/core.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "plugins/this_host.hpp"
#include "testing/host_bench.hpp"

namespace atelier::host {
namespace {

TEST(CallHost, FirstFailureWins) {
  CallHost host("s", 3, {});
  const atelier_call* call = host.raw();
  EXPECT_EQ(call->threads, 3u);
  EXPECT_EQ(atelier_fail(call, ATELIER_E_DATA, "row %d", 7), ATELIER_E_DATA);
  atelier_fail(call, ATELIER_E_IO, "later");
  EXPECT_EQ(host.take_failure(), "row 7");
  EXPECT_EQ(host.take_failure(), std::nullopt);
  atelier_fail(call, ATELIER_E_IO, "next");
  EXPECT_EQ(host.take_failure(), "next");
}

TEST(CallHost, NamesTheComponentThatRefuses) {
  CallHost::Surroundings to;
  to.component = "acme.stage";
  CallHost host("s", 1, std::move(to));
  const auto told = [&](std::string_view who, int32_t code, const char* text) {
    const detail::Running running(host.raw(), who);
    atelier_fail(host.raw(), code, "%s", text);
    return host.take_failure();
  };
  EXPECT_EQ(told("acme.part", ATELIER_E_INVALID, "too small"), "acme.part: too small");
  EXPECT_EQ(told("acme.part", ATELIER_E_UNSUPPORTED, "takes uint8"), "acme.part: takes uint8");
  EXPECT_EQ(told("acme.part", ATELIER_E_INTERNAL, "acme.part: thrown"), "acme.part: thrown") << "once is enough";
  EXPECT_EQ(told("acme.part", ATELIER_E_DATA, "a.json: byte 3"), "acme.part: a.json: byte 3");
  EXPECT_EQ(told("acme.part", ATELIER_E_CANCELLED, "interrupted"), "interrupted") << "nobody's fault";
  EXPECT_EQ(told("acme.stage", ATELIER_E_INVALID, "too small"), "too small") << "the stage is named with its line";
  EXPECT_EQ(told("", ATELIER_E_INVALID, "too small"), "too small");
}

TEST(CallHost, TellsThePluginsWhoTheProgramIs) {
  CallHost host("s", 1, {});
  const atelier_host* program = Call(host.raw()).host();
  ASSERT_NE(program, nullptr);
  EXPECT_EQ(view(program->name), "atelier");
  EXPECT_EQ(program->extension(program, c_str("acme.unknown/1")), nullptr);
  const auto* folders =
      static_cast<const atelier_host_folders_v1*>(program->extension(program, c_str(ATELIER_EXTENSION_HOST_FOLDERS)));
  ASSERT_NE(folders, nullptr);
  EXPECT_GE(folders->struct_size, ATELIER_HOST_FOLDERS_V1_FLOOR);
  EXPECT_EQ(view(folders->cache(program)), user_cache().string());
}

TEST(CallHost, WorksWithNothingAround) {
  CallHost host("s", 1, {});
  const Call call(host.raw());
  call.info("a line");
  call.result("a result");
  call.progress(1, 2, "steps");
  call.emit_scalar("x", 1, 2);
  EXPECT_FALSE(call.cancelled());
}

TEST(CallHost, PassesTheWishToStop) {
  bool stop = false;
  CallHost::Surroundings to;
  to.cancelled = [&] { return stop; };
  CallHost host("s", 1, std::move(to));
  EXPECT_FALSE(Call(host.raw()).cancelled());
  stop = true;
  EXPECT_TRUE(Call(host.raw()).cancelled());
}

TEST(CallHost, AnObserverThatThrowsHarmsNobody) {
  CallHost::Surroundings to;
  int seen = 0;
  to.observe = [&](const atelier_event&) {
    ++seen;
    throw std::runtime_error("no");
  };
  CallHost host("s", 1, std::move(to));
  Call(host.raw()).emit_scalar("x", 1, 2);
  EXPECT_EQ(seen, 1);
}

TEST(CallHost, ManyThreadsWriteWholeLines) {
  const test::TemporaryFolder folder;
  test_bench::Capture out;
  test_bench::Capture err;
  Terminal::Options shown;
  shown.out = out.file();
  shown.err = err.file();
  Terminal terminal(shown);
  RunLog log(terminal, *real_disk().append(folder / "log.txt"), spdlog::level::info);
  const std::unique_ptr<LineFile> events = *real_disk().append(folder / "events.jsonl");
  CallHost::Surroundings to;
  to.terminal = &terminal;
  to.lines = log.stage("s", *real_disk().append(folder / "stage.txt"));
  to.events = events.get();
  CallHost host("s", 4, std::move(to));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      const Call call(host.raw());
      for (uint64_t i = 0; i < 250; ++i) {
        call.emit_text("name \xff", i, "text \"quoted\"\n");
        call.result("a result");
        call.debug("not for the terminal");
      }
    });
  for (std::thread& t : threads) t.join();
  std::ifstream lines(folder / "events.jsonl");
  size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count)
    EXPECT_EQ(nlohmann::json::parse(line).at("text"), "text \"quoted\"\n");
  EXPECT_EQ(count, 1000u);
  EXPECT_EQ(out.text().size(), 1000 * std::string("a result\n").size());
  EXPECT_EQ(err.text(), "");
  EXPECT_NE(read_file(folder / "stage.txt").find("debug [s] not for the terminal"), std::string::npos);
}

}  // namespace
}  // namespace atelier::host
