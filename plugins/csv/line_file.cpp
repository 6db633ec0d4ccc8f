#include "line_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace atelier::csv {

LineFile::~LineFile() { close(); }

bool LineFile::create(const std::filesystem::path& path) {
  close();
  file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  size_ = 0;
  waiting_.clear();
  ends_.clear();
  return is_open();
}

void LineFile::add(std::string_view line) {
  waiting_ += line;
  ends_.push_back(waiting_.size());
}

bool LineFile::flush() {
  size_t written = 0;
  while (written < waiting_.size()) {
    const ssize_t count = ::write(file_, waiting_.data() + written, waiting_.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      const int why = errno;
      keep_whole_lines(written);
      errno = why;
      return false;
    }
    written += static_cast<size_t>(count);
  }
  size_ += written;
  waiting_.clear();
  ends_.clear();
  return true;
}

// Takes a line of which only a part was written out of the file again. A pipe has no size to set.
void LineFile::keep_whole_lines(size_t written) {
  const auto partial = std::upper_bound(ends_.begin(), ends_.end(), written);
  const size_t whole = partial == ends_.begin() ? 0 : *(partial - 1);
  size_ += whole;
  if (whole < written && ::ftruncate(file_, static_cast<off_t>(size_)) == 0)
    ::lseek(file_, static_cast<off_t>(size_), SEEK_SET);
  waiting_.erase(0, whole);
  ends_.erase(ends_.begin(), partial);
  for (size_t& end : ends_) end -= whole;
}

bool LineFile::close() {
  if (!is_open()) return true;
  const bool is_written = flush();
  const int why = errno;
  const bool is_closed = ::close(file_) == 0;
  file_ = -1;
  if (!is_written) errno = why;
  return is_written && is_closed;
}

}  // namespace atelier::csv
