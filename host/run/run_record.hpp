// run.json: what was run, with what, and how it went. Written whole when the run begins, after each stage and at the
// end; and when a plugin ends the program (last_words.hpp). run_record.md says what is in it.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "endings/last_words.hpp"
#include "gates.hpp"
#include "language/resolved.hpp"
#include "run_folder.hpp"
#include "stage_key.hpp"
#include "status.hpp"

namespace atelier::host {

class RunRecord {
 public:
  // Writes the file: see written(). `plugins`: those that offer what the stages and observers are made of.
  RunRecord(const RunFolder& folder, const ResolvedWorkflow& workflow, uint32_t threads,
            const std::vector<std::string>& argv, const std::vector<const PluginInfo*>& plugins);

  void add_stage(const Node& node);
  // When it is known; before the stage begins.
  void set_key(const std::string& name, const std::string& key);
  // These plugins have been loaded, and with them libraries.
  void set_loaded(const std::vector<const PluginInfo*>& plugins);
  // The stage's result is that of an earlier run.
  void set_reused(const std::string& name, const std::string& run);
  // What the stage left and read; written with its end. `inputs`: digests by path; `builds`: of the plugins, by id.
  void set_left(const std::string& name, const OutputFacts& left, const std::map<std::string, std::string>& inputs,
                const std::map<std::string, std::string>& builds);
  void set_stage(const std::string& name, Status status, double seconds, const std::string& error = {});
  // What a stage left, written with its end.
  void set_numbers(const std::string& name, const Numbers& numbers);
  void add_gate(const Gate& gate);
  void set_gate(const GateResult& result);
  // What the file is to hold if the program ends within `stage` ("": in none).
  std::vector<LastWords::Piece> if_ended(const std::string& stage) const;
  const std::filesystem::path& file() const { return file_; }
  void finish(Status status, int exit_code, const std::string& error = {});
  // Whether the file could be written the last time. A run goes on without it: each writing is of the whole.
  const Result<void>& written() const { return written_; }

 private:
  nlohmann::json& stage(const std::string& name);
  void write(Sync sync);
  System system_;
  std::filesystem::path file_;
  double start_;
  nlohmann::json record_;
  Result<void> written_;
};

// The files of a run that are open or kept up from its beginning to its end.
struct RunFiles {
  RunFolder folder;
  std::unique_ptr<LineFile> log;     // log.txt
  std::unique_ptr<LineFile> events;  // events.jsonl
  RunRecord record;                  // run.json
  std::vector<std::string> notes;    // what the user is to know of the runs that were there before
};

// Makes the run's folder with these, the workflow as it was given and as it was resolved; all of it or nothing. Marks
// runs before it that have crashed. [main]
Result<RunFiles> begin_run_files(const System& system, const std::filesystem::path& workspace,
                                 const ResolvedWorkflow& workflow, uint32_t threads,
                                 const std::vector<std::string>& argv, const std::vector<const PluginInfo*>& plugins);

}  // namespace atelier::host
