#include "sources/file_kind.hpp"

#include <algorithm>
#include <fstream>

#include "kind_forms.hpp"

namespace sources {

namespace {

constexpr size_t kHead = size_t{1} << 20;
constexpr size_t kLines = size_t{1} << 16;   // of the head, for texts read by the line
constexpr size_t kSample = size_t{1} << 16;  // of JSON beyond the head, in four places

class Peek {
 public:
  explicit Peek(const std::filesystem::path& file) {
    std::error_code ec;
    if (!std::filesystem::is_regular_file(file, ec)) return;  // a pipe would wait
    size_ = std::filesystem::file_size(file, ec);
    if (ec) size_ = 0;
    in_.open(file, std::ios::binary);
  }
  std::string head() { return read(0, kHead); }
  // "" when the head is all there is.
  std::string samples() {
    std::string out;
    if (size_ <= kHead) return out;
    const uint64_t rest = size_ - kHead;
    const uint64_t step = rest / 4;
    for (uint64_t i = 1; i <= 4; ++i) {
      const uint64_t end = kHead + (i == 4 ? rest : i * step);
      out += read(end - std::min<uint64_t>(kSample, rest), kSample);
      out += kCut;
    }
    return out;
  }

 private:
  std::string read(uint64_t at, size_t most) {
    std::string bytes(static_cast<size_t>(std::min<uint64_t>(most, size_ > at ? size_ - at : 0)), '\0');
    in_.clear();
    in_.seekg(static_cast<std::streamoff>(at));
    in_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<size_t>(std::max<std::streamsize>(in_.gcount(), 0)));
    return bytes;
  }

  std::ifstream in_;
  uint64_t size_ = 0;
};

}  // namespace

Recognised recognise(const std::filesystem::path& file) {
  Peek peek(file);
  const std::string bytes = peek.head();
  std::string_view head = bytes;
  if (Recognised found = recognise_bytes(head); found.kind != FileKind::kUnknown) return found;
  if (head.substr(0, 3) == "\xef\xbb\xbf") head.remove_prefix(3);
  const size_t first = head.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  if (head[first] == '{' || head[first] == '[')
    if (Recognised found = recognise_json(head, peek.samples()); found.kind != FileKind::kUnknown) return found;
  return recognise_text(head.substr(0, kLines));
}

std::string looks_like(const std::filesystem::path& file, FileKind taken) {
  const Recognised found = recognise(file);
  if (found.kind == FileKind::kUnknown || found.kind == taken) return "";
  return "; it looks like " + found.what + ": " + found.remedy;
}

}  // namespace sources
