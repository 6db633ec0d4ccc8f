#include "writer.hpp"

#include <cerrno>
#include <cstring>

#include "fields.hpp"

namespace atelier::csv {

void Writer::begin(const Call& call, const atelier_run_begin& run) {
  path_ = options_.file.given() ? *options_.file : std::filesystem::path(str(run.folder)) / "scalars.csv";
  if (out_.is_open()) out_.close();
  out_.clear();
  out_.open(path_, std::ios::binary | std::ios::trunc);
  if (!out_) fail("cannot create");
  out_ << "stage,name,step,value\r\n";
  flush();
  call.debug(text("scalars go to ", path_.string()));
}

void Writer::observe(const Call&, std::string_view stage, const atelier_event& event) {
  if (event.type != ATELIER_EVENT_SCALAR) return;
  if (!out_.is_open()) throw Error(ATELIER_E_INTERNAL, "an event outside of a run");
  out_ << field(stage) << ',' << field(view(event.name)) << ',' << event.step << ',' << field(event.scalar) << "\r\n";
  if (!out_) fail("cannot write");
  if (std::chrono::steady_clock::now() - flushed_ >= *options_.flush) flush();
}

void Writer::end(const Call&, const atelier_run_end&) {
  if (!out_.is_open()) return;
  out_.close();
  if (!out_) fail("cannot write");
}

void Writer::flush() {
  if (!out_.flush()) fail("cannot write");
  flushed_ = std::chrono::steady_clock::now();
}

void Writer::fail(const char* what) const {
  throw Error(ATELIER_E_IO, text(what, " ", path_.string(), ": ", std::strerror(errno)));
}

}  // namespace atelier::csv
