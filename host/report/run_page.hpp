// The page of one run: report.md says what is on it. [any]
#pragma once

#include <filesystem>
#include <string>

#include "run_facts.hpp"

namespace atelier::host {

struct PageOptions {
  std::filesystem::path run_folder = ".";  // the run's folder as seen from where the page lies
  std::string written;                     // when, UTC: "2026-11-23T01:45:07.123Z"
};

std::string run_page(const RunFacts& facts, const PageOptions& options);

}  // namespace atelier::host
