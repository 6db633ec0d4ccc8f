#include "annotation_json/decimal.hpp"

#include <charconv>

namespace annotation_json {

const char* read_long_decimal(const char* const at, double& out) {
  const bool negative = *at == '-';
  const char* next = at + negative;
  uint64_t integer = 0;  // exact while there are at most 18 digits
  const auto digits_from = [&](const char* first) {
    for (next = first; digits::is_digit(*next); ++next) integer = 10 * integer + static_cast<unsigned>(*next - '0');
    return next - first;
  };
  const bool zero = *next == '0';
  const auto whole = digits_from(next);
  if (whole == 0 || (zero && whole > 1)) return nullptr;
  std::ptrdiff_t fraction = 0;
  if (*next == '.' && (fraction = digits_from(next + 1)) == 0) return nullptr;
  const bool exponent = digits::is_exponent(*next);
  if (exponent) {
    ++next;
    if (*next == '+' || *next == '-') ++next;
    if (!digits::is_digit(*next)) return nullptr;
    while (digits::is_digit(*next)) ++next;
  }
  const auto digits = whole + fraction;
  if (fraction == 0 && !exponent) {
    if (digits > 18) return nullptr;
    out = static_cast<double>(negative ? -static_cast<int64_t>(integer) : static_cast<int64_t>(integer));
    return next;
  }
  if (!exponent && digits <= 18 && integer <= uint64_t{1} << 53) {
    const double number = static_cast<double>(integer) / digits::kPowers[fraction];
    out = negative ? -number : number;
    return next;
  }
  const auto [end, error] = std::from_chars(at, next, out);
  return error == std::errc() && end == next ? next : nullptr;
}

}  // namespace annotation_json
