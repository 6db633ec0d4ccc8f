#include <algorithm>
#include <iterator>
#include <vector>

#include "edits.hpp"
#include "mutate.hpp"

namespace fuzz {

void edit_bytes(std::string& bytes, Random& random) {
  if (bytes.empty()) bytes.assign(1, '\0');
  const size_t at = random.below(bytes.size());
  const size_t most = random.below(4) == 0 ? bytes.size() : 16;
  const size_t length = std::min<size_t>(1 + random.below(most), bytes.size() - at);
  switch (random.below(8)) {
    case 0:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
      break;
    case 1:
      bytes[at] = static_cast<char>(random.next());
      break;
    case 2: {
      constexpr unsigned char kExtremes[] = {0, 1, 0x7f, 0x80, 0xfe, 0xff};
      std::fill_n(bytes.begin() + static_cast<ptrdiff_t>(at), std::min<size_t>(length, 8),
                  static_cast<char>(pick(kExtremes, random)));
      break;
    }
    case 3:
      bytes.erase(at, length);
      break;
    case 4:
      bytes.insert(random.below(bytes.size() + 1), bytes.substr(at, length));
      break;
    case 5: {
      const std::string block = bytes.substr(at, length);
      bytes.replace(random.below(bytes.size() - block.size() + 1), block.size(), block);
      break;
    }
    case 6:
      for (size_t i = at; i < at + length; ++i) bytes[i] = static_cast<char>(random.next());
      break;
    default:
      if (random.below(4) == 0) bytes.resize(at);
      break;
  }
}

std::string mutate_bytes(std::string bytes, Random& random) {
  for (uint64_t edits = 1 + random.below(2) * random.below(4); edits > 0; --edits) edit_bytes(bytes, random);
  return bytes;
}

std::string mutate_lines(std::string text, Random& random) {
  for (uint64_t edits = 1 + random.below(2) * random.below(4); edits > 0; --edits) {
    std::vector<std::string> words;  // words and the white space between them
    for (size_t at = 0; at < text.size();) {
      const bool space = std::isspace(static_cast<unsigned char>(text[at])) != 0;
      size_t end = at;
      while (end < text.size() && (std::isspace(static_cast<unsigned char>(text[end])) != 0) == space) ++end;
      words.push_back(text.substr(at, end - at));
      at = end;
    }
    if (words.empty() || random.below(4) == 0) {
      edit_bytes(text, random);
      continue;
    }
    std::string& word = words[random.below(words.size())];
    switch (random.below(5)) {
      case 0:
        word = odd_number(random);
        break;
      case 1:
        word.clear();
        break;
      case 2:
        word = pick(words, random);
        break;
      case 3:
        word += pick(words, random);
        break;
      default: {
        constexpr const char* kOdd[] = {"\n", "\n\n", "\t", "#", "-", ":", "\"", "../", "/", "[", "{", "\r\n", "\xff"};
        word = pick(kOdd, random);
        break;
      }
    }
    text.clear();
    for (const std::string& each : words) text += each;
  }
  return text;
}

std::string odd_number(Random& random) {
  constexpr const char* kNumbers[] = {"0",
                                      "-0",
                                      "1",
                                      "-1",
                                      "0.5",
                                      "-1e-400",
                                      "1e400",
                                      "-1e308",
                                      "4e8",
                                      "1e9",
                                      "65535",
                                      "65536",
                                      "2147483647",
                                      "2147483648",
                                      "4294967295",
                                      "4294967296",
                                      "9007199254740993",
                                      "1152921504606846976",
                                      "9223372036854775807",
                                      "9223372036854775808",
                                      "-9223372036854775808",
                                      "18446744073709551616",
                                      "123456789012345678901234567890",
                                      "NaN",
                                      "-Infinity",
                                      "nan",
                                      "0x10",
                                      "01",
                                      "1.",
                                      ".5",
                                      "1e",
                                      "1e+",
                                      "--1",
                                      "1,5"};
  if (random.below(3) != 0) return pick(kNumbers, random);
  const auto size = static_cast<int64_t>(uint64_t{1} << random.below(33));
  return std::to_string(static_cast<int64_t>(random.below(static_cast<uint64_t>(2 * size))) - size);
}

}  // namespace fuzz
