// run.json: what was run, with what, and how it went. Written whole when the run begins, after each stage and at the
// end; and when a plugin ends the program (last_words.hpp). While it says "running", the run goes on, or the program
// was killed in a way that nothing can see, as by SIGKILL.
#pragma once

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "language/resolved.hpp"

namespace atelier::host {

class RunRecord {
 public:
  // Throws atelier::Error when the file cannot be written.
  RunRecord(std::filesystem::path file, const std::string& id, const ResolvedWorkflow& workflow, uint32_t threads,
            const std::vector<std::string>& argv, const std::vector<const PluginInfo*>& plugins);

  void add_stage(const Node& node, const std::string& key);
  // status: "running", "done", "failed", "interrupted".
  void set_stage(const std::string& name, const std::string& status, double seconds, const std::string& error = {});
  // What the file is to hold if the program ends within `stage` ("": in none): see LastWords::record_text.
  std::string text_if_ended(const std::string& stage) const;
  const std::filesystem::path& file() const { return file_; }
  void finish(const std::string& status, int exit_code, const std::string& error = {});
  // Why the file could not be written the last time, or "". A run goes on without it: each writing is of the whole.
  const std::string& trouble() const { return trouble_; }

 private:
  void write(bool sync);
  std::filesystem::path file_;
  nlohmann::json record_;
  std::string trouble_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace atelier::host
