// The page of several runs, side by side: report.md says what is on it. [any]
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "run/run_texts.hpp"
#include "run_facts.hpp"

namespace atelier::host {

struct ComparedRun {
  std::string label;  // at the head of its column
  RunFacts facts;
  RunTexts texts;
  std::filesystem::path folder;  // the run's as seen from where the page lies
};

struct Comparison {
  std::string title;
  std::vector<ComparedRun> runs;  // two at least
  std::string written;            // when, UTC
};

std::string comparison_page(const Comparison& comparison);

}  // namespace atelier::host
