// The folder of one run, below the workspace:
//
//   runs/<UTC yyyymmdd-hhmm>-<4 hex>/   a name is never used twice; runs/latest points at the newest
//     workflow.toml  resolved.toml  run.json  events.jsonl  log.txt
//     stages/<stage>/   key.json  log.txt  metrics.jsonl
//     outputs/<stage>/  what a stage left; complete when it has this name
//     tmp/<stage>/      what a running stage writes into; gone afterwards
#pragma once

#include <filesystem>
#include <string>

namespace atelier::host {

class RunFolder {
 public:
  // Makes the folder and turns runs/latest to it. Throws atelier::Error. [main]
  static RunFolder create(const std::filesystem::path& workspace);

  const std::string& id() const { return id_; }
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path workspace() const { return path_.parent_path().parent_path(); }
  std::filesystem::path outputs() const { return path_ / "outputs"; }
  std::filesystem::path stage(const std::string& name) const { return path_ / "stages" / name; }
  std::filesystem::path output(const std::string& name) const { return path_ / "outputs" / name; }

  // The folder of the stage's records. Throws atelier::Error.
  std::filesystem::path begin_stage(const std::string& name) const;
  // An empty folder for the stage to write into. Throws atelier::Error.
  std::filesystem::path begin_output(const std::string& name) const;
  // The stage's folder is complete: gives it its final name. `folder`: what begin_output gave, or another one on the
  // same file system. Throws atelier::Error.
  void commit_output(const std::string& name, const std::filesystem::path& folder) const;
  // The stage failed: nothing of it stays.
  void drop_output(const std::string& name) const;
  // Removes the temporary folder when it is empty.
  void tidy() const;

 private:
  RunFolder(std::string id, std::filesystem::path path) : id_(std::move(id)), path_(std::move(path)) {}
  std::string id_;
  std::filesystem::path path_;
};

// "20261123-0145-7f3a", with four hexadecimal digits by chance.
std::string new_run_id();

}  // namespace atelier::host
