#include "sources/name_finder.hpp"

namespace sources {

struct NameFinder::Listing {};

NameFinder::NameFinder(std::filesystem::path folder) : folder_(std::move(folder)) {}
NameFinder::NameFinder(NameFinder&&) noexcept = default;
NameFinder::~NameFinder() = default;

NameFinder::Found NameFinder::find(std::string_view name) const {
  std::error_code none;
  if (std::filesystem::exists(folder_ / name, none)) return {std::string(name), "", 1, true, std::string(name)};
  return {};
}

std::string NameFinder::sentence(std::string_view) const { return ""; }

}  // namespace sources
