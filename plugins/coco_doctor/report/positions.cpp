#include "report/positions.hpp"

#include <algorithm>
#include <fstream>

namespace atelier::coco_doctor {

void find_positions(const std::filesystem::path& path, const std::vector<Findings*>& findings) {
  std::vector<Finding*> wanted;
  for (Findings* each : findings)
    for (auto& [code, of] : each->by_code())
      for (Finding& finding : of.kept)
        if (finding.offset != kNowhere) wanted.push_back(&finding);
  std::stable_sort(wanted.begin(), wanted.end(),
                   [](const Finding* a, const Finding* b) { return a->offset < b->offset; });
  std::ifstream in(path, std::ios::binary);
  std::vector<char> window(size_t{1} << 20);
  uint64_t at = 0, line = 1, column = 1;
  size_t next = 0;
  const auto settle = [&] {
    for (; next < wanted.size() && wanted[next]->offset <= at; ++next) {
      wanted[next]->line = line;
      wanted[next]->column = column;
    }
  };
  while (next < wanted.size() && in) {
    in.read(window.data(), static_cast<std::streamsize>(window.size()));
    const auto count = static_cast<size_t>(in.gcount());
    for (size_t i = 0; i < count && next < wanted.size(); ++i, ++at) {
      settle();
      if (window[i] == '\n') {
        ++line;
        column = 1;
      } else if ((window[i] & 0xc0) != 0x80) {
        ++column;
      }
    }
  }
  settle();
}

}  // namespace atelier::coco_doctor
