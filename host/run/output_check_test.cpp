#include "output_check.hpp"

#include <atelier/cpp/params.hpp>

#include "testing/host_bench.hpp"

namespace atelier::host {
namespace {

// What the stage under test answers.
struct Answer {
  int32_t status = ATELIER_OK;
  atelier_value value{};
};

constexpr atelier_stage_v1 kStage = {
    sizeof(atelier_stage_v1),
    ATELIER_TAG_STAGE,
    nullptr,
    nullptr,
    nullptr,
    [](const atelier_call* call, void* opened, atelier_str, atelier_value* out) noexcept -> int32_t {
      const auto& answer = *static_cast<Answer*>(opened);
      if (answer.status != ATELIER_OK) return atelier_fail(call, answer.status, "no %s", "luck");
      *out = answer.value;
      return ATELIER_OK;
    },
    nullptr};

// "" or why the answer does not do for an output of that type.
std::string refusal(Answer answer, uint32_t type, uint32_t flags = 0) {
  ComponentInfo component;
  component.id = "acme.stage";
  component.outputs.push_back({"x", type, flags, "", ""});
  CallHost call("stage", 1, {});
  try {
    check_outputs(component, kStage, call, &answer);
    return "";
  } catch (const Error& e) {
    return e.what();
  }
}
std::string refusal(const atelier_value& value, uint32_t type, uint32_t flags = 0) {
  return refusal(Answer{ATELIER_OK, value}, type, flags);
}

const std::string kHere = "/proc/self", kGone = "/nowhere/note.txt", kNone;
const std::string kWhat = "output `x` of `acme.stage` ";

TEST(OutputCheck, Paths) {
  EXPECT_EQ(refusal(path_value(kHere), ATELIER_TYPE_PATH_IN), "");
  EXPECT_EQ(refusal(path_value(kNone), ATELIER_TYPE_PATH_IN), "");
  EXPECT_EQ(refusal(path_value(kGone), ATELIER_TYPE_PATH_IN), kWhat + "is /nowhere/note.txt, which is not there");
  EXPECT_NE(refusal(string_value(kHere), ATELIER_TYPE_PATH_IN), "");
}

TEST(OutputCheck, Types) {
  EXPECT_EQ(refusal(integer_value(3), ATELIER_TYPE_INT), "");
  EXPECT_EQ(refusal(integer_value(3), ATELIER_TYPE_FLOAT), "") << "as an int will do for a float in a workflow";
  EXPECT_NE(refusal(real_value(3), ATELIER_TYPE_INT), "");
  EXPECT_EQ(refusal(object_value({}), ATELIER_TYPE_PORT), kWhat + "is an object without an interface");
  EXPECT_EQ(refusal(atelier_value{}, ATELIER_TYPE_INT), kWhat + "is a value that was not filled in");
}

TEST(OutputCheck, Lists) {
  const atelier_value here = path_value(kHere), gone = path_value(kGone);
  const atelier_value* items[] = {&here, &gone};
  atelier_value list = make_value(ATELIER_TYPE_LIST);
  list.items = items;
  list.count = 1;
  EXPECT_EQ(refusal(list, ATELIER_TYPE_PATH_IN, ATELIER_PARAM_LIST), "");
  list.count = 2;
  EXPECT_EQ(refusal(list, ATELIER_TYPE_PATH_IN, ATELIER_PARAM_LIST),
            kWhat + "has an item 1 that is /nowhere/note.txt, which is not there");
  EXPECT_EQ(refusal(here, ATELIER_TYPE_PATH_IN, ATELIER_PARAM_LIST), kWhat + "is no list, as declared");
  EXPECT_NE(refusal(list, ATELIER_TYPE_PATH_IN), "");
}

TEST(OutputCheck, Refusals) {
  EXPECT_EQ(refusal(Answer{ATELIER_E_IO, {}}, ATELIER_TYPE_INT), kWhat + "cannot be had: no luck");
  EXPECT_EQ(refusal(Answer{ATELIER_E_INVALID, {}}, ATELIER_TYPE_INT), "") << "the options did not ask for it";
}

TEST(OutputCheck, FailsTheStage) {
  test_bench::Bench bench({"test_tasks"});
  const test_bench::Ran ran = bench.run("[stage.p]\nuse = \"acme.promise\"\n");
  EXPECT_EQ(ran.result.exit_code, 1);
  EXPECT_NE(ran.err.find("stage `p` (acme.promise) failed\n  log: "), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("\n  output `note` of `acme.promise` is /"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("note.txt, which is not there"), std::string::npos) << ran.err;
  EXPECT_TRUE(std::filesystem::is_empty(ran.file("outputs")));
}

}  // namespace
}  // namespace atelier::host
