// Walks a JSON file of any size through a small window: white space, single characters, and whole values as text.
//
// Only the extent of a value is found here (brackets are counted, strings are skipped); whoever takes it parses it.
// One thread at a time.
#pragma once

#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "annotation_json/text_buffer.hpp"

namespace annotation_json {

// ATELIER_E_DATA for a fault of grammar that a more patient reader may see through; not for a file that ends too early,
// for a comment, and for NaN.
class JsonError : public atelier::Error {
 public:
  using atelier::Error::Error;
};

class JsonStream {
 public:
  // Throws ATELIER_E_IO when the file cannot be read, ATELIER_E_DATA for a pipe or a device. A byte order mark is
  // skipped.
  explicit JsonStream(std::filesystem::path path);
  JsonStream(const JsonStream&) = delete;
  JsonStream& operator=(const JsonStream&) = delete;
  ~JsonStream();

  const std::filesystem::path& path() const { return path_; }
  // Of the open file, whose position is where it has been read to.
  int descriptor() const { return fd_; }
  // Byte of the file that comes next.
  uint64_t offset() const { return base_ + begin_; }
  // Goes to a byte of the file, for a reader that goes on behind something broken.
  void seek(uint64_t offset);
  // The next character after white space, which is skipped; -1 at the end of the file.
  int peek();
  // Goes past the character that peek gave.
  void skip() { ++begin_; }
  // Goes past the next value and gives its text, which stays until the next call and is followed by readable padding as
  // simdjson wants it. Throws ATELIER_E_DATA when the file ends within it. A value longer than the window is held as a
  // whole, and once.
  std::string_view value();

  // Throws ATELIER_E_DATA: "<path>: byte N (line L, column C): <sentence>". Lines and columns from 1, columns in
  // characters. [any], as fail_in
  [[noreturn]] void fail(uint64_t offset, const std::string& sentence) const;
  // The same for what stands next in place of what the sentence expects: that the file ends, or that a comment is
  // there, is said. JsonError unless it is one of these.
  [[noreturn]] void fail_at_next(const std::string& sentence);
  // The same for a value that a parser refused with `reason`: finds the byte within it that is wrong.
  [[noreturn]] void fail_in(uint64_t offset, std::string_view value, const std::string& reason) const;

 private:
  class ValueEnd;

  // Reads more behind what is there; what lies before begin_ is dropped. False at the end of the file.
  bool fill();
  std::string place_of(uint64_t offset) const;

  std::filesystem::path path_;
  int fd_ = -1;
  TextBuffer window_;
  size_t begin_ = 0;   // of what is not taken yet
  size_t end_ = 0;     // of what was read
  uint64_t base_ = 0;  // byte of the file where the window starts
};

}  // namespace annotation_json
