#include "observers.hpp"

#include <atelier/cpp/core.hpp>

#include "running.hpp"

namespace atelier::host {

Observers::Observers(const ResolvedWorkflow& workflow, const NodeComponents& components, uint32_t threads,
                     CallHost::Surroundings surroundings)
    : call_("observers", threads, surroundings),
      log_(surroundings.lines.all.get()),
      context_(workflow, components, call_.raw(), [](const Node&) { return std::filesystem::path(); }) {
  for (const int index : workflow.observers) {
    const Node& node = workflow.nodes[static_cast<size_t>(index)];
    const std::string& name = node.name;
    try {
      observers_.push_back({name, node.component->id, context_.make(index), false});
    } catch (const std::exception& e) {
      const std::string reported = call_.take_failure();
      throw Error(ATELIER_E_INVALID, text("observer `", name, "`: ", reported.empty() ? e.what() : reported));
    }
  }
}

void Observers::observe(const std::string& stage, const atelier_event& event) {
  const std::lock_guard lock(mutex_);
  for (Observer& o : observers_) {
    const auto& kind = *static_cast<const atelier_observer_v1*>(o.object.iface);
    const Running running(o.component);
    const int32_t status = kind.observe(call_.raw(), o.object.self, c_str(stage), &event);
    if (status == ATELIER_OK) continue;
    const std::string reported = call_.take_failure();
    if (!o.failed && log_)
      log_->warn("observer `{}` failed, the run goes on: {}", o.name,
                 reported.empty() ? status_words(status) : reported);
    o.failed = true;
  }
}

}  // namespace atelier::host
