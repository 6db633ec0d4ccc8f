// What a stage declares as reports (atelier/reports.h), and what it leaves besides them.
#pragma once

#include <atelier/reports.h>

#include <atelier/cpp/core.hpp>
#include <map>
#include <set>
#include <string>

#include "stage_folder.hpp"

namespace test {

inline std::set<std::string> reports_of(const atelier_component& component) {
  std::set<std::string> out;
  const void* found =
      component.extension ? component.extension(&component, ATELIER_STR(ATELIER_EXTENSION_STAGE_REPORTS)) : nullptr;
  if (!found) return out;
  uint64_t count = 0;
  const atelier_str* names = static_cast<const atelier_stage_reports_v1*>(found)->names(&component, &count);
  for (uint64_t i = 0; i < count; ++i) out.insert(atelier::str(names[i]));
  return out;
}

// The files that its outputs hang on, by path below the folder. Throws when a report is not there.
inline std::map<std::string, std::string> files_but_reports(const atelier_component& component,
                                                            const std::filesystem::path& folder) {
  std::map<std::string, std::string> files = files_of(folder);
  for (const std::string& report : reports_of(component)) {
    const bool is_folder = report.back() == '/';
    const size_t removed = std::erase_if(
        files, [&](const auto& file) { return is_folder ? file.first.rfind(report, 0) == 0 : file.first == report; });
    if (removed == 0) throw std::runtime_error("the report " + report + " is not there");
  }
  return files;
}

}  // namespace test
