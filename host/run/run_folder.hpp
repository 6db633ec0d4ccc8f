// The folder of one run, below the workspace: run_folder.md says what is in it.
#pragma once

#include <filesystem>
#include <string>

#include "system/system.hpp"

namespace atelier::host {

class RunFolder {
 public:
  // Makes the folder and turns runs/latest to it. [main]
  static Result<RunFolder> create(const System& system, const std::filesystem::path& workspace);

  const System& system() const { return system_; }
  const std::string& id() const { return id_; }
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path workspace() const { return path_.parent_path().parent_path(); }
  // For the records of a stage.
  std::filesystem::path stage(const std::string& name) const { return path_ / "stages" / name; }
  std::filesystem::path output(const std::string& name) const { return path_ / "outputs" / name; }

  // An empty folder for the stage to write into.
  Result<std::filesystem::path> begin_output(const std::string& name) const;
  // The stage's folder is complete: gives it its final name. `folder`: what begin_output gave, or another one on the
  // same file system.
  Result<void> commit_output(const std::string& name, const std::filesystem::path& folder) const;
  // The stage failed: nothing of it stays.
  void drop_output(const std::string& name) const;
  // Removes the temporary folder when it is empty.
  void tidy() const;

 private:
  RunFolder(const System& system, std::string id, std::filesystem::path path)
      : system_(system), id_(std::move(id)), path_(std::move(path)) {}
  System system_;
  std::string id_;
  std::filesystem::path path_;
};

}  // namespace atelier::host
