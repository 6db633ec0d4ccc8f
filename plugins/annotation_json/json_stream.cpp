#include "annotation_json/json_stream.hpp"

#include <fcntl.h>
#include <simdjson.h>
#include <unistd.h>

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <cerrno>
#include <cstring>
#include <vector>

#include "annotation_json/json_fault.hpp"
#include "marks.hpp"
#include "sources/text_file.hpp"

namespace annotation_json {

using atelier::Error;
using atelier::text;

namespace {

constexpr size_t kWindow = size_t{1} << 18;  // stays in a core's own cache

constexpr std::string_view kComment = "JSON has no comments; take them out";

constexpr bool is_space(int c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

JsonStream::JsonStream(std::filesystem::path path)
    : path_(std::move(path)), window_(kWindow + simdjson::SIMDJSON_PADDING) {
  sources::require_regular(path_);
  fd_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ < 0) throw Error(ATELIER_E_IO, text("cannot read ", path_.string(), ": ", std::strerror(errno)));
  try {
    while (end_ < 3 && fill()) {
    }
  } catch (...) {
    ::close(fd_);
    throw;
  }
  if (end_ >= 3 && std::memcmp(window_.data(), "\xef\xbb\xbf", 3) == 0) begin_ = 3;
}

JsonStream::~JsonStream() { ::close(fd_); }

bool JsonStream::fill() {
  if (begin_ > 0) {
    std::memmove(window_.data(), window_.data() + begin_, end_ - begin_);
    base_ += begin_;
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ + simdjson::SIMDJSON_PADDING == window_.size()) window_.grow(2 * end_ + simdjson::SIMDJSON_PADDING);
  ssize_t n = 0;
  do {
    n = ::read(fd_, window_.data() + end_, window_.size() - simdjson::SIMDJSON_PADDING - end_);
  } while (n < 0 && errno == EINTR);
  if (n < 0) throw Error(ATELIER_E_IO, text("cannot read ", path_.string(), ": ", std::strerror(errno)));
  end_ += static_cast<size_t>(n);
  return n > 0;
}

void JsonStream::seek(uint64_t offset) {
  if (offset >= base_ && offset <= base_ + end_) {
    begin_ = offset - base_;
    return;
  }
  if (::lseek(fd_, static_cast<off_t>(offset), SEEK_SET) < 0)
    throw Error(ATELIER_E_IO, text("cannot read ", path_.string(), ": ", std::strerror(errno)));
  base_ = offset;
  begin_ = end_ = 0;
}

int JsonStream::peek() {
  for (;; ++begin_) {
    if (begin_ == end_ && !fill()) return -1;
    const int c = static_cast<unsigned char>(window_[begin_]);
    if (!is_space(c)) return c;
  }
}

// Finds how far the value reaches that begins where the stream is; the stream stays there, and reads on as is needed.
class JsonStream::ValueEnd {
 public:
  explicit ValueEnd(JsonStream& in) : in_(in) {}

  // In bytes, of the value that begins with this character.
  size_t size(char first) {
    if (first == '"')
      pass_text();
    else if (first == '{' || first == '[')
      pass_brackets();
    else
      pass_word();
    return size_;
  }

 private:
  bool has_more() { return in_.begin_ + size_ < in_.end_ || in_.fill(); }
  void require_more() {
    if (!has_more())
      in_.fail(in_.base_ + in_.end_, text("the file ends within a value that starts at byte ", in_.offset()));
  }
  // Past the first character from here on that `find` finds.
  template <class Find>
  char pass_next(Find find) {
    for (;;) {
      require_more();
      const char* const end = in_.window_.data() + in_.end_;
      const char* const at = find(in_.window_.data() + in_.begin_ + size_, end);
      size_ = static_cast<size_t>(at - in_.window_.data()) - in_.begin_;
      if (at == end) continue;
      ++size_;
      return *at;
    }
  }
  // From the opening quote to behind the closing one.
  void pass_text() {
    ++size_;
    pass_rest_of_text();
  }
  void pass_rest_of_text() {
    while (pass_next(next_quote) == '\\') {
      require_more();
      ++size_;
    }
  }
  void pass_brackets() {
    uint64_t depth = 0;
    do {
      const char c = pass_next(next_mark);
      if (c == '"')
        pass_rest_of_text();
      else if (c == '{' || c == '[')
        ++depth;
      else
        --depth;
    } while (depth != 0);
  }
  // A number or a literal: to what ends one.
  void pass_word() {
    for (; has_more(); ++size_) {
      const char c = in_.window_[in_.begin_ + size_];
      if (is_space(c) || c == ',' || c == ']' || c == '}' || c == ':') break;
    }
  }

  JsonStream& in_;
  size_t size_ = 0;  // of what belongs to the value so far
};

std::string_view JsonStream::value() {
  const int next = peek();
  if (next == -1) fail(offset(), "the file ends where a value is expected");
  const auto first = static_cast<char>(next);
  if (first == ']' || first == '}')
    fail_at_next(text("expected a value, not `", first, "`; is there a comma too many before it?"));
  if (first == '/') fail_at_next("expected a value");
  const size_t size = ValueEnd(*this).size(first);
  const std::string_view found(window_.data() + begin_, size);
  begin_ += size;
  return found;
}

std::string JsonStream::place_of(uint64_t offset) const {
  uint64_t line = 1, column = 1, left = offset;
  std::vector<char> bytes(kWindow);
  const int fd = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  while (fd >= 0 && left > 0) {
    const ssize_t n = ::read(fd, bytes.data(), std::min<uint64_t>(left, bytes.size()));
    if (n <= 0) break;
    for (ssize_t i = 0; i < n; ++i) {
      if (bytes[i] == '\n') {
        ++line;
        column = 1;
      } else if ((bytes[i] & 0xc0) != 0x80) {
        ++column;
      }
    }
    left -= static_cast<uint64_t>(n);
  }
  if (fd >= 0) ::close(fd);
  return text(path_.string(), ": byte ", offset, " (line ", line, ", column ", column, "): ");
}

void JsonStream::fail(uint64_t offset, const std::string& sentence) const {
  throw Error(ATELIER_E_DATA, place_of(offset) + sentence);
}

void JsonStream::fail_at_next(const std::string& sentence) {
  const int next = peek();
  if (next == -1) fail(offset(), sentence + ", but the file ends");
  if (next == '/') fail(offset(), text(sentence, "; ", kComment));
  throw JsonError(ATELIER_E_DATA, place_of(offset()) + sentence);
}

void JsonStream::fail_in(uint64_t offset, std::string_view value, const std::string& reason) const {
  const JsonFault fault = find_fault(value, reason);
  const std::string sentence = text("not valid JSON: ", fault.reason);
  if (fault.nan) fail(offset + fault.at, sentence + "; with accept_nan = true it is read as a missing number");
  if (fault.comment) fail(offset + fault.at, text(sentence, "; ", kComment));
  throw JsonError(ATELIER_E_DATA,
                  text(place_of(offset + fault.at), sentence,
                       fault.encoding ? "; the byte is of Latin-1 or Windows-1252: save the file as UTF-8" : ""));
}

}  // namespace annotation_json
