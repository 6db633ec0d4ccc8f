// The digest of a file or folder as the program takes it, through a stat cache.
//   bench_digests CACHE PATH…: each path's digest and the bytes that were read for all of them. CACHE need not be
//   there; it is written. Without it all is read.
#include <cstdio>

#include "store/contents.hpp"

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const std::vector<std::filesystem::path> paths(argv + 2, argv + argc);
  atelier::host::Contents contents(atelier::host::System(), argv[1]);
  uint64_t read = 0;
  atelier::host::Watch watch;
  watch.progress = [&](uint64_t done, uint64_t) { read = done; };
  for (const auto& digest : contents.of(paths, watch)) {
    if (!digest) return std::fprintf(stderr, "%s\n", digest.failure().reason.c_str()), 1;
    std::printf("%s\n", digest->text().c_str());
  }
  std::printf("%llu bytes read\n", static_cast<unsigned long long>(read));
  return contents.save() ? 0 : 1;
}
