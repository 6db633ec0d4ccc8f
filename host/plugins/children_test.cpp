// What becomes of a describing or rehearsing child that goes wrong, with one that a test plays.
#include <gtest/gtest.h>

#include "discovery.hpp"
#include "rehearsal.hpp"
#include "testing/test_plugins.hpp"

namespace atelier::host {
namespace {

using test_bench::options_for;
using test_bench::plugin_file;

RunChild answering(const std::string& out, std::vector<std::string>* asked = nullptr) {
  return [out, asked](const std::vector<std::string>& arguments, double, const Patience&) {
    if (asked) *asked = arguments;
    ChildResult child;
    child.exit_code = 0;
    child.out = out;
    return child;
  };
}

std::string refusal_for(const RunChild& run_child) {
  DiscoveryOptions options = options_for({plugin_file("test_stages")});
  options.run_child = run_child;
  Registry registry("");
  const Discovery found = discover(options, registry);
  return found.catalog.refusals.size() == 1 ? found.catalog.refusals[0].reason : "";
}

TEST(Children, ADescriptionThatCannotBeReadIsARefusal) {
  for (const char* answer : {"{", "{\"plugin\": 7}", "{\"refusal\": 1}"})
    EXPECT_NE(refusal_for(answering(answer)).find("its description cannot be read"), std::string::npos) << answer;
}

TEST(Children, ARefusalIsTheChilds) {
  EXPECT_EQ(refusal_for(answering(R"({"refusal": "is of wood", "may_pass": false})")), "is of wood");
}

TEST(Children, AChildThatTakesTooLongIsToldWithTheTime) {
  const auto slow = [](const std::vector<std::string>&, double seconds, const Patience& patience) {
    EXPECT_EQ(seconds, kChildTimeout);
    EXPECT_EQ(patience.seconds, kSlow);
    ChildResult child;
    child.timed_out = true;
    return child;
  };
  EXPECT_EQ(refusal_for(slow), "cannot be used: loading it took more than 60 s");
}

TEST(Children, ARehearsalThatCannotBeReadIsAFailureThatIsNotRemembered) {
  Registry registry("");
  const Discovery found = discover(options_for({plugin_file("test_stages")}), registry);
  ASSERT_EQ(found.catalog.plugins.size(), 1u);
  RehearsalOptions options;
  options.program = "the program";
  std::vector<std::string> asked;
  for (const char* answer : {"{", "[]", "\x01"}) {
    options.run_child = answering(answer, &asked);
    const Result<void> rehearsed = rehearse({&found.catalog.plugins[0]}, registry, options);
    ASSERT_FALSE(rehearsed) << answer;
    EXPECT_NE(rehearsed.failure().reason.find("the answer of the child that loaded it cannot be read"),
              std::string::npos);
  }
  EXPECT_EQ(asked,
            (std::vector<std::string>{"the program", "--rehearse-plugins", plugin_file("test_stages").string()}));
  options.run_child = answering("{}");
  EXPECT_TRUE(rehearse({&found.catalog.plugins[0]}, registry, options));
}

}  // namespace
}  // namespace atelier::host
