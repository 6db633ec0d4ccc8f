// The observers of a run: parts that see every event of every stage, one event at a time.
#pragma once

#include <atelier/kinds/observer.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "call_host.hpp"
#include "stage_context.hpp"

namespace atelier::host {

class Observers {
 public:
  // Makes the parts in `workflow.observers`. Throws atelier::Error naming the one that failed. [main]
  Observers(const ResolvedWorkflow& workflow, const NodeComponents& components, uint32_t threads,
            CallHost::Surroundings surroundings);

  // A failure is logged once for each observer, and does not stop the run. [any]
  void observe(const std::string& stage, const atelier_event& event);

 private:
  struct Observer {
    std::string name;
    std::string component;
    atelier_object object;
    bool failed = false;
  };
  CallHost call_;
  spdlog::logger* log_;
  StageContext context_;
  std::mutex mutex_;
  std::vector<Observer> observers_;
};

}  // namespace atelier::host
