// For the host's tests: what keys are made from, without a store: a file's content is its bytes, a folder's the names
// in it, and a stage leaves something that is another thing whenever its key is.
#pragma once

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <filesystem>
#include <map>
#include <string>

#include "run/made_from.hpp"
#include "run/stage_key.hpp"

namespace atelier::host::fake {

class Sources {
 public:
  explicit Sources(const ResolvedWorkflow& workflow) : workflow_(workflow) {
    for (const int stage : workflow.stages)
      if (stage != workflow.stages.back()) left[stage] = {"left by " + key(stage).digest, {}};
  }

  KeySources get() const {
    return {[this](const std::filesystem::path& path) { return content_of(path); },
            [this](int stage) { return left.count(stage) ? &left.at(stage) : nullptr; },
            [](const std::filesystem::path& path) {
              return std::filesystem::is_directory(path) ? "" : path.filename().string();
            }};
  }
  StageKey key(int stage) const { return *stage_key(workflow_, stage, get()); }
  StageKey key() const { return key(workflow_.stages.back()); }

  std::map<int, OutputFacts> left;
  std::map<std::filesystem::path, Result<std::string>> content;  // in place of what is on the disk

 private:
  Result<std::string> content_of(const std::filesystem::path& path) const {
    if (const auto it = content.find(path); it != content.end()) return it->second;
    if (!std::filesystem::is_directory(path)) return "bytes " + read_file(path);
    std::string names;
    for (const auto& entry : std::filesystem::directory_iterator(path)) names += entry.path().filename().string() + "/";
    std::sort(names.begin(), names.end());
    return "names " + names;
  }
  const ResolvedWorkflow& workflow_;
};

}  // namespace atelier::host::fake
