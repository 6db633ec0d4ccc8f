// Texts of runs that went through Python's str() or through base64. [any]
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::coco_doctor {

struct OddCounts {
  enum class Form : uint8_t { kPythonBytes, kBase64, kZippedBase64 };
  Form form{};
  std::string text;  // as COCO writes it
  std::vector<uint32_t> runs;
};

// What `counts` holds, when that is runs of so many pixels in one of the forms.
std::optional<OddCounts> read_odd_counts(std::string_view counts, uint64_t pixels);

}  // namespace atelier::coco_doctor
