// What a gate asks: two sums of numbers and how they must compare, `@score.mean - 0.1 >= @before.mean`.
//
// Operands are numbers and references, `@stage.number`; a number's name that has more in it than letters, digits, `_`,
// `-` and `/` stands in quotes. Between them + - * / and brackets; as names may hold `-` and `/`, an operator behind a
// name needs a blank before it. [any]
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace atelier::host {

// A reference in a condition. `begin` and `end` are bytes of its text.
struct Asked {
  std::string table;   // a stage; or "params", "run"
  std::string number;  // "" when there is no dot
  size_t begin = 0;
  size_t end = 0;
};

struct Condition {
  enum class Compare { kLess, kAtMost, kMore, kAtLeast, kEqual, kUnequal };
  // One step of a sum: each takes what the steps before it have left.
  struct Step {
    enum class Kind { kLiteral, kAsked, kAdd, kSubtract, kMultiply, kDivide, kNegate };
    Kind kind = Kind::kLiteral;
    double literal = 0;
    size_t asked = 0;  // index into Condition::asked
  };

  std::vector<Asked> asked;  // in the order of writing
  std::vector<Step> left, right;
  Compare compare = Compare::kAtLeast;
};

struct ConditionFault {
  std::string message;  // reads after "this condition "
  std::string help;
  size_t begin = 0;  // bytes of the text
  size_t end = 0;
};

std::variant<Condition, ConditionFault> parse_condition(std::string_view text);

// The sum's value; `values` are those of `asked`.
double value_of(const std::vector<Condition::Step>& sum, const std::vector<double>& values);
// Whether it holds. Nothing holds of what is not finite, such as a division by zero: not even that it differs.
bool holds(const Condition& condition, const std::vector<double>& values);
// ">="
const char* sign_of(Condition::Compare compare);

// The names among `known` that `wanted` means: the one of that name; or else those whose last words it is, with a `/`
// before them: `mean` means `score/mean`.
std::vector<std::string> numbers_meant(std::string_view wanted, const std::vector<std::string>& known);

}  // namespace atelier::host
