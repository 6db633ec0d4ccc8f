// Where a stage writes down what it has finished, so that the next run into its folder goes on after it.
//
// A file of whole lines: first one that says what all depends on, then one for each piece of work: journal.md. It is
// made with the first piece: a run that finishes none leaves none, however it ends.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>

namespace journal {

class JournalFile {
 public:
  // depends: what all lines depend on, as JSON.
  JournalFile(std::filesystem::path path, const std::string& depends);
  JournalFile(const JournalFile&) = delete;
  ~JournalFile();

  const std::filesystem::path& path() const { return path_; }
  // The first line. Lines have their end here. A file that begins otherwise is of other work: nothing of it counts.
  const std::string& header() const { return header_; }

  // Keeps that much of the file that is there, from its start; 0: nothing, and what is there is removed. To be called
  // before the functions below. Throws ATELIER_E_IO.
  void keep(uint64_t bytes);
  // Gives the line's place in the file. Throws ATELIER_E_IO. [any]
  uint64_t append(const std::string& line);
  // The line, or whatever is there. Throws ATELIER_E_IO. [any]
  std::string read(uint64_t place, uint64_t bytes) const;
  // All is done.
  void remove();

 private:
  void open(int flags);
  void write(const std::string& line);
  [[noreturn]] void fail(const char* doing) const;

  std::filesystem::path path_;
  std::string header_;
  std::mutex mutex_;
  uint64_t size_ = 0;
  int fd_ = -1;
};

}  // namespace journal
