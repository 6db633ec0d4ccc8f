#include "fix/fixed_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace atelier::coco_doctor {
namespace {

constexpr size_t kWindow = size_t{1} << 20;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

std::string without_commas(std::string_view gap) {
  std::string out;
  for (const char c : gap)
    if (is_space(c)) out += c;
  return out;
}

// White space with one comma in it.
bool is_separator(std::string_view gap) {
  return std::count(gap.begin(), gap.end(), ',') == 1 &&
         std::all_of(gap.begin(), gap.end(), [](char c) { return c == ',' || is_space(c); });
}

}  // namespace

FixedFile::FixedFile(const std::filesystem::path& source, const std::filesystem::path& target)
    : out_(target), source_name_(source.string()) {
  fd_ = ::open(source.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat info {};
  if (fd_ < 0 || ::fstat(fd_, &info) != 0) {
    const int error = errno;
    if (fd_ >= 0) ::close(fd_);
    throw Error(ATELIER_E_IO, text("cannot read ", source_name_, ": ", std::strerror(error)));
  }
  size_ = static_cast<uint64_t>(info.st_size);
}

FixedFile::~FixedFile() { ::close(fd_); }

std::string_view FixedFile::source(uint64_t begin, uint64_t end) {
  if (begin < window_at_ || end > window_at_ + window_.size()) {
    window_.resize(std::max<size_t>(kWindow, end - begin));
    size_t have = 0;
    while (have < window_.size()) {
      const ssize_t n = ::pread(fd_, window_.data() + have, window_.size() - have, static_cast<off_t>(begin + have));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) throw Error(ATELIER_E_IO, text("cannot read ", source_name_, ": ", std::strerror(errno)));
      if (n == 0) break;
      have += static_cast<size_t>(n);
    }
    window_.resize(have);
    window_at_ = begin;
    if (end > begin + have) throw Error(ATELIER_E_IO, text(source_name_, " became shorter while it was read"));
  }
  return std::string_view(window_).substr(begin - window_at_, end - begin);
}

void FixedFile::write(std::string_view bytes) {
  pending_ += bytes;
  if (pending_.size() < kWindow) return;
  out_.write(pending_);
  pending_.clear();
}

void FixedFile::copy_to(uint64_t end) {
  while (done_ < end) {
    const uint64_t until = std::min<uint64_t>(end, done_ + kWindow / 4);
    write(source(done_, until));
    done_ = until;
  }
}

void FixedFile::correct(uint64_t begin, uint64_t end, std::string_view text) {
  copy_to(std::min(begin, size_));
  write(text);
  done_ = std::max(done_, std::min(end, size_));
}

void FixedFile::begin_list(uint64_t behind_bracket) {
  copy_to(behind_bracket);
  first_ = true;
}

void FixedFile::begin_item(uint64_t begin, uint64_t end) {
  const std::string_view gap = source(done_, begin);
  if (first_)
    write(without_commas(gap));
  else
    write(is_separator(gap) ? gap : ", ");
  first_ = false;
  done_ = end;
}

void FixedFile::keep(uint64_t begin, uint64_t end) {
  begin_item(begin, begin);
  copy_to(end);
}

void FixedFile::replace(uint64_t begin, uint64_t end, std::string_view text) {
  begin_item(begin, end);
  write(text);
}

void FixedFile::drop(uint64_t, uint64_t end) { done_ = std::max(done_, end); }

void FixedFile::end_list(uint64_t at) {
  if (at > done_) write(without_commas(source(done_, at)));
  done_ = std::max(done_, at);
}

void FixedFile::commit() {
  copy_to(size_);
  out_.write(pending_);
  pending_.clear();
  out_.commit();
}

}  // namespace atelier::coco_doctor
