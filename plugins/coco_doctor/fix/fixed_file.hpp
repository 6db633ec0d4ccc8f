// A copy of the annotation file in which some entries are changed or left out; every other byte stays as it is, but
// for the commas between entries where these do not fit.
//
// All places come in ascending order. Nothing carries the file's name before commit. One thread.
#pragma once

#include <atelier/cpp/files.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace atelier::coco_doctor {

class FixedFile {
 public:
  FixedFile(const std::filesystem::path& source, const std::filesystem::path& target);
  FixedFile(const FixedFile&) = delete;
  FixedFile& operator=(const FixedFile&) = delete;
  ~FixedFile();

  // `text` in place of the bytes begin…end-1, outside of lists; an end beyond the file is its end.
  void correct(uint64_t begin, uint64_t end, std::string_view text);
  void begin_list(uint64_t behind_bracket);
  void keep(uint64_t begin, uint64_t end);
  void replace(uint64_t begin, uint64_t end, std::string_view text);
  void drop(uint64_t begin, uint64_t end);
  void end_list(uint64_t at);
  void commit();

 private:
  void copy_to(uint64_t end);
  // The bytes begin…end-1 of the source, which must be few.
  std::string_view source(uint64_t begin, uint64_t end);
  void begin_item(uint64_t begin, uint64_t end);
  void write(std::string_view bytes);

  NewFile out_;
  std::string source_name_;
  int fd_ = -1;
  uint64_t size_ = 0;
  uint64_t done_ = 0;   // bytes of the source that are written or left out
  bool first_ = true;   // no entry of this list is written yet
  std::string window_;  // of the source
  uint64_t window_at_ = 0;
  std::string pending_;  // not yet written
};

}  // namespace atelier::coco_doctor
