#include "shape/odd_counts.hpp"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <numeric>

#include "geometry/rle_string.hpp"
#include "sources/base64.hpp"

namespace atelier::coco_doctor {
namespace {

constexpr size_t kMostUnzipped = size_t{64} << 20;

// The counts when this is COCO's text of runs of so many pixels.
std::optional<OddCounts> counts_of(OddCounts::Form form, std::string text, uint64_t pixels) {
  OddCounts found{form, std::move(text), {}};
  const bool are_counts = !found.text.empty() && geometry::decode_runs(found.text, found.runs) &&
                          std::accumulate(found.runs.begin(), found.runs.end(), uint64_t{0}) == pixels;
  if (!are_counts) return {};
  return found;
}

// What stands between the quotes of b'…', its escapes undone.
std::optional<std::string> read_python_bytes(std::string_view text) {
  if (text.size() < 3 || text[0] != 'b' || (text[1] != '\'' && text[1] != '"') || text.back() != text[1]) return {};
  text = text.substr(2, text.size() - 3);
  std::string out;
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
    if (error != std::errc() || end != digits.data() + 2) return {};
    out += static_cast<char>(value);
    at += 2;
  }
  return out;
}

// Runs of so many pixels take no more characters than seven a pixel.
std::optional<std::string> unzip(const std::string& zipped, uint64_t pixels) {
  const size_t most = std::min<uint64_t>(kMostUnzipped, 7 * (pixels + 1));
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return {};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(zipped.data()));
  stream.avail_in = static_cast<uInt>(std::min<size_t>(zipped.size(), kMostUnzipped));
  std::string out;
  int status = Z_OK;
  while (status == Z_OK && out.size() < most) {
    char piece[4096];
    stream.next_out = reinterpret_cast<Bytef*>(piece);
    stream.avail_out = sizeof piece;
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(piece, sizeof piece - stream.avail_out);
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END) return {};
  return out;
}

}  // namespace

std::optional<OddCounts> read_odd_counts(std::string_view counts, uint64_t pixels) {
  using Form = OddCounts::Form;
  const std::optional<std::string> bytes = read_python_bytes(counts);
  if (bytes)
    if (auto found = counts_of(Form::kPythonBytes, *bytes, pixels)) return found;
  const std::optional<std::string> decoded = sources::decode_base64(bytes ? *bytes : counts);
  if (!decoded) return {};
  if (auto found = counts_of(Form::kBase64, *decoded, pixels)) return found;
  const std::optional<std::string> unzipped = unzip(*decoded, pixels);
  if (!unzipped) return {};
  return counts_of(Form::kZippedBase64, *unzipped, pixels);
}

}  // namespace atelier::coco_doctor
