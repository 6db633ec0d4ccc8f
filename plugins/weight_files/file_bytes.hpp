// A file that is read by position, and a cursor through a part of it. Reads never reach beyond the size that the file
// had when it was opened, nor a cursor beyond its end.
//
// Errors: ATELIER_E_IO, or ATELIER_E_DATA with the file's name for one that is cut short or damaged. [any]
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atelier::weight_files {

class FileBytes {
 public:
  explicit FileBytes(const std::filesystem::path& path);
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;
  ~FileBytes();

  const std::filesystem::path& path() const { return path_; }
  uint64_t size() const { return size_; }
  // The bytes at..at+size must lie within the file.
  void read(void* to, uint64_t size, uint64_t at) const;
  // Up to `most` bytes at `at`.
  std::string some(uint64_t at, uint64_t most) const;
  [[noreturn]] void refuse(const std::string& why) const;
  // The same of a file that was whole once, with the remedy.
  [[noreturn]] void refuse_damaged(const std::string& why) const;

 private:
  std::filesystem::path path_;
  int fd_ = -1;
  uint64_t size_ = 0;
};

class Cursor {
 public:
  // what: how errors call the part, "data.pkl".
  // ahead: how many bytes are read at once.
  Cursor(const FileBytes& file, uint64_t begin, uint64_t end, std::string what, uint64_t ahead = uint64_t{1} << 16)
      : file_(file), at_(begin), end_(end), what_(std::move(what)), most_ahead_(ahead) {}

  uint64_t at() const { return at_; }
  uint64_t left() const { return end_ - at_; }
  const FileBytes& file() const { return file_; }
  uint8_t u8();
  // Little-endian.
  uint64_t number(size_t bytes);
  std::string text(uint64_t size);
  // Up to a line feed, without it; at most `most` bytes.
  std::string line(uint64_t most);
  void skip(uint64_t size);
  [[noreturn]] void refuse(const std::string& why) const;
  [[noreturn]] void refuse_damaged(const std::string& why) const;

 private:
  // The next bytes, without moving on.
  const unsigned char* peek(size_t size);

  const FileBytes& file_;
  uint64_t at_;
  uint64_t end_;
  std::string what_;
  uint64_t most_ahead_;
  std::vector<unsigned char> buffer_;
  uint64_t buffer_at_ = 0;
};

}  // namespace atelier::weight_files
