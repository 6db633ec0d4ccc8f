// The records of a zip archive as PyTorch writes it: stored, never compressed, with zip64 where needed.
//
// Only the directory is read; every record's place is checked against the file and its own header. Doubled records are
// refused by name, compressed (as the code of TorchScript is) and encrypted ones when they are asked for. Checksums are
// not verified, as PyTorch does not either. Source: PKWARE's APPNOTE.TXT 6.3.10. [any]
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "file_bytes.hpp"

namespace atelier::weight_files {

class StoredZip {
 public:
  struct Record {
    uint64_t at = 0;  // of the first byte, in the file
    uint64_t size = 0;
    uint16_t method = 0;  // 0: stored
    bool encrypted = false;
  };

  explicit StoredZip(const FileBytes& file);

  const std::unordered_map<std::string, Record>& records() const { return records_; }
  // Null when there is none; one whose bytes do not lie there as they are is refused.
  const Record* find(const std::string& name) const;

 private:
  struct Directory {
    uint64_t at = 0;
    uint64_t size = 0;
    uint64_t count = 0;
  };
  Directory find_directory() const;
  Directory zip64_directory(uint64_t locator) const;
  void read_record(Cursor& in);
  uint64_t data_start(const std::string& name, uint64_t header) const;

  const FileBytes& file_;
  std::unordered_map<std::string, Record> records_;
};

}  // namespace atelier::weight_files
