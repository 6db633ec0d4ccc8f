#include "observers.hpp"

#include <atelier/cpp/core.hpp>

#include "endings/running.hpp"

namespace atelier::host {

Observers::Observers(const ResolvedWorkflow& workflow, const NodeComponents& components, uint32_t threads,
                     CallHost::Surroundings surroundings)
    : call_("observers", threads, surroundings),
      log_(surroundings.lines.all.get()),
      context_(workflow, components, call_.raw(), [](const Node&) { return std::filesystem::path(); }) {}

Result<std::unique_ptr<Observers>> Observers::make(const ResolvedWorkflow& workflow, const NodeComponents& components,
                                                   uint32_t threads, CallHost::Surroundings surroundings) {
  std::unique_ptr<Observers> out(new Observers(workflow, components, threads, std::move(surroundings)));
  for (const int index : workflow.observers) {
    const Node& node = workflow.nodes[static_cast<size_t>(index)];
    const Result<void> made = out->call_.attempt([&] {
      out->observers_.push_back({node.name, node.component->id, ObserverRef(out->context_.make(index)), false});
    });
    if (!made) return made.failure().of("observer `" + node.name + "`");
  }
  return out;
}

template <class Tell>
void Observers::each(Tell tell) {
  const std::lock_guard lock(mutex_);
  for (Observer& o : observers_) {
    const Running running(o.component);
    const Result<void> told = call_.attempt([&] { tell(Call(call_.raw()), o.object); });
    if (told) continue;
    if (!o.failed && log_) log_->warn("observer `{}` failed, the run goes on: {}", o.name, told.failure().reason);
    o.failed = true;
  }
}

void Observers::begin(RunFacts facts) {
  facts_ = std::move(facts);
  for (const std::string& stage : facts_.stages) stages_.push_back(c_str(stage));
  auto run = blank<atelier_run_begin>();
  run.run_id = c_str(facts_.id);
  run.workflow = c_str(facts_.workflow);
  run.folder = c_str(facts_.folder);
  run.stages = stages_.data();
  run.stage_count = stages_.size();
  each([&](const Call& call, const ObserverRef& observer) { observer.begin(call, run); });
}

void Observers::observe(const std::string& stage, const atelier_event& event) {
  each([&](const Call& call, const ObserverRef& observer) { observer.observe(call, stage, event); });
}

void Observers::end(const std::string& status, const std::string& error) {
  auto run = blank<atelier_run_end>();
  run.status = c_str(status);
  run.error = c_str(error);
  each([&](const Call& call, const ObserverRef& observer) { observer.end(call, run); });
}

}  // namespace atelier::host
