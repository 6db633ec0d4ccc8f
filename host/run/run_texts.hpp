// What runs are compared by but for their stages: texts, each by its name. Nothing is changed by looking. [main]
#pragma once

#include <map>
#include <string>

#include "past_runs.hpp"

namespace atelier::host {

using Texts = std::map<std::string, std::string>;

struct RunTexts {
  Texts program;               // versions, device, threads, host
  Texts options;               // of resolved.toml, by the names of --set
  std::string options_unread;  // why there are none; else ""
  Texts plugins;               // version and build, by the id
  Texts inputs;                // digests of what the stages read, by the path
  Texts environment;
  Texts gates;  // how each was decided
};

// Of a run that has a record.
RunTexts texts_of(const Disk& disk, const PastRun& run);

}  // namespace atelier::host
