// All that a page tells of a run, gathered from its folder and from the store. Nothing is changed by looking. [main]
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "language/named_options.hpp"
#include "language/wiring.hpp"
#include "run/past_runs.hpp"
#include "series.hpp"

namespace atelier::host {

// Pictures among the files that a stage left, by their names alone.
struct Pictures {
  std::vector<std::string> names;  // that lie in the folder itself, as many as are shown
  size_t count = 0;                // all of those
  struct Folder {
    std::string name;
    size_t count = 0;
  };
  std::vector<Folder> folders;  // in it that hold pictures, those below counted in
};

struct Left {
  uint64_t bytes = 0;
  size_t files = 0;
  Pictures pictures;
};

struct Number {
  std::string name;
  nlohmann::json value;  // null: not a number
};

struct StageFacts {
  std::string name;
  nlohmann::json record;             // its entry in run.json
  std::optional<Left> left = {};     // nothing when it left nothing, or that went
  std::string digest = {};           // of what it left; "" when that is not known
  std::vector<Number> numbers = {};  // in the order in which the stage told them, then its outputs
  std::vector<Series> series = {};
  bool maker_has_page = false;  // the run whose result it is has a page of its own
  std::string log_end = {};     // the last lines of its log; only when it did not end well

  const Series* series_of(const std::string& name) const;
};

struct Warning {
  std::string who;  // "train", "train, evaluate"
  std::string text;
};

struct RunFacts {
  PastRun run;
  std::vector<StageFacts> stages;
  std::vector<Warning> warnings;  // each once
  std::vector<GivenOption> options;
  std::optional<Wiring> wiring;
  bool has_page = false;           // there is a report.html
  std::vector<std::string> files;  // those of the run's own that are there: "log.txt"

  const StageFacts* stage(const std::string& name) const;
};

// Of a run that has a record.
RunFacts facts_of(const Disk& disk, PastRun run);

// The parts that need no disk. [any]
Pictures pictures_among(const std::vector<std::string>& files);
std::vector<Warning> warnings_in(const std::string& log);

}  // namespace atelier::host
