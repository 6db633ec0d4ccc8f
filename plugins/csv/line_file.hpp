// A text file that grows line by line and always ends in a whole one. One call at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::csv {

// Functions that give false leave the reason in errno.
class LineFile {
 public:
  LineFile() = default;
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;
  ~LineFile();
  // Empties the file, or makes it.
  bool create(const std::filesystem::path& path);
  void add(std::string_view line);
  size_t waiting() const { return waiting_.size(); }
  // Writes what waits. What a full disk does not take waits on.
  bool flush();
  bool close();
  bool is_open() const { return file_ >= 0; }

 private:
  void keep_whole_lines(size_t written);

  int file_ = -1;
  uint64_t size_ = 0;  // of whole lines
  std::string waiting_;
  std::vector<size_t> ends_;  // of the lines that wait
};

}  // namespace atelier::csv
