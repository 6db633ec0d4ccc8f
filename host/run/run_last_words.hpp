// What is said and recorded when a plugin ends the program during a run: endings/last_words.hpp, for each moment of it.
#pragma once

#include <string>
#include <vector>

#include "endings/last_words.hpp"
#include "language/resolved.hpp"
#include "run_folder.hpp"
#include "run_record.hpp"

namespace atelier::host {

class RunLastWords {
 public:
  // `stages`: of the run. All must outlive this.
  RunLastWords(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const RunFolder& folder,
               const RunRecord& record)
      : workflow_(workflow), stages_(stages), folder_(folder), record_(record) {}

  // While a stage works. `kept`: the folder that stays for the next run, or "".
  LastWords in_stage(int stage, const std::string& kept = "") const;
  // Outside of stages only observers are called, but what stages have used may have left threads behind.
  LastWords outside(std::string doing) const;

 private:
  LastWords words(std::string doing, const std::string& stage, std::vector<int> working,
                  const std::filesystem::path& log) const;

  const ResolvedWorkflow& workflow_;
  const std::vector<int>& stages_;
  const RunFolder& folder_;
  const RunRecord& record_;
};

// "what is complete is kept for the next run: FOLDER"
std::string kept_words(const std::string& folder);

// Of nodes, each component once.
std::vector<LastWords::Component> components_of(const ResolvedWorkflow& workflow, const std::vector<int>& nodes);

}  // namespace atelier::host
