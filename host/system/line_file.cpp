#include "line_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atelier/cpp/core.hpp>
#include <cerrno>
#include <cstring>

namespace atelier::host {

LineFile::LineFile(const std::filesystem::path& file)
    : fd_(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {
  if (fd_ < 0) throw Error(ATELIER_E_IO, text("cannot create ", file.string(), ": ", std::strerror(errno)));
}

LineFile::~LineFile() { ::close(fd_); }

bool LineFile::write(const nlohmann::json& object) {
  const std::string line = dump(object) + "\n";
  const std::lock_guard lock(mutex_);
  for (size_t at = 0; at < line.size();) {
    const ssize_t n = ::write(fd_, line.data() + at, line.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    at += static_cast<size_t>(n);
  }
  return true;
}

std::string dump(const nlohmann::json& json, int indent) {
  return json.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace atelier::host
