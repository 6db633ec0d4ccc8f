#include "coco_segmentation/plain_segmentation.hpp"

#include <iterator>

#include "annotation_json/plain_json.hpp"
#include "geometry/rle_string.hpp"

namespace coco_segmentation {
namespace {

using annotation_json::read_decimal;
using annotation_json::read_plain_list;
using annotation_json::read_plain_object;
using annotation_json::read_plain_text;
using annotation_json::read_short_integer;
using annotation_json::skip_plain_value;
using annotation_json::skip_separator;
using annotation_json::skip_space;

// A list of numbers that is not empty, at its opening bracket.
const char* read_numbers(const char* at, std::vector<double>& out) {
  double numbers[64];
  size_t count = 0;
  at = skip_space(at + 1);
  for (;;) {
    at = read_decimal(at, numbers[count]);
    if (!at) return nullptr;
    if (++count == std::size(numbers)) {
      out.insert(out.end(), numbers, numbers + count);
      count = 0;
    }
    // ", " as most write it, else whatever there is.
    if (at[0] == ',' && at[1] == ' ' && at[2] != ' ') {
      at += 2;
      continue;
    }
    char found = '\0';
    at = skip_separator(at, ']', found);
    if (!at || found == ']') break;
  }
  out.insert(out.end(), numbers, numbers + count);
  return at;
}

const char* read_rings(const char* at, Segmentation& out) {
  const char* end = read_plain_list(at, [&](const char* ring) -> const char* {
    if (*ring != '[') return nullptr;
    const size_t before = out.xy.size();
    ring = read_numbers(ring, out.xy);
    const size_t count = out.xy.size() - before;
    out.ring_sizes.push_back(count);
    return count < 6 || count % 2 != 0 ? nullptr : ring;
  });
  return out.ring_sizes.empty() ? nullptr : end;
}

const char* read_count_list(const char* at, std::vector<uint32_t>& runs) {
  return read_plain_list(at, [&](const char* number) -> const char* {
    int64_t count = 0;
    number = read_short_integer(number, count);
    if (!number || count < 0 || count > INT64_C(0xffffffff)) return nullptr;
    runs.push_back(static_cast<uint32_t>(count));
    return number;
  });
}

// COCO's characters are "0" to "o"; the only one that JSON escapes is the backslash.
const char* read_count_text(const char* at, std::vector<uint32_t>& runs) {
  std::string_view body;
  bool escaped = false;
  at = read_plain_text(at, body, escaped);
  if (!at) return nullptr;
  if (!escaped) return geometry::decode_runs(body, runs) ? at : nullptr;
  std::string plain;
  plain.reserve(body.size());
  for (size_t i = 0; i < body.size(); ++i) {
    if (body[i] == '\\' && body[++i] != '\\') return nullptr;
    plain += body[i];
  }
  return geometry::decode_runs(plain, runs) ? at : nullptr;
}

const char* read_size(const char* at, Segmentation& out) {
  int64_t sides[2] = {};
  size_t count = 0;
  at = read_plain_list(at, [&](const char* side) -> const char* {
    if (count == 2 || (side = read_short_integer(side, sides[count])) == nullptr) return nullptr;
    return sides[count] < 1 || sides[count++] > INT64_C(0x7fffffff) ? nullptr : side;
  });
  out.runs_height = static_cast<uint32_t>(sides[0]);
  out.runs_width = static_cast<uint32_t>(sides[1]);
  return count == 2 ? at : nullptr;
}

const char* read_runs(const char* at, Segmentation& out) {
  bool has_size = false, has_counts = false;
  at = read_plain_object(at, [&](std::string_view key, const char* value) -> const char* {
    if (key == "size") {
      if (has_size || *value != '[') return nullptr;
      has_size = true;
      return read_size(value, out);
    }
    if (key != "counts") return skip_plain_value(value, 2);
    if (has_counts) return nullptr;
    has_counts = true;
    if (*value == '[') return read_count_list(value, out.runs);
    return *value == '"' ? read_count_text(value, out.runs) : nullptr;
  });
  if (!has_size || !has_counts) return nullptr;
  uint64_t sum = 0;
  for (const uint32_t run : out.runs) sum += run;
  return sum == uint64_t{out.runs_height} * out.runs_width ? at : nullptr;
}

}  // namespace

const char* read_plain_segmentation(const char* at, Segmentation& out) {
  out.clear();
  if (*at == '[') return read_rings(at, out);
  return *at == '{' ? read_runs(at, out) : nullptr;
}

}  // namespace coco_segmentation
