// What stages that did not reach their end leave for the next run, below the workspace:
//
//   unfinished/<key>/       the stage's folder; <key>: 32 hexadecimal digits, a lineage's key (lineage.hpp)
//   unfinished/<key>.json   a note: {"workflow","stage","ended","made_from"}, and "told"
//   unfinished/<key>.lock   held (flock) by the run that works in it; its time says when a run last took it up
//
// "ended" is one of "running", "interrupted" and "failed"; "told" is there when a run that began anew has named it.
//
// Only for components that say they go on. The folder gets the stage's name under outputs/ when the work is done.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace atelier::host {

// One such folder, locked as long as this lives. [main]
class Unfinished {
 public:
  // Makes or takes up the folder, without what was still being written (*.partial). Nothing when another run is in it
  // or when it cannot be used (no locks here, not the file system of `outputs`): an ordinary folder will do then.
  static std::optional<Unfinished> take(const std::filesystem::path& workspace, const std::string& key,
                                        const std::filesystem::path& outputs);
  // Whether another run is in it: why `take` gave nothing.
  static bool is_taken(const std::filesystem::path& workspace, const std::string& key);
  Unfinished(Unfinished&& other) noexcept;
  Unfinished& operator=(Unfinished&&) = delete;
  ~Unfinished();

  const std::filesystem::path& folder() const { return folder_; }
  // Whether it holds files of an earlier run.
  bool continued() const { return continued_; }
  // How that one ended: "interrupted" (so is who was killed), "failed".
  const std::string& ended_before() const { return ended_before_; }
  // Says whose work it is; "ended" is added.
  void note(nlohmann::json note);
  // Leaves the folder for a later run; false when there is nothing in it worth leaving, and it is gone.
  bool keep(const std::string& ended);
  // The folder has been renamed, or is to go.
  void drop();

 private:
  Unfinished(std::filesystem::path folder, int lock) : folder_(std::move(folder)), lock_(lock) {}
  void write_note(const std::string& ended);
  std::filesystem::path folder_;
  int lock_ = -1;
  bool continued_ = false;
  std::string ended_before_ = "interrupted";
  nlohmann::json note_;
};

// The newest note of work of this workflow's stage in which no run is now; null when there is none, and when it has
// been given before: who began anew once knows of it. "ended" is "interrupted" or "failed" in it. [main]
nlohmann::json newest_note_once(const std::filesystem::path& workspace, const std::string& workflow,
                                const std::string& stage);

// Removes what no run took up in the last 14 days; what is locked stays. Says nothing. [main]
void drop_old_unfinished(const std::filesystem::path& workspace);

}  // namespace atelier::host
