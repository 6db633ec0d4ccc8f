// Where the lines of a run go: the terminal, the run's log.txt and the stage's log.txt.
#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <string>

#include "system/disk.hpp"
#include "terminal.hpp"

namespace atelier::host {

class RunLog {
 public:
  // `level` is the least that the terminal shows; the files get everything.
  RunLog(Terminal& terminal, std::unique_ptr<LineFile> file, spdlog::level::level_enum level);

  struct Lines {
    std::shared_ptr<spdlog::logger> all;    // terminal and files
    std::shared_ptr<spdlog::logger> files;  // files alone
  };
  // For the lines of the program itself.
  const Lines& own() const { return own_; }
  // For the lines of one stage, with a file of their own, if there is one.
  Lines stage(const std::string& name, std::unique_ptr<LineFile> file) const;
  // Shows the warnings that stages gave once more, the first few, so that they are what is read last.
  void repeat_warnings() const;

 private:
  class Warnings;
  Terminal& screen_;
  spdlog::level::level_enum level_;
  std::shared_ptr<Warnings> warnings_;
  spdlog::sink_ptr terminal_;
  spdlog::sink_ptr file_;
  Lines own_;
};

}  // namespace atelier::host
