#include "geometry/rle_string.hpp"

namespace geometry {
namespace {

constexpr int64_t kMostCount = UINT32_MAX;
constexpr int kMostGroups = 7;  // 35 bits: a difference of two counts and its sign

}  // namespace

bool decode_runs(std::string_view text, std::vector<uint32_t>& out) {
  out.clear();
  size_t at = 0;
  while (at < text.size()) {
    int64_t count = 0;
    bool more = true;
    for (int group = 0; more; ++group) {
      if (at == text.size() || group == kMostGroups) return false;
      const int bits = static_cast<unsigned char>(text[at++]) - 48;
      if (bits < 0 || bits > 63) return false;
      count |= static_cast<int64_t>(bits & 0x1f) << (5 * group);
      more = (bits & 0x20) != 0;
      if (!more && (bits & 0x10)) count -= int64_t{1} << (5 * (group + 1));
    }
    if (out.size() > 2) count += out[out.size() - 2];
    if (count < 0 || count > kMostCount) return false;
    out.push_back(static_cast<uint32_t>(count));
  }
  return true;
}

std::string encode_runs(const std::vector<uint32_t>& runs) {
  std::string out;
  for (size_t i = 0; i < runs.size(); ++i) {
    int64_t rest = runs[i];
    if (i > 2) rest -= runs[i - 2];
    for (bool more = true; more;) {
      int bits = static_cast<int>(rest & 0x1f);
      rest >>= 5;
      more = (bits & 0x10) ? rest != -1 : rest != 0;
      if (more) bits |= 0x20;
      out += static_cast<char>(bits + 48);
    }
  }
  return out;
}

}  // namespace geometry
