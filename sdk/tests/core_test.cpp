// Errors cross the boundary as a code and a text, whatever was thrown.
#include <gtest/gtest.h>
#include <atelier/cpp/core.hpp>
#include <atelier/testing.hpp>

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <thread>
#include <utility>

namespace {

using atelier::Attempt;
using atelier::Call;
using atelier::Error;
using atelier::guard;
using atelier::Reported;
using atelier::testing::Bench;

template <class Body>
int32_t guarded(const Bench& bench, Body body) {
  return guard(bench.call().raw(), "some.part", body);
}

TEST(Guard, GivesOkWhenNothingIsThrown) {
  Bench bench;
  EXPECT_EQ(guarded(bench, [] {}), ATELIER_OK);
  EXPECT_EQ(bench.error(), "");
}

TEST(Guard, GivesTheErrorsCodeAndText) {
  Bench bench;
  EXPECT_EQ(guarded(bench, [] { throw Error(ATELIER_E_DATA, "row 3 is short"); }), ATELIER_E_DATA);
  EXPECT_EQ(bench.error(), "row 3 is short");
}

TEST(Guard, NamesWhoThrewSomethingElse) {
  Bench bench;
  EXPECT_EQ(guarded(bench, [] { throw std::runtime_error("odd"); }), ATELIER_E_INTERNAL);
  EXPECT_EQ(bench.error(), "some.part: odd");
  bench.clear();
  EXPECT_EQ(guarded(bench, [] { throw 3; }), ATELIER_E_INTERNAL);
  EXPECT_EQ(bench.error(), "some.part: threw something that is no std::exception");
  bench.clear();
  EXPECT_EQ(guarded(bench, [] { throw std::bad_alloc(); }), ATELIER_E_INTERNAL);
  EXPECT_EQ(bench.error(), "some.part: out of memory");
}

TEST(Guard, DoesNotReportTwice) {
  Bench bench;
  const int32_t status =
      guarded(bench, [&] { atelier::check(guarded(bench, [] { throw Error(ATELIER_E_IO, "the inner text"); })); });
  EXPECT_EQ(status, ATELIER_E_IO);
  EXPECT_EQ(bench.error(), "the inner text");
}

TEST(Check, PassesOkAndThrowsTheRest) {
  atelier::check(ATELIER_OK);
  try {
    atelier::check(ATELIER_E_UNSUPPORTED);
    FAIL() << "must throw";
  } catch (const Reported& e) {
    EXPECT_EQ(e.code(), ATELIER_E_UNSUPPORTED);
  }
}

TEST(Check, SeesAnEndWhereThereIsNone) {
  Bench bench;
  EXPECT_EQ(guarded(bench, [] { atelier::check(ATELIER_END); }), ATELIER_E_INTERNAL) << "not the end of whoever asked";
  EXPECT_NE(bench.error().find("ATELIER_END"), std::string::npos);
  EXPECT_EQ(guarded(bench, [] { atelier::detail::pass_on(ATELIER_END); }), ATELIER_END) << "a caller's sink may";
}

TEST(Attempt, KeepsTheFailureAndPassesTheRestOn) {
  Bench bench(3);
  Attempt attempt(bench.call());
  EXPECT_EQ(attempt.text(), "");
  EXPECT_EQ(guard(attempt.call().raw(), "x", [] { throw Error(ATELIER_E_IO, "kept"); }), ATELIER_E_IO);
  EXPECT_EQ(attempt.text(), "kept");
  EXPECT_EQ(bench.error(), "");
  attempt.call().info("a line");
  attempt.call().emit_scalar("loss", 1, 0.5);
  EXPECT_EQ(bench.lines(), std::vector<std::string>{"a line"});
  ASSERT_EQ(bench.scalars().size(), 1u);
  EXPECT_EQ(bench.scalars()[0].first, "loss");
  EXPECT_EQ(attempt.call().threads(), 3u);
  EXPECT_FALSE(attempt.call().cancelled());
  bench.cancel(true);
  EXPECT_TRUE(attempt.call().cancelled());
}

TEST(Attempt, CanLowerTheThreadBudget) {
  const Bench bench(3);
  EXPECT_EQ(Attempt(bench.call(), 1).call().threads(), 1u);
  EXPECT_EQ(Attempt(bench.call(), 0).call().threads(), 3u);
}

// A call as an older program makes it: what came after `emit` is not there, not even as memory.
TEST(Attempt, TakesTheCallOfAnOlderProgram) {
  const Bench bench(2);
  constexpr uint32_t kSize = offsetof(atelier_call, running);
  const std::unique_ptr<char[]> memory(new char[kSize]);
  std::memcpy(memory.get(), bench.call().raw(), kSize);
  std::memcpy(memory.get(), &kSize, sizeof kSize);
  const Attempt attempt(Call(reinterpret_cast<const atelier_call*>(memory.get())));
  const atelier_call& mine = *attempt.call().raw();
  EXPECT_EQ(mine.struct_size, kSize);
  EXPECT_EQ(mine.running, nullptr);
  EXPECT_EQ(mine.stream_count, 0u);
  EXPECT_EQ(guard(&mine, "x", [] { throw Error(ATELIER_E_IO, "kept"); }), ATELIER_E_IO);
  EXPECT_EQ(attempt.text(), "kept");
}

// A call as a newer program makes it: it reaches further than this side knows.
TEST(Attempt, TakesTheCallOfANewerProgram) {
  const Bench bench(2);
  struct Newer {
    atelier_call known;
    uint64_t more[4];
  } newer{*bench.call().raw(), {1, 2, 3, 4}};
  newer.known.struct_size = sizeof newer;
  const Attempt attempt(Call(&newer.known));
  EXPECT_EQ(attempt.call().raw()->struct_size, sizeof(atelier_call)) << "a copy says how much was copied";
  attempt.call().info("a line");
  EXPECT_EQ(bench.lines(), std::vector<std::string>{"a line"});
}

TEST(Attempt, KeepsOneTextWhenManyThreadsFail) {
  const Bench bench;
  Attempt attempt(bench.call());
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&attempt, i] {
      const std::string text(100, static_cast<char>('a' + i));
      guard(attempt.call().raw(), "x", [&] { throw Error(ATELIER_E_IO, text); });
    });
  for (std::thread& thread : threads) thread.join();
  ASSERT_EQ(attempt.text().size(), 100u);
  EXPECT_EQ(attempt.text(), std::string(100, attempt.text()[0]));
}

TEST(Attempt, CanBeNested) {
  Bench bench;
  Attempt outer(bench.call());
  Attempt inner(outer.call());
  inner.call().warn("through both");
  EXPECT_EQ(guard(inner.call().raw(), "x", [] { throw Error(ATELIER_E_IO, "innermost"); }), ATELIER_E_IO);
  EXPECT_EQ(inner.text(), "innermost");
  EXPECT_EQ(outer.text(), "");
  EXPECT_EQ(bench.lines(), std::vector<std::string>{"through both"});
}

TEST(Call, StopsWhenCancelled) {
  Bench bench;
  bench.call().stop_if_cancelled();
  bench.cancel(true);
  try {
    bench.call().stop_if_cancelled();
    FAIL() << "must throw";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ATELIER_E_CANCELLED);
  }
}

TEST(Call, HasAtLeastOneThread) { EXPECT_EQ(Bench(0).call().threads(), 1u); }

TEST(Fail, FormatsAndCutsOffWhatIsTooLong) {
  Bench bench;
  EXPECT_EQ(atelier_fail(bench.call().raw(), ATELIER_E_DATA, "row %d: %s", 3, "short"), ATELIER_E_DATA);
  EXPECT_EQ(bench.error(), "row 3: short");
  bench.clear();
  const std::string big(5000, 'x');
  EXPECT_EQ(atelier_fail(bench.call().raw(), ATELIER_E_IO, "%s", big.c_str()), ATELIER_E_IO);
  EXPECT_EQ(bench.error(), std::string(1023, 'x'));
}

TEST(Has, SeesHowFarAStructReaches) {
  atelier_call call{};
  call.struct_size = offsetof(atelier_call, emit);
  EXPECT_TRUE(ATELIER_HAS(&call, cancelled));
  EXPECT_FALSE(ATELIER_HAS(&call, emit));
  call.struct_size = sizeof call;
  EXPECT_TRUE(ATELIER_HAS(&call, emit));
}

// --- Who is running --------------------------------------------------------------------------------------------------

thread_local std::string_view marked;  // what the program would say if this thread crashed

atelier_call marking(const Bench& bench) {
  atelier_call call = *bench.call().raw();
  call.running = [](const atelier_call*, atelier_str id) noexcept {
    return atelier::c_str(std::exchange(marked, atelier::view(id)));
  };
  return call;
}

TEST(Running, IsMarkedAndPutBack) {
  const Bench bench;
  const atelier_call call = marking(bench);
  guard(&call, "outer", [&] {
    EXPECT_EQ(marked, "outer");
    guard(&call, "inner", [] {
      EXPECT_EQ(marked, "inner");
      throw Error(ATELIER_E_DATA, "even so");
    });
    EXPECT_EQ(marked, "outer");
  });
  EXPECT_EQ(marked, "");
}

TEST(Running, IsMarkedThroughAnAttempt) {
  const Bench bench;
  const atelier_call call = marking(bench);
  const Attempt attempt{Call(&call)};
  guard(attempt.call().raw(), "tried", [] { EXPECT_EQ(marked, "tried"); });
  EXPECT_EQ(marked, "");
}

// --- Growth ----------------------------------------------------------------------------------------------------------

// An in- or out-struct as one side knows it, and as the other, which is of a later minor, does.
struct Older {
  uint32_t struct_size;
  uint32_t a;
};
struct Newer {
  uint32_t struct_size;
  uint32_t a;
  uint64_t b;
};
constexpr uint64_t kGuard = 0xA5A5A5A5A5A5A5A5u;

// The same memory, as the other side sees it.
template <class T>
T& seen_as(void* memory) {
  return *static_cast<T*>(memory);
}

TEST(Blank, SaysItsSizeAndNothingElse) {
  constexpr Newer made = atelier::blank<Newer>();
  EXPECT_EQ(made.struct_size, sizeof(Newer));
  EXPECT_EQ(made.a, 0u);
  EXPECT_EQ(made.b, 0u);
}

TEST(Known, CopiesWhatTheOwnerFilledAndNoMore) {
  const auto older = std::make_unique<Older>(Older{sizeof(Older), 7});  // on the heap, where reading too far is seen
  const Newer copy = atelier::known(seen_as<Newer>(older.get()));
  EXPECT_EQ(copy.struct_size, sizeof(Older));
  EXPECT_EQ(copy.a, 7u);
  EXPECT_EQ(copy.b, 0u);
}

TEST(Known, CopiesWhatThisSideKnowsAndNoMore) {
  Newer newer{sizeof(Newer), 7, kGuard};
  const Older copy = atelier::known(seen_as<Older>(&newer));
  EXPECT_EQ(copy.struct_size, sizeof(Older)) << "not what the original said: there is no more behind the copy";
  EXPECT_EQ(copy.a, 7u);
}

TEST(Give, WritesNoMoreThanThereIsRoomFor) {
  struct {
    Older out;
    uint64_t guard;
  } memory{{sizeof(Older), 0}, kGuard};
  atelier::give(&seen_as<Newer>(&memory.out), Newer{sizeof(Newer), 7, 8});
  EXPECT_EQ(memory.out.struct_size, sizeof(Older));
  EXPECT_EQ(memory.out.a, 7u);
  EXPECT_EQ(memory.guard, kGuard);
}

TEST(Give, SaysHowFarItWroteWhereThereIsMoreRoom) {
  auto out = atelier::blank<Newer>();
  atelier::give(&seen_as<Older>(&out), Older{99, 7});
  EXPECT_EQ(out.struct_size, sizeof(Older)) << "whatever struct_size was made with";
  EXPECT_EQ(out.a, 7u);
  EXPECT_FALSE(ATELIER_HAS(&out, b));
  EXPECT_EQ(out.b, 0u);
}

TEST(Give, LeavesMemoryAloneThatSaysItHasNoRoom) {
  Older out{3, 5};
  atelier::give(&out, Older{sizeof(Older), 7});
  EXPECT_EQ(out.struct_size, 3u);
  EXPECT_EQ(out.a, 5u);
}

TEST(Reach, IsTheEndOfAField) {
  EXPECT_EQ(ATELIER_REACH(Newer, a), 8u);
  EXPECT_EQ(ATELIER_REACH(Newer, b), 16u);
}

// --- Streams ---------------------------------------------------------------------------------------------------------

TEST(Streams, AreFoundByTheirDevice) {
  const Bench bench;
  int zero = 0, one = 0;
  const atelier_stream streams[] = {{{ATELIER_DEVICE_CUDA, 0}, &zero}, {{ATELIER_DEVICE_CUDA, 1}, &one}};
  atelier_call call = *bench.call().raw();
  EXPECT_EQ(Call(&call).stream({ATELIER_DEVICE_CUDA, 0}), nullptr);
  call.streams = streams;
  call.stream_count = 2;
  EXPECT_EQ(Call(&call).stream({ATELIER_DEVICE_CUDA, 1}), &one);
  EXPECT_EQ(Call(&call).stream({ATELIER_DEVICE_CUDA, 2}), nullptr);
  EXPECT_EQ(Call(&call).stream({ATELIER_DEVICE_CPU, 0}), nullptr);
  EXPECT_EQ(Attempt{Call(&call)}.call().stream({ATELIER_DEVICE_CUDA, 0}), &zero);
}

TEST(Text, PutsItsArgumentsTogether) { EXPECT_EQ(atelier::text("row ", 3, ": ", std::string("x")), "row 3: x"); }

TEST(Strings, GoThereAndBack) {
  const std::string with_nul("a\0b", 3);
  EXPECT_EQ(atelier::str(atelier::c_str(with_nul)), with_nul);
  const atelier_str literal = ATELIER_STR("abc");
  EXPECT_EQ(atelier::view(literal), "abc");
}

}  // namespace
