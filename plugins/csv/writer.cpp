#include "writer.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "fields.hpp"

namespace atelier::csv {

namespace {

constexpr std::string_view kHead = "stage,name,step,value";
constexpr size_t kMostWaiting = 1 << 16;  // bytes

// A file of somebody else's must not be lost to a mistyped path.
void check_is_ours(const std::filesystem::path& path) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none) || std::filesystem::file_size(path, none) == 0) return;
  std::ifstream in(path, std::ios::binary);
  std::string start(kHead.size(), '\0');
  if (!in) throw Error(ATELIER_E_IO, text("cannot read ", path.string(), ": ", std::strerror(errno)));
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  if (start != kHead)
    throw Error(ATELIER_E_INVALID,
                text(path.string(), " is there and was not written by csv.writer: it does not begin with ", kHead,
                     "; it stays as it is; let `file` name another, or move it away"));
}

}  // namespace

void Writer::begin(const Call& call, const atelier_run_begin& run) {
  path_ = options_.file.given() ? *options_.file : std::filesystem::path(str(run.folder)) / "scalars.csv";
  out_.close();
  check_is_ours(path_);
  if (!out_.create(path_)) fail("cannot create");
  out_.add(text(kHead, "\r\n"));
  flush();
  call.debug(text("scalars go to ", path_.string()));
}

void Writer::observe(const Call&, std::string_view stage, const atelier_event& event) {
  if (event.type != ATELIER_EVENT_SCALAR) return;
  if (!out_.is_open()) throw Error(ATELIER_E_INTERNAL, "an event outside of a run");
  out_.add(text(field(stage), ',', field(view(event.name)), ',', event.step, ',', field(event.scalar), "\r\n"));
  const bool is_due = std::chrono::steady_clock::now() - flushed_ >= *options_.flush;
  if (is_due || out_.waiting() > kMostWaiting) flush();
}

void Writer::end(const Call&, const atelier_run_end&) {
  if (!out_.close()) fail("cannot write");
}

void Writer::flush() {
  if (!out_.flush()) fail("cannot write");
  flushed_ = std::chrono::steady_clock::now();
}

void Writer::fail(const char* what) const {
  throw Error(ATELIER_E_IO, text(what, " ", path_.string(), ": ", std::strerror(errno)));
}

}  // namespace atelier::csv
