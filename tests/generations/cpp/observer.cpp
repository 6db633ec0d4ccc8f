// Tells what it sees to the log.
#include <atelier/cpp/observer.hpp>

#include "../generation.h"

class Teller : public atelier::Observer {
 public:
  static constexpr atelier::Component kComponent{"small.observer", 1, "Tells all."};
  void begin(const atelier::Call& call, const atelier_run_begin& run) override {
    SAW(call, atelier_run_begin, run);
    call.info(atelier::view(run.workflow));
  }
  void observe(const atelier::Call& call, std::string_view, const atelier_event& event) override {
    SAW(call, atelier_event, event);
    call.info(atelier::view(event.name));
  }
  void end(const atelier::Call& call, const atelier_run_end& run) override {
    SAW(call, atelier_run_end, run);
    call.info(atelier::view(run.status));
  }
};
ATELIER_PLUGIN("small.cpp.observer", "1.0.0", Teller)
