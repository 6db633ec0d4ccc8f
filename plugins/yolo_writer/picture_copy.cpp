#include "picture_copy.hpp"

#include <atelier/cpp/files.hpp>
#include <fstream>
#include <vector>

namespace atelier::yolo_writer {

namespace fs = std::filesystem;

void link_picture(const fs::path& from, const fs::path& to) {
  std::error_code ec;
  fs::create_symlink(fs::absolute(from).lexically_normal(), to, ec);
  if (ec) throw Error(ATELIER_E_IO, text("cannot make the link ", to.string(), ": ", ec.message()));
}

void copy_picture(const fs::path& from, const fs::path& to) {
  std::ifstream in(from, std::ios::binary);
  if (!in) throw Error(ATELIER_E_IO, text("cannot read ", from.string(), ": ", std::strerror(errno)));
  NewFile out(to, false);
  std::vector<char> piece(size_t{1} << 18);
  do {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    out.write(piece.data(), static_cast<size_t>(in.gcount()));
  } while (in);
  if (in.bad()) throw Error(ATELIER_E_IO, text("cannot read ", from.string(), ": ", std::strerror(errno)));
  out.commit();
}

}  // namespace atelier::yolo_writer
