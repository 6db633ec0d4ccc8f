#include "sweep_order.hpp"

#include <atelier/param.h>

#include <algorithm>
#include <map>

#include "language/resolved_toml.hpp"

namespace atelier::host {
namespace {

class Describer {
 public:
  explicit Describer(const ResolvedWorkflow& workflow) : workflow_(workflow) {}

  // A stage's text holds those of the stages before it by their number alone, or it would double with each.
  const std::string& of(int index) {
    const auto [at, fresh] = texts_.try_emplace(index);
    if (!fresh) return at->second;
    const Node& node = workflow_.nodes[static_cast<size_t>(index)];
    std::string text = node.component->id + "\n";
    for (size_t i = 0; i < node.values.size(); ++i)
      if (const ParamInfo& param = node.component->params[i]; !param.has(ATELIER_PARAM_NO_RESULT))
        text += param.name + "=" + of(node.values[i]);
    return texts_[index] = std::move(text);
  }

 private:
  std::string of(const ResolvedValue& value) {
    if (value.is_wire()) return "@" + digest(of(value.wire.node)) + "." + value.wire.port + "\n";
    if (value.items.empty()) return brief_toml(workflow_, value) + "\n";
    std::string text = "[\n";
    for (const ResolvedValue& item : value.items) text += of(item);
    return text + "]\n";
  }

  static std::string digest(const std::string& text) {
    const size_t one = std::hash<std::string>()(text), other = std::hash<std::string>()(text + "!");
    return std::to_string(one) + "-" + std::to_string(other);
  }

  const ResolvedWorkflow& workflow_;
  std::map<int, std::string> texts_;
};

}  // namespace

std::vector<std::string> work_of(const ResolvedWorkflow& workflow, const std::vector<int>& stages) {
  Describer describer(workflow);
  std::vector<std::string> out;
  for (const int stage : stages) out.push_back(describer.of(stage));
  return out;
}

SweepOrder::SweepOrder(std::vector<std::vector<std::string>> jobs) {
  for (std::vector<std::string>& work : jobs) jobs_.push_back({std::move(work)});
}

std::string SweepOrder::next_work(const Job& job) const {
  const auto is_open = [&](const std::string& work) { return done_.count(work) == 0; };
  const auto next = std::find_if(job.work.begin(), job.work.end(), is_open);
  return next == job.work.end() ? "" : *next;
}

std::optional<size_t> SweepOrder::next() const {
  std::set<std::string> at_work;
  for (const Job& job : jobs_)
    if (job.state == State::kRunning) at_work.insert(next_work(job));
  for (size_t i = 0; i < jobs_.size(); ++i) {
    if (jobs_[i].state != State::kWaiting) continue;
    const std::string work = next_work(jobs_[i]);
    if (work.empty() || !at_work.count(work)) return i;
  }
  return std::nullopt;
}

bool SweepOrder::has_waiting() const {
  return std::any_of(jobs_.begin(), jobs_.end(), [](const Job& job) { return job.state == State::kWaiting; });
}

void SweepOrder::stage_done(size_t job, size_t stage) { done_.insert(jobs_[job].work.at(stage)); }

}  // namespace atelier::host
