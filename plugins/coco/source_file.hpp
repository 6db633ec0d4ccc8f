// The annotation file, kept open to read pieces of it again. [any]
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>

namespace atelier::coco {

class SourceFile {
 public:
  // Another descriptor of an open file.
  SourceFile(int descriptor, std::filesystem::path path);
  SourceFile(const SourceFile&) = delete;
  SourceFile& operator=(const SourceFile&) = delete;
  ~SourceFile();

  const std::filesystem::path& path() const { return path_; }
  // Bytes [offset, offset + size). Throws ATELIER_E_DATA when the file ends before; else check_unchanged, afterwards,
  // says whether they were what they were.
  void read(uint64_t offset, size_t size, char* out) const;
  // Throws ATELIER_E_DATA when the file has changed since it was opened here.
  void check_unchanged() const;
  [[noreturn]] void fail_changed() const;

 private:
  std::filesystem::path path_;
  int fd_ = -1;
  struct stat first_ {};
};

}  // namespace atelier::coco
