// Errors cross the boundary as a code and a text, whatever was thrown.
#include <gtest/gtest.h>
#include <atelier/cpp/core.hpp>
#include <atelier/testing.hpp>

#include <new>

namespace {

using atelier::Attempt;
using atelier::Call;
using atelier::Error;
using atelier::Reported;
using atelier::detail::guard;
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

TEST(Text, PutsItsArgumentsTogether) { EXPECT_EQ(atelier::text("row ", 3, ": ", std::string("x")), "row 3: x"); }

TEST(Strings, GoThereAndBack) {
  const std::string with_nul("a\0b", 3);
  EXPECT_EQ(atelier::str(atelier::c_str(with_nul)), with_nul);
  const atelier_str literal = ATELIER_STR("abc");
  EXPECT_EQ(atelier::view(literal), "abc");
}

}  // namespace
