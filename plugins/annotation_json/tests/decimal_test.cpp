// The quick ways through numbers and lists, against strtod and the full parser.
#include "annotation_json/decimal.hpp"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

#include "annotation_json/number_list.hpp"
#include "annotation_json/numbers_in_range.hpp"
#include "annotation_json/plain_json.hpp"

namespace {

using namespace annotation_json;

struct Random {
  Random() : seed(std::random_device{}()), engine(seed) { std::cout << "seed " << seed << '\n'; }
  unsigned below(unsigned n) { return static_cast<unsigned>(engine() % n); }
  std::string digits(unsigned count) {
    std::string out;
    while (out.size() < count) out += static_cast<char>('0' + below(10));
    return out;
  }
  unsigned seed;
  std::mt19937_64 engine;
};

std::string padded(const std::string& text) { return text + std::string(kReadAhead, '\0'); }

uint64_t bits(double value) { return std::bit_cast<uint64_t>(value); }

// What the full parser makes of a number; NaN when it refuses it.
double parsed(const std::string& number) {
  static simdjson::dom::parser parser;
  simdjson::dom::element element;
  double out = 0;
  return parser.parse(number).get(element) || element.get_double().get(out) ? std::nan("") : out;
}

TEST(Decimal, RandomDecimalsAreTheNearestDoubles) {
  Random random;
  int direct = 0;
  for (int i = 0; i < 2000000; ++i) {
    std::string number = random.below(4) == 0 ? "-" : "";
    const std::string whole = random.digits(1 + random.below(random.below(4) ? 4 : 20));
    number += whole[0] == '0' ? "0" : whole;
    if (random.below(8)) number += "." + random.digits(1 + random.below(random.below(4) ? 3 : 24));
    if (random.below(32) == 0) number += (random.below(2) ? "e-" : "E+") + random.digits(1 + random.below(2));
    double read = 0;
    const std::string text = padded(number + ", 7");
    const char* end = read_decimal(text.c_str(), read);
    if (!end) continue;
    ++direct;
    ASSERT_EQ(end - text.c_str(), static_cast<std::ptrdiff_t>(number.size())) << number;
    // An integer has one zero, as in the full parser.
    ASSERT_EQ(bits(read), bits(number == "-0" ? 0.0 : std::strtod(number.c_str(), nullptr))) << number;
    ASSERT_EQ(skip_decimal(text.c_str()), end) << number;
  }
  EXPECT_GT(direct, 1900000);
}

TEST(Decimal, EdgesAreThoseOfTheFullParser) {
  for (const std::string number : {"0",
                                   "-0",
                                   "-0.0",
                                   "0.0",
                                   "9007199254740993",
                                   "900719925474099.3",
                                   "9007199254740993.0",
                                   "999999999999999999",
                                   "-999999999999999999",
                                   "1234567.5",
                                   "12345678.25",
                                   "123456.75",
                                   "0.1234567",
                                   "0.12345678",
                                   "1e22",
                                   "1e23",
                                   "1E-5",
                                   "123456789012345678.5",
                                   "0.00000000000000000000012345",
                                   "4.9e-324",
                                   "1.7976931348623157e308",
                                   "-0e5",
                                   "2.2250738585072011e-308",
                                   "0.3",
                                   "100000.1",
                                   "99999.99"}) {
    double read = 0;
    const std::string text = padded(number + "]");
    ASSERT_NE(read_decimal(text.c_str(), read), nullptr) << number;
    EXPECT_EQ(bits(read), bits(parsed(number))) << number;
  }
  for (const std::string number : {"", "-", "+1", ".5", "1.", "01", "-01", "00", "1.e5", "1e", "1e+", "--1", "-.5",
                                   "1234567890.", "01234567890.5", "1e400", "1234567890123456789", "Infinity"}) {
    double read = 0;
    const std::string text = padded(number + "]");
    EXPECT_EQ(read_decimal(text.c_str(), read), nullptr) << number;
  }
}

// Lists around the widths of a block, mostly sound: what is let through is JSON, and what the table says is sound is
// let through.
TEST(NumberList, LetsThroughWhatTheParserDoes) {
  Random random;
  simdjson::dom::parser parser;
  static constexpr char kBytes[] = "0123456789..--,,  \n]e[\"0";
  int sound = 0, broken = 0;
  for (int round = 0; round < 200000; ++round) {
    std::string list = "[";
    for (unsigned i = 1 + random.below(40); i > 0; --i) {
      if (random.below(5) == 0) list += '-';
      const std::string whole = random.digits(1 + random.below(4));
      list += whole[0] == '0' ? "0" : whole;
      if (random.below(3)) list += "." + random.digits(1 + random.below(3));
      if (i > 1) list += random.below(3) ? ", " : ",";
    }
    list += "]";
    const bool damaged = random.below(4) != 0;
    if (damaged) {
      const size_t at = 1 + random.below(static_cast<unsigned>(list.size() - 1));
      const char byte = kBytes[random.below(sizeof kBytes - 1)];
      if (random.below(2))
        list[at] = byte;
      else if (random.below(2))
        list.insert(at, 1, byte);
      else
        list.erase(at, 1);
    }
    const std::string text = padded(list);
    const char* end = skip_number_list(text.c_str() + 1);
    const char* slow = read_plain_list(text.c_str(), [](const char* at) { return skip_decimal(at); });
    if (end) {
      ++sound;
      ASSERT_FALSE(parser.parse(std::string(text.c_str(), end)).error()) << list;
      ASSERT_EQ(end, slow) << list;
    } else {
      ++broken;
#if defined(__SSE2__)
      ASSERT_TRUE(damaged) << list;
      // Left to others though sound: empty lists and exponents.
      if (slow && list.find('e') == std::string::npos) {
        ASSERT_EQ(list.substr(0, list.find(']')).find_first_of("0123456789"), std::string::npos) << list;
      }
#endif
    }
  }
#if defined(__SSE2__)
  EXPECT_GT(sound, 60000);
#endif
  EXPECT_GT(broken, 30000);
}

TEST(PlainJson, ReadsWhatIsPlainAndLeavesTheRest) {
  const auto plain = [](const std::string& json) {
    const std::string text = padded(json);
    return skip_plain_value(text.c_str()) == text.c_str() + json.size();
  };
  for (const char* json :
       {"{}", "[]", "[[]]", "{\"a\":[1,2.5,-3e5,\"x\\\\y\"],\n\t\"b\" : {\"c\":true,\"d\":false,\"e\":null}}", "\"\"",
        "[ 1 , 2 ]", "[1,\"a\"]", "{\"a\":123456789012345678901234567890}"})
    EXPECT_TRUE(plain(json)) << json;
  for (const char* json : {"", "{", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "[1}", "tru",
                           "nul", "\"\\u0041\"", "\"\xc3\xa4\"", "\"a\nb\"", "\"\\x\"", "[01]", "{\"a\\\\b\":1}"})
    EXPECT_FALSE(plain(json)) << json;
  EXPECT_TRUE(plain(std::string(30, '[') + std::string(30, ']')));
  EXPECT_FALSE(plain(std::string(100000, '[')));
  EXPECT_FALSE(plain(std::string(100000, '[') + std::string(100000, ']'))) << "for the full parser to refuse";
}

}  // namespace
