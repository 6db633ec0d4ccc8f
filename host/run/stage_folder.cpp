#include "stage_folder.hpp"

#include <atelier/param.h>

#include <algorithm>
#include <atelier/cpp/core.hpp>

namespace atelier::host {
namespace {

bool has_extending_options(const ComponentInfo& component) {
  const auto extends = [](const ParamInfo& p) { return p.has(ATELIER_PARAM_EXTENDS); };
  return std::any_of(component.params.begin(), component.params.end(), extends);
}

// A switch among the options that extend, off by default, says whether that is wanted.
bool wants_to_extend(const Node& node) {
  const auto& params = node.component->params;
  for (size_t i = 0; i < params.size(); ++i) {
    const bool is_wish = params[i].has(ATELIER_PARAM_EXTENDS) && params[i].default_value == "false";
    if (is_wish && node.values[i].type == ATELIER_TYPE_BOOL && node.values[i].integer == 0) return false;
  }
  return has_extending_options(*node.component);
}

}  // namespace

StageFolder::StageFolder(const RunFolder& run, const ResolvedWorkflow& workflow, int stage)
    : run_(run),
      node_(workflow.nodes[static_cast<size_t>(stage)]),
      workflow_(workflow.name),
      extends_(has_extending_options(*node_.component)) {
  const bool resumes = node_.component->resumes;
  if (resumes || extends_) lineage_ = lineage_of(workflow, stage);
  EarlierResults earlier;
  if (extends_) earlier = earlier_results(run.workspace(), lineage_, workflow_, node_.name);
  if (earlier.same) earlier_ = earlier.same->folder;
  if (resumes)
    if (auto taken = Unfinished::take(run.workspace(), lineage_.key, run.outputs()))
      unfinished_.emplace(std::move(*taken));
  folder_ = unfinished_ ? unfinished_->folder() : run.begin_output(node_.name);
  if (continued())
    start_words_ =
        text("is given what ", unfinished_->ended_before() == "failed" ? "a failed" : "an interrupted", " run left");
  else if (resumes && !unfinished_)
    start_words_ = why_not_kept() + ": if this run does not reach its end, nothing of the stage is kept";
  else if (!wants_to_extend(node_) || !earlier.same)
    start_words_ = why_anew(run, earlier.other);
  if (unfinished_)
    unfinished_->note({{"workflow", workflow_}, {"stage", node_.name}, {"made_from", lineage_.made_from}});
}

std::string StageFolder::why_not_kept() const {
  if (Unfinished::is_taken(run_.workspace(), lineage_.key)) return "another run works on the same now";
  return text(
      (run_.workspace() / "unfinished").string(),
      " cannot be used (it has to be a folder that can be written, with locks, on the file system of the runs)");
}

std::string StageFolder::why_anew(const RunFolder& run, const std::optional<Finished>& other) const {
  const std::string begin = "starts anew: ";
  if (unfinished_)
    if (const auto note = newest_note_once(run.workspace(), workflow_, node_.name); !note.is_null())
      return begin + differences(note.value("made_from", nlohmann::json()), lineage_.made_from,
                                 "the " + note.at("ended").get<std::string>() + " run");
  if (other && wants_to_extend(node_))
    return begin + differences(other->made_from, lineage_.made_from, "the run " + other->run);
  return "";
}

void StageFolder::commit() {
  if (extends_) record_lineage(run_, lineage_, workflow_, node_.name);
  run_.commit_output(node_.name, folder_);
  if (unfinished_) unfinished_->drop();
}

bool StageFolder::leave(const std::string& ended) {
  if (unfinished_) return unfinished_->keep(ended);
  run_.drop_output(node_.name);
  return false;
}

}  // namespace atelier::host
