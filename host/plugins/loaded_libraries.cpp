#include "loaded_libraries.hpp"

#include <link.h>

#include <algorithm>

#include "manifest.hpp"

namespace atelier::host {
namespace fs = std::filesystem;

std::vector<std::string> loaded_files() {
  std::vector<std::string> names;
  ::dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* to) {
        if (info->dlpi_name && info->dlpi_name[0] == '/')
          static_cast<std::vector<std::string>*>(to)->emplace_back(info->dlpi_name);
        return 0;
      },
      &names);
  return names;
}

std::vector<LoadedLibrary> loaded_libraries() {
  std::vector<LoadedLibrary> out;
  for (const std::string& name : loaded_files()) {
    std::error_code ec;
    const fs::path file = fs::canonical(name, ec);
    if (!ec) out.push_back({file, read_build_id(file)});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
  return out;
}

}  // namespace atelier::host
