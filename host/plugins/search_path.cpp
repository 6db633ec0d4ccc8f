#include "search_path.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstdlib>

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

class Collector {
 public:
  explicit Collector(PluginFiles& out) : out_(out) {}

  void add(const fs::path& file, bool named) {
    std::error_code ec;
    fs::path path = fs::canonical(file, ec);
    if (ec) path = fs::absolute(file).lexically_normal();
    const auto same = [&](const PluginFile& f) { return f.path == path; };
    if (std::none_of(out_.files.begin(), out_.files.end(), same)) out_.files.push_back({std::move(path), named});
  }

  void add_folder(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code ec;
    for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec))
      if (it->path().extension() == ".so") found.push_back(it->path());
    if (ec) out_.warnings.push_back(fmt::format("cannot list the plugin folder {}: {}", folder.string(), ec.message()));
    std::sort(found.begin(), found.end());
    for (const fs::path& file : found) add(file, false);
  }

 private:
  PluginFiles& out_;
};

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> out;
  for (size_t at = 0; at <= list.size();) {
    const size_t end = std::min(list.find(':', at), list.size());
    if (end > at) out.push_back(list.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace

SearchPlaces search_places(std::vector<fs::path> named) {
  SearchPlaces places{std::move(named), {}, {}};
  if (const char* list = std::getenv("ATELIER_PLUGIN_PATH")) places.environment = list;
  std::error_code ec;
  places.program = fs::read_symlink("/proc/self/exe", ec);
  return places;
}

PluginFiles find_plugin_files(const SearchPlaces& places) {
  PluginFiles out;
  Collector collector(out);
  for (const fs::path& file : places.named) collector.add(file, true);
  for (const std::string& entry : split(places.environment)) {
    std::error_code ec;
    if (fs::is_directory(entry, ec))
      collector.add_folder(entry);
    else if (fs::exists(entry, ec))
      collector.add(entry, false);
    else
      out.warnings.push_back(fmt::format("ATELIER_PLUGIN_PATH names {}, which is not there", entry));
  }
  if (!places.program.empty()) {
    const fs::path root = places.program.parent_path().parent_path();
    for (const char* lib : {"lib", ATELIER_LIBDIR}) {
      const fs::path folder = root / lib / "atelier/plugins";
      std::error_code ec;
      if (fs::is_directory(folder, ec)) collector.add_folder(folder);
    }
  }
  return out;
}

}  // namespace atelier::host
