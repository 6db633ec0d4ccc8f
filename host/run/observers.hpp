// The observers of a run: parts that see its begin, every event of every stage, one at a time, and its end.
#pragma once

#include <atelier/cpp/observer.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "call_host.hpp"
#include "stage_context.hpp"

namespace atelier::host {

class Observers {
 public:
  // What they are told of the run.
  struct RunFacts {
    std::string id;
    std::string workflow;
    std::string folder;
    std::vector<std::string> stages;
  };

  // Makes the parts in `workflow.observers`. The failure names the one that cannot be made. [main]
  static Result<std::unique_ptr<Observers>> make(const ResolvedWorkflow& workflow, const NodeComponents& components,
                                                 uint32_t threads, CallHost::Surroundings surroundings);

  // A failure is logged once for each observer, and does not stop the run.
  void begin(RunFacts facts);                                          // [main]
  void observe(const std::string& stage, const atelier_event& event);  // [any]
  void end(const std::string& status, const std::string& error);       // [main]

 private:
  struct Observer {
    std::string name;
    std::string component;
    ObserverRef object;
    bool failed = false;
  };
  Observers(const ResolvedWorkflow& workflow, const NodeComponents& components, uint32_t threads,
            CallHost::Surroundings surroundings);
  template <class Tell>
  void each(Tell tell);

  RunFacts facts_;
  std::vector<atelier_str> stages_;
  CallHost call_;
  spdlog::logger* log_;
  StageContext context_;
  std::mutex mutex_;
  std::vector<Observer> observers_;
};

}  // namespace atelier::host
