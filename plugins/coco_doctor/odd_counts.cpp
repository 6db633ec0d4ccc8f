#include "odd_counts.hpp"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <numeric>

#include "geometry/rle_string.hpp"
#include "sources/base64.hpp"

namespace atelier::coco_doctor {
namespace {

constexpr size_t kMostUnzipped = size_t{64} << 20;

bool are_runs_of(std::string_view text, uint64_t pixels, std::vector<uint32_t>& runs) {
  runs.clear();
  return !text.empty() && geometry::decode_runs(text, runs) &&
         std::accumulate(runs.begin(), runs.end(), uint64_t{0}) == pixels;
}

// What stands between the quotes of b'…', its escapes undone.
bool read_python_bytes(std::string_view text, std::string& out) {
  if (text.size() < 3 || text[0] != 'b' || (text[1] != '\'' && text[1] != '"') || text.back() != text[1]) return false;
  text = text.substr(2, text.size() - 3);
  out.clear();
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      out += text[at];
      continue;
    }
    const char c = text[++at];
    if (c != 'x') {
      out += c;
      continue;
    }
    unsigned value = 0;
    const std::string_view digits = text.substr(at + 1, 2);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc() || end != digits.data() + 2) return false;
    out += static_cast<char>(value);
    at += 2;
  }
  return true;
}

// Runs of so many pixels take no more characters than seven a pixel.
bool unzip(const std::string& zipped, uint64_t pixels, std::string& out) {
  const size_t most = std::min<uint64_t>(kMostUnzipped, 7 * (pixels + 1));
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return false;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(zipped.data()));
  stream.avail_in = static_cast<uInt>(std::min<size_t>(zipped.size(), kMostUnzipped));
  out.clear();
  int status = Z_OK;
  while (status == Z_OK && out.size() < most) {
    char piece[4096];
    stream.next_out = reinterpret_cast<Bytef*>(piece);
    stream.avail_out = sizeof piece;
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(piece, sizeof piece - stream.avail_out);
  }
  inflateEnd(&stream);
  return status == Z_STREAM_END;
}

}  // namespace

CountsForm read_odd_counts(std::string_view counts, uint64_t pixels, std::string& text, std::vector<uint32_t>& runs) {
  std::string inner(counts);
  const bool bytes = read_python_bytes(counts, inner);
  if (bytes && are_runs_of(inner, pixels, runs)) {
    text = inner;
    return CountsForm::kPythonBytes;
  }
  std::string decoded;
  if (!sources::decode_base64(inner, decoded)) return CountsForm::kUnknown;
  text = decoded;
  if (are_runs_of(text, pixels, runs)) return CountsForm::kBase64;
  if (unzip(decoded, pixels, text) && are_runs_of(text, pixels, runs)) return CountsForm::kZippedBase64;
  return CountsForm::kUnknown;
}

}  // namespace atelier::coco_doctor
