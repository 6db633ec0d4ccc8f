#include "trial.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <atelier/cpp/suggest.hpp>
#include <atelier/cpp/words.hpp>

#include "blame.hpp"
#include "call_host.hpp"
#include "endings/running.hpp"
#include "language/selection.hpp"

namespace atelier::host {
namespace {

// From what a value is made, the worst last.
enum class Source { kKnown, kTentative, kUnknown, kFailed };

enum class State { kOpen, kMade, kTentative, kWaits, kFailed };

bool may_be_left_out(const ParamInfo& param) {
  const bool empty = param.has(ATELIER_PARAM_LIST | ATELIER_PARAM_TABLE) && param.min_items == 0;
  return param.has(ATELIER_PARAM_OPTIONAL) || empty;
}

// What a component says of it: the first line is the sentence.
Failure failure_of(const std::string& text) {
  const size_t end = text.find('\n');
  return end == std::string::npos ? Failure{text} : Failure{text.substr(0, end), text.substr(end + 1)};
}

bool is_about_files(int32_t code) { return code == ATELIER_E_DATA || code == ATELIER_E_IO; }

class Trier {
 public:
  Trier(const ResolvedWorkflow& workflow, const NodeComponents& components, const TrialOptions& options)
      : options_(options),
        workflow_(workflow),
        states_(workflow.nodes.size(), State::kOpen),
        call_("check", 1, surroundings()),
        context_(workflow_, components, call_.raw(), [](const Node&) { return std::filesystem::path(); }) {
    for (const int node : options.skip) state_of(node) = State::kFailed;
  }

  void visit(int index) {
    if (state_of(index) != State::kOpen) return;
    Node& node = workflow_.nodes[static_cast<size_t>(index)];
    for (const int input : inputs_of(node))
      if (!workflow_.nodes[static_cast<size_t>(input)].stage) visit(input);
    std::vector<std::string> left_out;
    std::vector<uint32_t> waits;
    const Source worst = prepare_values(node, left_out, waits);
    if (worst == Source::kFailed)
      state_of(index) = State::kFailed;  // told where it failed
    else if (worst != Source::kKnown && !foresee(index, waits))
      state_of(index) = State::kFailed;
    else if (worst == Source::kUnknown)
      wait(index);
    else
      make(index, worst == Source::kKnown, std::move(left_out));
  }

  Trial finish() {
    const auto by_node = [](const auto& a, const auto& b) { return a.node < b.node; };
    std::sort(trial_.failed.begin(), trial_.failed.end(), by_node);
    std::stable_sort(trial_.warned.begin(), trial_.warned.end(), by_node);
    std::sort(trial_.waiting.begin(), trial_.waiting.end());
    if (options_.doing) options_.doing(-1);
    return std::move(trial_);
  }

 private:
  CallHost::Surroundings surroundings() {
    CallHost::Surroundings to;
    to.warned = [this](std::string_view text) { trial_.warned.push_back({making_, std::string(text)}); };
    return to;
  }
  State& state_of(int node) { return states_[static_cast<size_t>(node)]; }

  Source source_of(const ResolvedValue& value) {
    Source worst = value.is_wire() ? source_of(value.wire) : Source::kKnown;
    for (const ResolvedValue& item : value.items) worst = std::max(worst, source_of(item));
    return worst;
  }

  Source source_of(const Wire& wire) {
    const Node& from = workflow_.nodes[static_cast<size_t>(wire.node)];
    if (from.stage) return Source::kUnknown;
    const State state = state_of(wire.node);
    if (state == State::kFailed) return Source::kFailed;
    const bool itself = wire.port.empty() && from.component->wirable;
    if (state == State::kWaits) return Source::kUnknown;
    if (state == State::kMade) return Source::kKnown;
    // what such a part gives can be another thing than it will be
    return itself ? Source::kTentative : Source::kUnknown;
  }

  // Leaves out what may be and is not known, and names it; gives the worst of what the rest is made from. `waits`: not
  // 0 for each option that is not what it will be.
  Source prepare_values(Node& node, std::vector<std::string>& left_out, std::vector<uint32_t>& waits) {
    Source worst = Source::kKnown;
    for (size_t i = 0; i < node.values.size(); ++i) {
      const ParamInfo& param = node.component->params[i];
      Source source = source_of(node.values[i]);
      waits.push_back(source == Source::kKnown ? 0 : 1);
      if (source == Source::kUnknown && may_be_left_out(param)) {
        node.values[i] = {};
        left_out.push_back(param.name);
        source = Source::kTentative;
      }
      worst = std::max(worst, source);
    }
    return worst;
  }

  void wait(int index) {
    state_of(index) = State::kWaits;
    trial_.waiting.push_back(index);
  }

  // False when the component says that it cannot be made, whatever the options will be that wait.
  bool foresee(int index, const std::vector<uint32_t>& waits) {
    if (options_.doing) options_.doing(index);
    making_ = index;
    const Result<void> asked = call_.attempt([&] { context_.foresee(index, waits); });
    if (!asked) trial_.failed.push_back({index, failure_of(asked.failure().reason)});
    return static_cast<bool>(asked);
  }

  void make(int index, bool certain, std::vector<std::string> left_out) {
    if (options_.doing) options_.doing(index);
    making_ = index;
    const Result<void> made = call_.attempt([&] {
      const atelier_object object = context_.make(index);
      if (certain && workflow_.nodes[static_cast<size_t>(index)].stage) ask_whether_ready(object);
    });
    if (made) {
      state_of(index) = certain ? State::kMade : State::kTentative;
      trial_.made.push_back(index);
    } else if (!certain && !is_about_files(made.failure().status)) {
      wait(index);
    } else {
      state_of(index) = State::kFailed;
      trial_.failed.push_back({index, failure_of(made.failure().reason), certain, std::move(left_out)});
    }
  }

  void ask_whether_ready(const atelier_object& stage) {
    const auto* extension =
        extension_of<atelier_stage_ready_v1>(stage, ATELIER_EXTENSION_STAGE_READY, ATELIER_STAGE_READY_V1_FLOOR);
    const Running running(workflow_.nodes[static_cast<size_t>(making_)].component->id);
    if (extension) check(extension->ready(call_.raw(), stage.self));
  }

  const TrialOptions& options_;
  ResolvedWorkflow workflow_;  // a copy, in which values are left out
  std::vector<State> states_;
  Trial trial_;
  int making_ = -1;
  CallHost call_;
  StageContext context_;  // goes first: what it takes down may still speak
};

}  // namespace

std::vector<LastWords::Component> components_of(const ResolvedWorkflow& workflow, const std::set<int>& nodes) {
  std::set<const ComponentInfo*> components;
  for (const int index : nodes) components.insert(workflow.nodes[static_cast<size_t>(index)].component);
  std::vector<LastWords::Component> out;
  for (const ComponentInfo* c : components) out.push_back({c->id, c->plugin_id, c->library.string()});
  return out;
}

Trial try_parts(const ResolvedWorkflow& workflow, const std::vector<int>& roots, const NodeComponents& components,
                const TrialOptions& options) {
  Trier trier(workflow, components, options);
  for (const int root : roots) trier.visit(root);
  return trier.finish();
}

Diagnostic diagnostic_of(const ResolvedWorkflow& workflow, const FailedPart& failed, bool mild) {
  const Node& node = workflow.nodes[static_cast<size_t>(failed.node)];
  const bool warns = mild && !failed.certain;
  Diagnostic out;
  out.code = warns ? "W002" : "E501";
  out.severity = warns ? Severity::kWarning : Severity::kError;
  out.message = fmt::format("`{}` {} be made: {}", node.name, warns ? "can perhaps not" : "cannot", failed.why.reason);
  out.details = failed.why.details;
  out.range = blamed_place(node, failed.why.text()).value_or(node.at);
  std::vector<std::string> left_out;
  for (const std::string& name : failed.left_out) left_out.push_back("`" + name + "`");
  if (!left_out.empty())
    out.note = fmt::format("tried without {}, which {} from a stage", list_names(left_out),
                           one_or_many(left_out.size(), "comes", "come"));
  else if (!failed.certain)
    out.note = "tried with parts that are not complete before the stages have worked";
  return out;
}

Diagnostic diagnostic_of(const ResolvedWorkflow& workflow, const Warned& warned) {
  const Node& node = workflow.nodes[static_cast<size_t>(warned.node)];
  const Failure text = failure_of(warned.text);
  Diagnostic out;
  out.code = "W007";
  out.severity = Severity::kWarning;
  out.message = fmt::format("`{}`: {}", node.name, text.reason);
  out.details = text.details;
  out.range = blamed_place(node, warned.text).value_or(node.at);
  return out;
}

std::vector<Diagnostic> diagnostics_of(const ResolvedWorkflow& workflow, const Trial& trial, bool mild) {
  std::vector<Diagnostic> out;
  for (const FailedPart& failed : trial.failed) out.push_back(diagnostic_of(workflow, failed, mild));
  for (const Warned& warned : trial.warned) out.push_back(diagnostic_of(workflow, warned));
  return out;
}

std::vector<Diagnostic> try_parts_early(const ResolvedWorkflow& workflow, const std::vector<int>& stages,
                                        const NodeComponents& components) {
  const std::set<int> all = in_use_by(workflow, stages);
  LastWordsScope scope({});
  TrialOptions options;
  options.doing = [&](int index) {
    LastWords words;
    words.doing = index < 0 ? "taking down what was made"
                            : fmt::format("making `{}`", workflow.nodes[static_cast<size_t>(index)].name);
    words.doing += " before the first stage";
    words.components = components_of(workflow, index < 0 ? all : std::set{index});
    scope.change(std::move(words));
  };
  const Trial trial = try_parts(workflow, stages, components, options);
  for (const Warned& warned : trial.warned) mark_as_told(warned.text);
  return diagnostics_of(workflow, trial, true);
}

}  // namespace atelier::host
