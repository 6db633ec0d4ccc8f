// Texts of runs that went through Python's str() or through base64. [any]
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::coco_doctor {

enum class CountsForm : uint8_t { kUnknown, kPythonBytes, kBase64, kZippedBase64 };

// Finds the form in which `counts` gives runs of so many pixels: COCO's text of them and the runs themselves.
CountsForm read_odd_counts(std::string_view counts, uint64_t pixels, std::string& text, std::vector<uint32_t>& runs);

}  // namespace atelier::coco_doctor
