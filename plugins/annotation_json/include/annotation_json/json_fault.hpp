// Where a text is no JSON, and why: for messages, after a faster parser has refused it. [any]
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace annotation_json {

struct JsonFault {
  size_t at = 0;          // byte of the text
  std::string reason;     // "syntax error …", or what was given for a text without a fault of grammar
  bool nan = false;       // it is NaN or Infinity, which Python writes
  bool encoding = false;  // a byte that is no UTF-8
  bool comment = false;   // `// …` or `/* … */`
};

// `reason` is what the faster parser said.
JsonFault find_fault(std::string_view text, const std::string& reason);

}  // namespace annotation_json
