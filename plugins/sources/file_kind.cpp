#include "sources/file_kind.hpp"

namespace sources {

Recognised recognise(const std::filesystem::path&) { return {}; }

std::string looks_like(const std::filesystem::path& file, FileKind taken) {
  const Recognised found = recognise(file);
  if (found.kind == FileKind::kUnknown || found.kind == taken) return "";
  return "; it looks like " + found.what + ": " + found.remedy;
}

}  // namespace sources
